//! In which administrative unit a shape from outside lies, computed in the pool and within a budget.

use chrono::NaiveDate;
use domain::area::{Lies, Share};
use domain::ids::AreaId;
use domain::place::{Shape, StepBudget};

use crate::compute_pool::ComputePool;
use crate::failure::Failure;
use crate::store::Connection;
use crate::store::area_map::{AreaRows, Located, Reach, lead_first};

/// The steps that one shape may cost: several times what a route of 5 000 vertices through 50 communes takes.
pub const MOST_STEPS: u64 = 20_000_000;

/// The unit in which a shape lies on a day; `None` when there is none near. `pointer` is where the request has the shape.
///
/// # Errors
/// [`Failure::Invalid`] when it takes too many steps; [`Failure::Busy`]; when the database is in trouble.
pub async fn locate<C: Connection>(
    (db, pool): (&C, &ComputePool),
    shape: &Shape,
    on: NaiveDate,
    pointer: &str,
) -> Result<Option<Located>, Failure> {
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
) -> Result<Vec<AreaId>, Failure> {
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
) -> Result<Option<(domain::area::Located, Vec<Share>)>, Failure> {
    let mut found = None;
    for reach in [Reach::Touching, Reach::Near] {
        let rows = AreaRows::load(db, on, shape, reach).await?;
        let shape = shape.clone();
        let work = move || rows.decode().map(|map| map.decide(&shape, &mut StepBudget::of(MOST_STEPS)));
        found = pool.run(work).await??.map_err(|why| Failure::invalid(pointer, why))?;
        match &found {
            Some((located, _)) if !matches!(located.lies, Lies::Outside { .. }) => break,
            Some(_) | None => {}
        }
    }
    Ok(found)
}
