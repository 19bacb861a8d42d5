//! Assets beside a route with capacity to share, in the order of the route, and a tally of the
//! unusable ones.

use std::collections::BTreeSet;

use domain::ids::AssetId;
use domain::place::{Beside, BudgetExceeded, Line, LineSection, Shape, StepBudget};
use domain::planning::fitness::{Need, Requirement};
use domain::planning::left_out::{LeftOut, Tally, count};
use domain::registry::band::{BandRules, Fit};
use domain::registry::capacity::Overload;
use sea_orm::ConnectionTrait;

use crate::assets::asset_rows::Registered;
use crate::planning::nearby::Nearby;
use crate::visibility::AssetVisibility;
use crate::{StoreResult, assets, planning::nearby};

/// The maximum number of assets in an answer.
pub const MOST: usize = 500;

/// The step limit of one route: 20 000 assets beside it, a few thousand of them long lines.
const MOST_STEPS: u64 = 200_000_000;

/// A query about a route.
#[derive(Debug, Clone)]
pub struct RouteQuery {
    /// The line along which to search.
    pub route: Shape,
    /// The maximum distance of an asset from the route, in metres.
    pub buffer_metres: f64,
    /// The required free quantity of each of these units that an asset has. Empty means one place.
    pub units: Vec<Need>,
    /// The threshold of overload.
    pub overload: Overload,
    /// The thresholds of the bands.
    pub rules: BandRules,
}

/// An asset beside the route.
#[derive(Debug, Clone)]
pub struct Passed {
    pub registered: Registered,
    /// The position of the asset beside the route.
    pub beside: Beside,
    /// Whether the need fits, or the owner must be asked.
    pub fit: Fit,
}

/// The result of a route query.
#[derive(Debug, Clone, Default)]
pub struct Along {
    /// The usable assets, from the start of the route to its end.
    pub passed: Vec<Passed>,
    /// There are more usable assets than an answer holds.
    pub is_cut: bool,
    /// The parts of the route that all usable assets serve.
    pub serving: Vec<LineSection>,
    /// The unusable assets, by reason.
    pub left_out: Tally,
}

/// The candidates along a route, with the input for measuring them.
#[derive(Debug)]
pub struct Candidates {
    course: Line,
    found: Nearby,
    buffer_metres: f64,
}

/// The assets along a route, with measured distances.
#[derive(Debug)]
pub struct MeasuredCandidates {
    found: Nearby,
    near: Vec<Measured>,
}

/// Reads the visible assets whose box is near the route; `None` for a route without a line.
pub async fn candidates<C: ConnectionTrait>(
    connection: &C,
    query: &RouteQuery,
    visibility: &AssetVisibility,
) -> StoreResult<Option<Candidates>> {
    let Some(course) = Line::of(&query.route) else { return Ok(None) };
    let wanted = nearby::NearbyQuery { place: &query.route, within_metres: query.buffer_metres, kinds: &[] };
    let found = nearby::find(connection, wanted, visibility).await?;
    Ok(Some(Candidates { course, found, buffer_metres: query.buffer_metres }))
}

impl Candidates {
    /// Measures the candidates; a computation for the compute pool.
    ///
    /// # Errors
    /// [`BudgetExceeded`] if the shapes need more steps than a request may take.
    pub fn measure(self) -> Result<MeasuredCandidates, BudgetExceeded> {
        let (found, near) = measured(self.found, &self.course, self.buffer_metres)?;
        Ok(MeasuredCandidates { found, near })
    }
}

/// The measured assets that fit the needs, in the order of the route.
pub async fn fitting<C: ConnectionTrait>(
    connection: &C,
    query: &RouteQuery,
    visibility: &AssetVisibility,
    measured: MeasuredCandidates,
) -> StoreResult<Along> {
    let MeasuredCandidates { found, near } = measured;
    let mut along = Along::default();
    if found.beyond > 0 {
        along.left_out.insert(LeftOut::BeyondLimit, found.beyond);
    }
    let found = nearby::with_units(connection, found, &query.rules).await?;
    // The check does not depend on the reader: it looks for capacity that other organisations can
    // request.
    let judge = Requirement { needs: &query.units, overload: query.overload, own: &BTreeSet::new() };
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
    along.passed = complete(connection, &usable, visibility).await?;
    Ok(along)
}

/// The parts of a route that an asset runs beside, and its own position.
type Measured = (Vec<LineSection>, Beside);

/// The assets within the buffer, each with the parts of the route that it runs beside and its own
/// position.
fn measured(mut found: Nearby, course: &Line, buffer_metres: f64) -> Result<(Nearby, Vec<Measured>), BudgetExceeded> {
    let mut budget = StepBudget::of(MOST_STEPS);
    let (mut kept, mut near) = (Vec::new(), Vec::new());
    for asset in found.items {
        let beside = course.beside_shape_within(&asset.shape, &mut budget)?;
        if beside.off_metres <= buffer_metres {
            near.push((course.stretches_within(&asset.shape, buffer_metres, &mut budget)?, beside));
            kept.push(asset);
        }
    }
    found.items = kept;
    Ok((found, near))
}

async fn complete<C: ConnectionTrait>(
    connection: &C,
    usable: &[(AssetId, Beside, Fit)],
    visibility: &AssetVisibility,
) -> StoreResult<Vec<Passed>> {
    let ids: Vec<AssetId> = usable.iter().map(|(id, ..)| *id).collect();
    let mut known: std::collections::BTreeMap<AssetId, Registered> =
        assets::find_many(connection, &ids, visibility).await?.into_iter().map(|one| (one.asset.id, one)).collect();
    Ok(usable
        .iter()
        .filter_map(|(id, beside, fit)| Some(Passed { registered: known.remove(id)?, beside: *beside, fit: *fit }))
        .collect())
}
