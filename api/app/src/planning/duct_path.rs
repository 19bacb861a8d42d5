//! A way through ducts between two places.
//!
//! Only the ducts near the straight line are read, so the cost does not grow with the register. A way that is found is proved:
//! one that leaves the area could not be shorter, or the area is widened until that holds. Without a way it is widened too,
//! up to a limit, and the answer says how far it looked.

use std::sync::Arc;

use domain::ids::AssetId;
use domain::place::{Line, Shape, metres};
use domain::planning::ducts::{
    Chamber, Duct, Network, NoWay, Objective, SearchOutcome, Shortcut, Way, find_several, shortcuts,
};
use domain::planning::fitness::{Need, Requirement};
use domain::planning::left_out::{LeftOut, Tally, count};
use domain::registry::band::Fit;
use geo::{Coord, Geometry, LineString};

use super::PlanningViewer;
use crate::error::AppError;
use api_store::Connection;
use api_store::planning::nearby::{self, Near};

/// The farthest two places that are joined.
pub const FARTHEST_METRES: f64 = 50_000.0;
/// The least that is looked at on either side of the straight line.
const LEAST_METRES: f64 = 300.0;
/// And the most.
const WIDEST_METRES: f64 = 15_000.0;

/// What is asked.
#[derive(Debug, Clone)]
pub struct DuctPathQuery {
    /// From here.
    pub from: Coord<f64>,
    /// To there.
    pub to: Coord<f64>,
    /// What must be free in each duct.
    pub needs: Vec<Need>,
    /// What the best way is.
    pub objective: Objective,
    /// How many ways, the best first.
    pub ways: usize,
    /// How near the end of a duct must come to a chamber to meet it.
    pub tolerance_metres: f64,
    /// How far from a place its chamber may be.
    pub reach_metres: f64,
    /// Ducts.
    pub duct_kinds: Vec<String>,
    /// Chambers.
    pub chamber_kinds: Vec<String>,
}

/// A way, by its assets: a chamber, a duct, a chamber …
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Chambers and ducts in turn, and of the ducts whether they fit or their owners must be asked.
    pub assets: Vec<(AssetId, Option<Fit>)>,
    /// How long its ducts are.
    pub metres: f64,
    /// Whom to ask.
    pub owners: Vec<domain::ids::OrganizationId>,
}

/// What is answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The ways, the best first.
    pub paths: Vec<Path>,
    /// Why there is none, or not so many as asked for.
    pub ended: Option<NoWay>,
    /// What was left out.
    pub left_out: Tally,
    /// Which shorter way there would have been.
    pub shortcuts: Vec<Shortcut>,
    /// How far on either side of the straight line was looked.
    pub searched_metres: f64,
    /// No way outside that area could be better.
    pub is_proven: bool,
}

/// A way through ducts.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn find<C: Connection>(
    db: &C,
    viewer: &PlanningViewer,
    question: &DuctPathQuery,
) -> Result<Answer, AppError> {
    let direct = metres(question.from, question.to);
    let mut width = LEAST_METRES.max(direct / 4.0).max(question.reach_metres);
    loop {
        let area = area(db, viewer, question, width).await?;
        let is_whole = area.is_whole;
        let answer = answer(area, viewer, question, width).await?;
        let best = answer.paths.first();
        let needed = best.map(|best| needed_metres(best.metres, direct, question.reach_metres));
        let fewest = question.objective == Objective::Shortest || best.is_some_and(|best| best.owners.len() < 2);
        let is_proven = is_whole && fewest && needed.is_some_and(|needed| needed <= width);
        let may_help = match (&answer.ended, needed) {
            (Some(NoWay::SameChamber | NoWay::TooManyWays), _) => false,
            (_, Some(needed)) => fewest && needed > width,
            (_, None) => true,
        };
        if is_proven || !may_help || !is_whole || width >= WIDEST_METRES {
            return Ok(Answer { is_proven, ..answer });
        }
        width = needed.unwrap_or(width * 3.0).max(width * 1.2).min(WIDEST_METRES);
    }
}

/// How far from the straight line a way of this length can come. What begins and ends in chambers that are `reach` from the two
/// places and goes farther off is longer.
fn needed_metres(length: f64, direct: f64, reach: f64) -> f64 {
    let half = f64::midpoint(length, 2.0 * reach);
    (half.powi(2) - (direct / 2.0).powi(2)).max(0.0).sqrt()
}

