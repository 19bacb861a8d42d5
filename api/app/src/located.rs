//! In which administrative unit a shape from outside lies, computed in the pool and within a budget.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::area::{Lies, Share};
use domain::ids::AreaId;
use domain::place::{BudgetExceeded, Shape, StepBudget};

use crate::compute_pool::ComputePool;
use crate::error::AppError;
use api_store::Connection;
use api_store::areas::area_map::{AreaRows, Located, Reach, lead_first};

/// The steps that one shape may cost: several times what a route of 5 000 vertices through 50 communes takes.
pub const MOST_STEPS: u64 = 20_000_000;

/// The unit in which a shape lies on a day; `None` when there is none near. `pointer` is where the request has the shape.
///
/// # Errors
/// [`AppError::Invalid`] when it takes too many steps; [`AppError::Busy`]; when the database is in trouble.
pub async fn locate<C: Connection>(
    (db, pool): (&C, &ComputePool),
    shape: &Shape,
    on: NaiveDate,
    pointer: &str,
) -> Result<Option<Located>, AppError> {
    Ok(decide((db, pool), shape, on, pointer).await?.map(|(found, _)| Located::of(&found)))
}

/// The units in which a shape lies, the one with the largest share first; outside all of them the nearest.
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

/// The competent unit with the reason, and the share of each.
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

/// Every unit in which a shape lies, outside all of them the nearest; when that takes too many steps, every unit near enough to be one
/// of them. For questions in which nobody may be forgotten and nothing may be refused.
///
/// # Errors
/// [`AppError::Busy`]; when the database is in trouble.
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

/// How a search ended.
enum Search {
    /// The competent unit with the reason, and the share of each; `None` when there is no unit near.
    Ended(Option<(domain::area::Located, Vec<Share>)>),
    /// It takes too many steps to say which of these it is.
    OverBudget { candidates: BTreeSet<AreaId> },
}

/// Looks among the units that touch a shape, and only when it lies in none of them among those near it.
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
