//! In which administrative unit a shape from outside lies, computed in the pool and within a budget.

use chrono::NaiveDate;
use domain::area::Share;
use domain::ids::AreaId;
use domain::place::{BudgetExceeded, Shape, StepBudget};

use crate::compute_pool::ComputePool;
use crate::failure::Failure;
use crate::store::Connection;
use crate::store::area_map::{AreaMap, Located};

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
    computed((db, pool), shape, on, pointer, AreaMap::locate_within).await
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
    computed((db, pool), shape, on, pointer, AreaMap::across_within).await
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
    computed((db, pool), shape, on, pointer, AreaMap::decide).await
}

async fn computed<C: Connection, T: Send + 'static>(
    (db, pool): (&C, &ComputePool),
    shape: &Shape,
    on: NaiveDate,
    pointer: &str,
    ask: fn(&AreaMap, &Shape, &mut StepBudget) -> Result<T, BudgetExceeded>,
) -> Result<T, Failure> {
    let map = AreaMap::load_near(db, on, shape).await?;
    let mut budget = StepBudget::of(MOST_STEPS);
    let found = if matches!(shape.geometry(), geo::Geometry::Point(_)) {
        ask(&map, shape, &mut budget)
    } else {
        let shape = shape.clone();
        pool.run(move || ask(&map, &shape, &mut budget)).await?
    };
    found.map_err(|why| Failure::invalid(pointer, why.to_string()))
}
