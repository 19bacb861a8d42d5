//! Plans the supports of a route: existing poles with free capacity, and the fewest new
//! ones between them.

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

/// The most existing supports that the computation compares.
const MOST_EXISTING: usize = 4_000;
/// The steps that measuring the supports beside the route may take.
const MOST_STEPS: u64 = 50_000_000;

#[derive(Debug, Clone)]
pub struct SupportsQuery {
    pub route: Shape,
    /// The kind of support.
    pub kind: String,
    /// The capacity that must be free on each support.
    pub needs: Vec<Need>,
    /// The longest distance between two supports.
    pub span_metres: f64,
    /// The largest distance between a support and the route.
    pub buffer_metres: f64,
    /// The poles at the two ends, when the route goes from pole to pole.
    pub ends: BTreeSet<AssetId>,
}

/// A support of the answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedSupport {
    /// The support at this position.
    pub held: Held,
    /// The asset, when the support exists.
    pub asset: Option<AssetId>,
    /// Whether the asset fits, or its owner must be asked.
    pub fit: Option<Fit>,
    pub at: Coord<f64>,
    /// The distance from the route.
    pub off_metres: f64,
}

#[derive(Debug, Clone)]
pub struct SupportPlan {
    /// The supports from end to end.
    pub places: Vec<PlannedSupport>,
    /// The counts of existing supports that cannot be used.
    pub left_out: Tally,
}

/// Finds supports for a route, with the fewest new ones.
///
/// # Errors
/// [`AppError`] when all computing threads are busy, the computation takes too many steps, or the
/// span is not a valid length.
pub async fn find<C: Connection>(
    db: &C,
    viewer: &PlanningViewer,
    question: &SupportsQuery,
) -> Result<SupportPlan, AppError> {
    let course = Line::of(&question.route).ok_or_else(|| AppError::invalid("/route", FieldProblem::NotALine))?;
    let kinds = [question.kind.clone()];
    let wanted = nearby::NearbyQuery { place: &question.route, within_metres: question.buffer_metres, kinds: &kinds };
    let found = nearby::with_units(db, nearby::find(db, wanted, &viewer.visibility).await?, &viewer.rules).await?;
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

/// Computes the answer from the assets near the route; `None` when the span does not suit the
/// route.
fn answer(
    found: &nearby::Nearby,
    course: &Line,
    question: &SupportsQuery,
    judge: &Requirement<'_>,
) -> Result<Option<SupportPlan>, BudgetExceeded> {
    let mut budget = StepBudget::of(MOST_STEPS);
    let mut left_out = Tally::new();
    if found.beyond > 0 {
        count(&mut left_out, LeftOut::BeyondLimit);
    }
    let mut existing: Vec<(Known, RouteSupport)> = Vec::new();
    for near in found.items.iter().filter(|near| !question.ends.contains(&near.id)) {
        let Geometry::Point(at) = near.shape.geometry() else { continue };
        let beside = course.beside_within(at.0, &mut budget)?;
        if beside.off_metres > question.buffer_metres {
            continue;
        }
        let too_far = carries(question.span_metres, beside.off_metres).is_none().then_some(LeftOut::TooFarOff);
        match judge.fit(near.candidate()).and_then(|fit| too_far.map_or(Ok(fit), Err)) {
            Err(why) => count(&mut left_out, why),
            Ok(_) if existing.len() >= MOST_EXISTING => count(&mut left_out, LeftOut::BeyondLimit),
            Ok(fit) => {
                let along = RouteSupport { along_metres: beside.along_metres, off_metres: beside.off_metres };
                existing.push((Known { asset: near.id, at: at.0, fit }, along));
            }
        }
    }
    let stands: Vec<RouteSupport> = existing.iter().map(|(_, along)| *along).collect();
    let Some(held) = fewest(course.length_metres(), question.span_metres, &stands) else { return Ok(None) };
    let places = held.into_iter().filter_map(|held| place(held, course, &existing)).collect();
    Ok(Some(SupportPlan { places, left_out }))
}

/// A support in the register.
struct Known {
    asset: AssetId,
    at: Coord<f64>,
    fit: Fit,
}

fn place(held: Held, course: &Line, existing: &[(Known, RouteSupport)]) -> Option<PlannedSupport> {
    use domain::planning::spans::Support;
    match held.by {
        Support::Existing(place) => {
            let (known, along) = existing.get(place)?;
            let Known { asset, at, fit } = *known;
            Some(PlannedSupport { held, asset: Some(asset), fit: Some(fit), at, off_metres: along.off_metres })
        }
        Support::End | Support::New => Some(PlannedSupport {
            held,
            asset: None,
            fit: None,
            at: course.position(held.along_metres)?,
            off_metres: 0.0,
        }),
    }
}
