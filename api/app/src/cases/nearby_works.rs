//! Finds the surroundings of a case's place: owners of assets, streets under a dig moratorium,
//! notices of planned works.
//!
//! A client defines the place, and the comparison runs in an open transaction. So the comparison
//! uses the compute pool and has a step budget.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::OrganizationId;
use domain::place::{Comparison, Nearness, Shape};

use crate::command_pipeline::CommandContext;
use crate::error::AppError;
use api_store::StoreResult;
use api_store::cases::planned_works::{self, Works, WorksRows};
use api_store::planning::nearby;
use api_store::visibility::AssetVisibility;

/// The largest distance at which an asset or a notice counts as beside works.
const BESIDE_METRES: f64 = 50.0;
/// The largest distance from a street under a dig moratorium that counts as digging there.
const RESTING_METRES: f64 = 15.0;

/// The owners of assets beside a place. An owner whose distance exceeds the step budget is
/// included: an unnecessary notification is better than a missing one.
///
/// # Errors
/// [`AppError::Busy`].
pub(super) async fn owners(context: &CommandContext<'_>, place: &Shape) -> Result<BTreeSet<OrganizationId>, AppError> {
    let wanted = nearby::NearbyQuery { place, within_metres: BESIDE_METRES, kinds: &[] };
    let found = nearby::find(context.tx, wanted, &AssetVisibility::Everything).await?;
    if found.beyond > 0 {
        tracing::warn!(beyond = found.beyond, "more assets beside a place than are looked at");
    }
    let place = place.clone();
    let work = move || {
        let mut comparison = Comparison::new(place, BESIDE_METRES);
        let mut owners = BTreeSet::new();
        for near in found.items {
            if !owners.contains(&near.owner) && comparison.nearness(&near.shape).may_be_near() {
                owners.insert(near.owner);
            }
        }
        owners
    };
    context.app.compute.run(work).await
}

/// The codes of works near a place after which a dig moratorium still applies. Works whose distance
/// exceeds the step budget are included: a builder must give a reason for digging under a
/// moratorium.
///
/// # Errors
/// [`AppError::Busy`].
pub(super) async fn resting(context: &CommandContext<'_>, place: &Shape) -> Result<Vec<String>, AppError> {
    let rows = planned_works::resting(context.tx, place.bounds().grown(RESTING_METRES)).await?;
    let found = compared(context, rows, place, RESTING_METRES).await?;
    Ok(found.into_iter().filter(|(_, nearness)| nearness.may_be_near()).map(|(works, _)| works.code).collect())
}

/// The earliest valid notice of planned works near a place that one of these builders published,
/// with the instant of publication.
///
/// # Errors
/// [`AppError::Invalid`] when the comparison exceeds the step budget: a place that cannot be
/// compared gives no advantage; [`AppError::Busy`].
pub(super) async fn announced(
    context: &CommandContext<'_>,
    builders: &BTreeSet<OrganizationId>,
    place: &Shape,
) -> Result<Option<(String, DateTime<Utc>)>, AppError> {
    let rows = planned_works::announced(context.tx, builders, place.bounds().grown(BESIDE_METRES)).await?;
    let mut first: Option<(String, DateTime<Utc>)> = None;
    for (works, nearness) in compared(context, rows, place, BESIDE_METRES).await? {
        match nearness {
            Nearness::Near => {}
            Nearness::Far => continue,
            Nearness::Unknown => return Err(AppError::invalid("/place", domain::place::BudgetExceeded)),
        }
        if let Some(at) = works.published_at.filter(|at| first.as_ref().is_none_or(|(_, known)| at < known)) {
            first = Some((works.code, at));
        }
    }
    Ok(first)
}

async fn compared(
    context: &CommandContext<'_>,
    rows: WorksRows,
    place: &Shape,
    within_metres: f64,
) -> Result<Vec<(Works, Nearness)>, AppError> {
    let place = place.clone();
    let work = move || -> StoreResult<Vec<(Works, Nearness)>> {
        let mut comparison = Comparison::new(place, within_metres);
        let placed = rows.decode()?.into_iter();
        let compared = placed.map(|works| {
            let nearness = works.place.as_ref().map_or(Nearness::Far, |place| comparison.nearness(place));
            (works, nearness)
        });
        Ok(compared.collect())
    };
    Ok(context.app.compute.run(work).await??)
}
