//! Finds a path through ducts between two places.
//!
//! Only the ducts near the straight line are read, so the cost does not grow with the register. A
//! found path is proven: a path that leaves the area could not be shorter, or the area is widened
//! until that holds. Without a path the area is widened too, up to a limit, and the answer states
//! the searched width.

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

/// The largest distance between the two places.
pub const FARTHEST_METRES: f64 = 50_000.0;
/// The smallest searched width on either side of the straight line.
const LEAST_METRES: f64 = 300.0;
/// The largest searched width.
const WIDEST_METRES: f64 = 15_000.0;

#[derive(Debug, Clone)]
pub struct DuctPathQuery {
    pub from: Coord<f64>,
    pub to: Coord<f64>,
    /// The capacity that must be free in each duct.
    pub needs: Vec<Need>,
    /// The measure of the best path.
    pub objective: Objective,
    /// The number of paths, the best first.
    pub ways: usize,
    /// The largest distance at which the end of a duct meets a chamber.
    pub tolerance_metres: f64,
    /// The largest distance between a place and its chamber.
    pub reach_metres: f64,
    pub duct_kinds: Vec<String>,
    pub chamber_kinds: Vec<String>,
}

/// A path as its assets: a chamber, a duct, a chamber …
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Chambers and ducts in turn; for ducts, whether they fit or their owners must be asked.
    pub assets: Vec<(AssetId, Option<Fit>)>,
    /// The total length of the ducts.
    pub metres: f64,
    /// The owners to ask.
    pub owners: Vec<domain::ids::OrganizationId>,
}

#[derive(Debug, Clone)]
pub struct DuctPaths {
    /// The paths, the best first.
    pub paths: Vec<Path>,
    /// The reason for no path, or for fewer paths than requested.
    pub ended: Option<NoWay>,
    /// The counts of excluded assets.
    pub left_out: Tally,
    /// Shorter paths that excluded assets would have allowed.
    pub shortcuts: Vec<Shortcut>,
    /// The searched width on either side of the straight line.
    pub searched_metres: f64,
    /// Whether no path outside that area can be better.
    pub is_proven: bool,
}

/// Finds paths through ducts.
pub async fn find<C: Connection>(
    db: &C,
    viewer: &PlanningViewer,
    question: &DuctPathQuery,
) -> Result<DuctPaths, AppError> {
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
            return Ok(DuctPaths { is_proven, ..answer });
        }
        width = needed.unwrap_or(width * 3.0).max(width * 1.2).min(WIDEST_METRES);
    }
}

/// The distance from the straight line that a path of this length can reach. A path that begins and
/// ends in chambers within `reach` of the two places and goes farther off is longer.
fn needed_metres(length: f64, direct: f64, reach: f64) -> f64 {
    let half = f64::midpoint(length, 2.0 * reach);
    (half.powi(2) - (direct / 2.0).powi(2)).max(0.0).sqrt()
}

struct Area {
    network: Network,
    is_whole: bool,
}

/// The ducts and chambers within a width of the straight line.
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
    let found = nearby::with_units(db, nearby::find(db, wanted, &viewer.visibility).await?, &viewer.rules).await?;
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

async fn answer(
    area: Area,
    viewer: &PlanningViewer,
    question: &DuctPathQuery,
    width: f64,
) -> Result<DuctPaths, AppError> {
    let Area { network, is_whole } = area;
    let mut left_out = network.left_out().clone();
    if !is_whole {
        count(&mut left_out, LeftOut::BeyondLimit);
    }
    let nothing = |why: NoWay, left_out: Tally| DuctPaths {
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
    Ok(DuctPaths { paths, ended, left_out, shortcuts, searched_metres: width, is_proven: false })
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
