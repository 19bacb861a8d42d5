//! Assets beside a route that have room to share, in the order in which the route passes them, and what stands there besides.

use std::collections::BTreeSet;

use domain::ids::AssetId;
use domain::place::{Beside, Course, Shape, Stretch};
use domain::planning::fitness::{Need, Wanted};
use domain::planning::left_out::{LeftOut, Tally, count};
use domain::registry::band::{BandRules, Fit};
use domain::registry::capacity::Overload;
use sea_orm::ConnectionTrait;

use super::asset_rows::Registered;
use super::sight::Sight;
use super::{Stored, assets, nearby};

/// The most assets in an answer.
pub const MOST: usize = 500;

/// What is asked of a route.
#[derive(Debug, Clone)]
pub struct RouteQuery {
    /// The line.
    pub route: Shape,
    /// How far from it an asset may stand.
    pub buffer_metres: f64,
    /// What is needed: of each of these units that an asset has, so much must be free. Without any, one place.
    pub units: Vec<Need>,
    /// From where on an asset is overloaded.
    pub overload: Overload,
    /// The thresholds of the bands.
    pub rules: BandRules,
}

/// An asset beside the route.
#[derive(Debug, Clone)]
pub struct Passed {
    /// The asset.
    pub registered: Registered,
    /// Where it stands beside the route.
    pub beside: Beside,
    /// Whether it fits, or its owner must be asked.
    pub fit: Fit,
}

/// What a route passes.
#[derive(Debug, Clone, Default)]
pub struct Along {
    /// What can be used, from the start of the route to its end.
    pub passed: Vec<Passed>,
    /// There is more of it than an answer holds.
    pub is_cut: bool,
    /// The parts of the route that all of it serves.
    pub serving: Vec<Stretch>,
    /// What stands there and cannot be used.
    pub left_out: Tally,
}

/// The assets in sight that a route passes, from its start to its end.
///
/// # Errors
/// When the database fails.
pub async fn pass<C: ConnectionTrait>(connection: &C, query: &RouteQuery, sight: &Sight) -> Stored<Along> {
    let Some(course) = Course::of(&query.route) else { return Ok(Along::default()) };
    let wanted = nearby::Wanted { place: &query.route, within_metres: query.buffer_metres, kinds: &[] };
    let mut found = nearby::find(connection, wanted, sight).await?;
    let mut along = Along::default();
    let mut near: Vec<(Vec<Stretch>, Beside)> = Vec::new();
    found.items.retain(|asset| {
        let placed = beside(&course, &query.route, &asset.shape).filter(|at| at.off_metres <= query.buffer_metres);
        near.extend(placed.map(|at| (course.stretches(&asset.shape, query.buffer_metres), at)));
        placed.is_some()
    });
    if found.beyond > 0 {
        along.left_out.insert(LeftOut::BeyondLimit, found.beyond);
    }
    let found = nearby::with_units(connection, found, &query.rules).await?;
    // Room that others can ask for is looked for, whoever asks.
    let judge = Wanted { needs: &query.units, overload: query.overload, own: &BTreeSet::new() };
    let mut usable: Vec<(AssetId, Beside, Fit)> = Vec::new();
    for (asset, (stretches, at)) in found.items.iter().zip(near) {
        match judge.fit(asset.candidate()) {
            Err(why) => count(&mut along.left_out, why),
            Ok(fit) => {
                along.serving.extend(stretches);
                usable.push((asset.id, at, fit));
            }
        }
    }
    usable.sort_by(|(one, here, _), (other, there, _)| {
        here.along_metres.total_cmp(&there.along_metres).then_with(|| one.cmp(other))
    });
    along.is_cut = usable.len() > MOST;
    usable.truncate(MOST);
    along.passed = complete(connection, &usable, sight).await?;
    Ok(along)
}

fn beside(course: &Course, route: &Shape, asset: &Shape) -> Option<Beside> {
    match asset.geometry() {
        geo::Geometry::Point(at) => Some(course.beside(at.0)),
        geo::Geometry::LineString(_)
        | geo::Geometry::Polygon(_)
        | geo::Geometry::MultiPolygon(_)
        | geo::Geometry::Line(_)
        | geo::Geometry::MultiPoint(_)
        | geo::Geometry::MultiLineString(_)
        | geo::Geometry::GeometryCollection(_)
        | geo::Geometry::Rect(_)
        | geo::Geometry::Triangle(_) => asset.beside(route),
    }
}

async fn complete<C: ConnectionTrait>(
    connection: &C,
    usable: &[(AssetId, Beside, Fit)],
    sight: &Sight,
) -> Stored<Vec<Passed>> {
    let ids: Vec<AssetId> = usable.iter().map(|(id, ..)| *id).collect();
    let mut known: std::collections::BTreeMap<AssetId, Registered> =
        assets::find_many(connection, &ids, sight).await?.into_iter().map(|one| (one.asset.id, one)).collect();
    Ok(usable
        .iter()
        .filter_map(|(id, beside, fit)| Some(Passed { registered: known.remove(id)?, beside: *beside, fit: *fit }))
        .collect())
}