struct Area {
    network: Network,
    is_whole: bool,
}

/// The ducts and chambers so far from the straight line.
async fn area<C: Connection>(
    db: &C,
    viewer: &PlanningViewer,
    question: &DuctPathQuery,
    width: f64,
) -> Result<Area, AppError> {
    let line = Geometry::LineString(LineString(vec![question.from, question.to]));
    let line = Shape::new(line).map_err(AppError::internal)?;
    let kinds: Vec<String> = question.duct_kinds.iter().chain(&question.chamber_kinds).cloned().collect();
    let wanted = nearby::NearbyQuery { place: &line, within_metres: width, kinds: &kinds };
    let found = nearby::with_units(db, nearby::find(db, wanted, &viewer.sight).await?, &viewer.rules).await?;
    let judge = Requirement { needs: &question.needs, overload: viewer.overload, own: &viewer.own };
    let mut chambers = Vec::new();
    let mut ducts = Vec::new();
    for near in &found.items {
        if question.chamber_kinds.contains(&near.kind) {
            chambers.extend(chamber(near, &judge));
        } else {
            ducts.extend(duct(near, &judge));
        }
    }
    let course = Line::of(&line).ok_or_else(|| AppError::internal("a line is a course"))?;
    let within = |end: Coord<f64>| course.beside(end).off_metres <= width;
    let network = Network::join(chambers, ducts, question.tolerance_metres, within);
    Ok(Area { network, is_whole: found.beyond == 0 })
}

fn chamber(near: &Near, judge: &Requirement<'_>) -> Option<Chamber> {
    let Geometry::Point(at) = near.shape.geometry() else { return None };
    Some(Chamber { asset: near.id, at: at.0, hindrance: judge.closed(near.candidate()) })
}

fn duct(near: &Near, judge: &Requirement<'_>) -> Option<Duct> {
    let line = near.shape.line()?;
    Some(Duct {
        asset: near.id,
        owner: near.owner,
        metres: near.shape.length_metres(),
        ends: [*line.0.first()?, *line.0.last()?],
        fit: judge.fit(near.candidate()),
    })
}

async fn answer(area: Area, viewer: &PlanningViewer, question: &DuctPathQuery, width: f64) -> Result<Answer, AppError> {
    let Area { network, is_whole } = area;
    let mut left_out = network.left_out().clone();
    if !is_whole {
        count(&mut left_out, LeftOut::BeyondLimit);
    }
    let nothing = |why: NoWay, left_out: Tally| Answer {
        paths: Vec::new(),
        ended: Some(why),
        left_out,
        shortcuts: Vec::new(),
        searched_metres: width,
        is_proven: false,
    };
    let Some(from) = network.chamber_near(question.from, question.reach_metres) else {
        return Ok(nothing(NoWay::NoChamberAtStart, left_out));
    };
    let Some(to) = network.chamber_near(question.to, question.reach_metres) else {
        return Ok(nothing(NoWay::NoChamberAtEnd, left_out));
    };
    if from == to {
        return Ok(nothing(NoWay::SameChamber, left_out));
    }
    let network = Arc::new(network);
    let (objective, wanted) = (question.objective, question.ways);
    let searched = Arc::clone(&network);
    let (ways, end, shortcuts) = viewer
        .pool
        .run(move || {
            let (ways, end) = find_several(&searched, (from, to), objective, wanted);
            let shortcuts = shortcuts(&searched, (from, to), ways.first());
            (ways, end, shortcuts)
        })
        .await?;
    let ended = match end {
        SearchOutcome::TooMany => Some(NoWay::TooManyWays),
        SearchOutcome::Nothing if ways.len() < wanted => Some(NoWay::NoConnection),
        SearchOutcome::Nothing | SearchOutcome::Way(_) => None,
    };
    let paths = ways.iter().map(|way| path(&network, way)).collect();
    Ok(Answer { paths, ended, left_out, shortcuts, searched_metres: width, is_proven: false })
}

fn path(network: &Network, way: &Way) -> Path {
    let mut ducts = way.ducts.iter().filter_map(|edge| network.duct(*edge)).map(|duct| (duct.asset, duct.fit.ok()));
    let mut assets = Vec::new();
    for chamber in way.chambers.iter().filter_map(|node| network.chamber(*node)) {
        assets.push((chamber.asset, None));
        assets.extend(ducts.next());
    }
    Path { assets, metres: way.metres, owners: way.owners.iter().copied().collect() }
}
