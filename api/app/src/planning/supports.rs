//! Where poles are missing on a route: those that stand there and have room, and the fewest new ones between them.

use std::collections::BTreeSet;

use domain::ids::AssetId;
use domain::messages::FieldProblem;
use domain::place::{BudgetExceeded, Line, Shape, StepBudget};
use domain::planning::fitness::{Need, Requirement};
use domain::planning::left_out::{LeftOut, Tally, count};
use domain::planning::spans::{Held, RouteSupport, carries, fewest};
use domain::registry::band::Fit;
use geo::{Coord, Geometry};

use super::PlanningViewer;
use crate::error::AppError;
use api_store::{Connection, planning::nearby};

/// The most supports that are weighed against each other.
const MOST_STANDING: usize = 4_000;
/// The steps that measuring what stands beside the route may take.
const MOST_STEPS: u64 = 50_000_000;

/// What is asked.
#[derive(Debug, Clone)]
pub struct SupportsQuery {
    /// The line.
    pub route: Shape,
    /// What holds it.
    pub kind: String,
    /// What must be free on each.
    pub needs: Vec<Need>,
    /// The longest span.
    pub span_metres: f64,
    /// How far from the route a support may stand.
    pub buffer_metres: f64,
    /// The poles at its two ends, when it goes from one to another.
    pub ends: BTreeSet<AssetId>,
}

/// A support of the answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// What holds the line there.
    pub held: Held,
    /// The asset, when it stands there.
    pub asset: Option<AssetId>,
    /// Whether that fits, or its owner must be asked.
    pub fit: Option<Fit>,
    /// Where.
    pub at: Coord<f64>,
    /// How far from the route.
    pub off_metres: f64,
}

/// What is answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The supports from end to end.
    pub places: Vec<Place>,
    /// What stands there and cannot be used.
    pub left_out: Tally,
}

/// The supports of a route with the fewest new ones.
///
/// # Errors
/// [`AppError`] when the database is in trouble, all threads that compute are busy, it takes too many steps, or the span
/// is no length.
pub async fn find<C: Connection>(
    db: &C,
    viewer: &PlanningViewer,
    question: &SupportsQuery,
) -> Result<Answer, AppError> {
    let course = Line::of(&question.route).ok_or_else(|| AppError::invalid("/route", FieldProblem::NotALine))?;
    let kinds = [question.kind.clone()];
    let wanted = nearby::NearbyQuery { place: &question.route, within_metres: question.buffer_metres, kinds: &kinds };
    let found = nearby::with_units(db, nearby::find(db, wanted, &viewer.sight).await?, &viewer.rules).await?;
    let (question, overload, own) = (question.clone(), viewer.overload, viewer.own.clone());
    let answered = viewer
        .pool
        .run(move || {
            let judge = Requirement { needs: &question.needs, overload, own: &own };
            answer(&found, &course, &question, &judge)
        })
        .await?;
    let answer = answered.map_err(|why| AppError::invalid("/route", why))?;
    answer.ok_or_else(|| AppError::invalid("/span_m", FieldProblem::NoSpan))
}

/// The answer from what was found near the route; `None` when the span is none for it.
fn answer(
    found: &nearby::Nearby,
    course: &Line,
    question: &SupportsQuery,
    judge: &Requirement<'_>,
) -> Result<Option<Answer>, BudgetExceeded> {
    let mut budget = StepBudget::of(MOST_STEPS);
    let mut left_out = Tally::new();
    if found.beyond > 0 {
        count(&mut left_out, LeftOut::BeyondLimit);
    }
    let mut standing: Vec<(Known, RouteSupport)> = Vec::new();
    for near in found.items.iter().filter(|near| !question.ends.contains(&near.id)) {
        let Geometry::Point(at) = near.shape.geometry() else { continue };
        let beside = course.beside_within(at.0, &mut budget)?;
        if beside.off_metres > question.buffer_metres {
            continue;
        }
        let too_far = carries(question.span_metres, beside.off_metres).is_none().then_some(LeftOut::TooFarOff);
        match judge.fit(near.candidate()).and_then(|fit| too_far.map_or(Ok(fit), Err)) {
            Err(why) => count(&mut left_out, why),
            Ok(_) if standing.len() >= MOST_STANDING => count(&mut left_out, LeftOut::BeyondLimit),
            Ok(fit) => {
                let along = RouteSupport { along_metres: beside.along_metres, off_metres: beside.off_metres };
                standing.push((Known { asset: near.id, at: at.0, fit }, along));
            }
        }
    }
    let stands: Vec<RouteSupport> = standing.iter().map(|(_, along)| *along).collect();
    let Some(held) = fewest(course.length_metres(), question.span_metres, &stands) else { return Ok(None) };
    let places = held.into_iter().filter_map(|held| place(held, course, &standing)).collect();
    Ok(Some(Answer { places, left_out }))
}

/// A support that stands there already.
struct Known {
    asset: AssetId,
    at: Coord<f64>,
    fit: Fit,
}

fn place(held: Held, course: &Line, standing: &[(Known, RouteSupport)]) -> Option<Place> {
    use domain::planning::spans::Support;
    match held.by {
        Support::Existing(place) => {
            let (known, along) = standing.get(place)?;
            let Known { asset, at, fit } = *known;
            Some(Place { held, asset: Some(asset), fit: Some(fit), at, off_metres: along.off_metres })
        }
        Support::End | Support::New => {
            Some(Place { held, asset: None, fit: None, at: course.position(held.along_metres)?, off_metres: 0.0 })
        }
    }
}
