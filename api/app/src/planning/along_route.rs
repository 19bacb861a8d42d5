//! Finds the assets along a route: reads them, measures them in the compute pool, and checks them
//! against the requirements.

use api_store::planning::along_route::{self, Along, RouteQuery};
use api_store::{Connection, visibility::AssetVisibility};

use crate::compute_pool::ComputePool;
use crate::error::AppError;

/// The visible assets along a route, from its start to its end.
///
/// # Errors
/// When the database fails, all computing threads are busy, or the computation takes too many
/// steps.
pub async fn pass<C: Connection>(
    connection: &C,
    pool: &ComputePool,
    query: &RouteQuery,
    visibility: &AssetVisibility,
) -> Result<Along, AppError> {
    let Some(candidates) = along_route::candidates(connection, query, visibility).await? else {
        return Ok(Along::default());
    };
    let measured = pool.run(move || candidates.measure()).await?;
    let measured = measured.map_err(|why| AppError::invalid("/route", why))?;
    Ok(along_route::fitting(connection, query, visibility, measured).await?)
}
