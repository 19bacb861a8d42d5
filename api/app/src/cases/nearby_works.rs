//! What is beside the place of a case: owners of assets, streets that rest, notices of planned
//! works.
//!
//! The place comes from outside and is compared while a transaction is open, so that happens in the
//! pool and within a number of steps.

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

/// How near to works an asset, or a notice, is beside them.
const BESIDE_METRES: f64 = 50.0;
/// How near to a street that rests digging is digging there.
const RESTING_METRES: f64 = 15.0;

/// Who owns something beside a place. An owner of whom that takes too many steps to say is one of
/// them: it may be told in vain, and is not forgotten.
///
/// # Errors
/// [`AppError::Busy`]; when the database is in trouble.
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

/// The codes of works near a place after which the street still rests. Works of which it takes too
/// many steps to say are among them: the builder says why it digs, and nobody digs in a street that
/// rests without saying it.
///
/// # Errors
/// [`AppError::Busy`]; when the database is in trouble.
pub(super) async fn resting(context: &CommandContext<'_>, place: &Shape) -> Result<Vec<String>, AppError> {
    let rows = planned_works::resting(context.tx, place.bounds().grown(RESTING_METRES)).await?;
    let found = compared(context, rows, place, RESTING_METRES).await?;
    Ok(found.into_iter().filter(|(_, nearness)| nearness.may_be_near()).map(|(works, _)| works.code).collect())
}

/// The notice of planned works near a place that one of these builders published first and that
/// still stands, with the instant.
///
/// # Errors
/// [`AppError::Invalid`] when that takes too many steps to say: nothing is to be had by a place
/// that cannot be compared; [`AppError::Busy`]; when the database is in trouble.
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
