//! Assets for the map service: in the order of ids, page after page by key, narrowed by a filter.

use chrono::{DateTime, Utc};
use domain::ids::AssetId;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::asset_rows::{Registered, complete};
use super::ogc_filter::{Narrowing, Wanted};
use super::rows::assets;
use super::sight::Sight;
use super::{StoreFailure, Stored};
use crate::ogc::filter::Filter;

/// More than so many are not counted.
const COUNTED: u64 = 10_000;

/// An asset, and when its entry last changed.
#[derive(Debug, Clone)]
pub struct Dated {
    /// The asset.
    pub registered: Registered,
    /// When.
    pub updated_at: DateTime<Utc>,
}

/// Assets in sight after one, by id: all that fit, and perhaps some that do not.
///
/// # Errors
/// When the database fails.
pub async fn batch<C: ConnectionTrait>(
    connection: &C,
    filter: &Filter,
    sight: &Sight,
    after: Option<Uuid>,
    limit: u64,
) -> Stored<Vec<Dated>> {
    let narrowing = Narrowing { backend: connection.get_database_backend(), sight };
    let mut select = assets::Entity::find().filter(sight.filter());
    if let Some(narrow) = narrowing.may(filter, Wanted::True)? {
        select = select.filter(narrow);
    }
    if let Some(after) = after {
        select = select.filter(assets::Column::Id.gt(after));
    }
    let rows = select.order_by_asc(assets::Column::Id).limit(limit).all(connection).await?;
    dated(connection, rows).await
}

/// One asset, if it is in sight.
///
/// # Errors
/// When the database fails.
pub async fn one<C: ConnectionTrait>(connection: &C, id: AssetId, sight: &Sight) -> Stored<Option<Dated>> {
    let row = assets::Entity::find_by_id(id.uuid()).filter(sight.filter()).one(connection).await?;
    Ok(dated(connection, row.into_iter().collect()).await?.pop())
}

/// How many assets in sight fit; `None` when the database alone cannot say, or they are more than ten thousand.
///
/// # Errors
/// When the database fails.
pub async fn count<C: ConnectionTrait>(connection: &C, filter: &Filter, sight: &Sight) -> Stored<Option<u64>> {
    let narrowing = Narrowing { backend: connection.get_database_backend(), sight };
    if !narrowing.is_exact(filter) {
        return Ok(None);
    }
    let mut each = Query::select().expr(Expr::value(1)).from(assets::Entity).cond_where(sight.filter()).to_owned();
    if let Some(narrow) = narrowing.may(filter, Wanted::True)? {
        each.cond_where(narrow);
    }
    each.limit(COUNTED + 1);
    let sum = Query::select().expr(Expr::cust("COUNT(*)")).from_subquery(each, "fitting").to_owned();
    let row = connection.query_one(&sum).await?;
    let row = row.ok_or_else(|| StoreFailure::Internal("a count without a row".to_owned()))?;
    let count: i64 = row.try_get_by_index(0)?;
    let count = u64::try_from(count).map_err(|why| StoreFailure::unreadable("count", why))?;
    Ok((count <= COUNTED).then_some(count))
}

async fn dated<C: ConnectionTrait>(connection: &C, rows: Vec<assets::Model>) -> Stored<Vec<Dated>> {
    let dates: Vec<_> = rows.iter().map(|row| row.updated_at).collect();
    let whole = complete(connection, rows).await?;
    Ok(whole.into_iter().zip(dates).map(|(registered, updated_at)| Dated { registered, updated_at }).collect())
}
