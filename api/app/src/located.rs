//! Finds the administrative unit of a geometry that a client sent, in the compute pool and within a
//! budget.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::area::{Lies, Share};
use domain::ids::AreaId;
use domain::place::{BudgetExceeded, Shape, StepBudget};

use crate::compute_pool::ComputePool;
use crate::error::AppError;
use api_store::Connection;
use api_store::areas::area_map::{AreaRows, Located, Reach, lead_first};

/// The step budget of one shape: several times the steps of a route of 5 000 vertices through 50
/// communes.
pub const MOST_STEPS: u64 = 20_000_000;

/// The unit that contains a shape on a date; `None` when no unit is near. `pointer` locates the
/// shape in the request.
///
/// # Errors
/// [`AppError::Invalid`] when the shape exceeds the budget; [`AppError::Busy`].
pub async fn locate<C: Connection>(
    (db, pool): (&C, &ComputePool),
    shape: &Shape,
    on: NaiveDate,
    pointer: &str,
) -> Result<Option<Located>, AppError> {
    Ok(decide((db, pool), shape, on, pointer).await?.map(|(found, _)| Located::of(&found)))
}

/// The units that contain a shape, ordered by share, the largest first; for a shape outside all
/// units, the nearest unit.
///
/// # Errors
/// As [`locate`].
pub async fn across<C: Connection>(
    (db, pool): (&C, &ComputePool),
    shape: &Shape,
    on: NaiveDate,
    pointer: &str,
) -> Result<Vec<AreaId>, AppError> {
    Ok(decide((db, pool), shape, on, pointer).await?.map(|(found, _)| lead_first(found)).unwrap_or_default())
}

/// The competent unit with the reason, and the share of each unit.
///
/// # Errors
/// As [`locate`].
pub async fn decide<C: Connection>(
    (db, pool): (&C, &ComputePool),
    shape: &Shape,
    on: NaiveDate,
    pointer: &str,
) -> Result<Option<(domain::area::Located, Vec<Share>)>, AppError> {
    match search((db, pool), shape, on).await? {
        Search::Ended(found) => Ok(found),
        Search::OverBudget { .. } => Err(AppError::invalid(pointer, BudgetExceeded)),
    }
}

/// Every unit that contains a shape; for a shape outside all units, the nearest unit. When the
/// shape exceeds the budget, every unit that may be one of these. For queries that must not omit a
/// unit and must not refuse a shape.
///
/// # Errors
/// [`AppError::Busy`].
pub(crate) async fn at_least<C: Connection>(
    (db, pool): (&C, &ComputePool),
    shape: &Shape,
    on: NaiveDate,
) -> Result<BTreeSet<AreaId>, AppError> {
    Ok(match search((db, pool), shape, on).await? {
        Search::Ended(found) => found.map(|(found, _)| lead_first(found).into_iter().collect()).unwrap_or_default(),
        Search::OverBudget { candidates } => candidates,
    })
}

enum Search {
    /// The competent unit with the reason, and the share of each unit; `None` when no unit is near.
    Ended(Option<(domain::area::Located, Vec<Share>)>),
    /// The decision between these candidates exceeds the budget.
    OverBudget { candidates: BTreeSet<AreaId> },
}

/// Searches the units that touch a shape, and only when none of them contains it, the units near
/// it.
async fn search<C: Connection>(
    (db, pool): (&C, &ComputePool),
    shape: &Shape,
    on: NaiveDate,
) -> Result<Search, AppError> {
    let mut found = None;
    for reach in [Reach::Touching, Reach::Near] {
        let rows = AreaRows::load(db, on, shape, reach).await?;
        let (shape, candidates) = (shape.clone(), rows.ids());
        let work = move || rows.decode().map(|map| map.decide(&shape, &mut StepBudget::of(MOST_STEPS)));
        match pool.run(work).await?? {
            Err(BudgetExceeded) => return Ok(Search::OverBudget { candidates }),
            Ok(decided) => found = decided,
        }
        if found.as_ref().is_some_and(|(located, _)| !matches!(located.lies, Lies::Outside { .. })) {
            break;
        }
    }
    Ok(Search::Ended(found))
}
