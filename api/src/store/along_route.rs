//! Assets beside a route that have room to share, in the order in which the route passes them.

use domain::place::{Beside, Shape};
use domain::registry::asset::Lifecycle;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect};

use super::asset_rows::{Registered, complete};
use super::rows::{asset_capacity, assets};
use super::sight::Sight;
use super::{StoreFailure, Stored, dialect};
use crate::geo::wkb;

/// The most assets that are measured against one route.
pub const MOST_CANDIDATES: u64 = 20_000;

/// What is asked of a route.
#[derive(Debug, Clone)]
pub struct RouteQuery {
    /// The line.
    pub route: Shape,
    /// How far from it an asset may stand.
    pub buffer_metres: f64,
    /// What is needed: of each of these units that an asset has, so much must be free. Without any, one place.
    pub units: Vec<(String, u32)>,
}

/// An asset beside the route.
#[derive(Debug, Clone)]
pub struct Passed {
    /// The asset.
    pub registered: Registered,
    /// Where it stands beside the route.
    pub beside: Beside,
}

/// The assets in sight that a route passes, from its start to its end.
///
/// # Errors
/// When the database fails.
pub async fn pass<C: ConnectionTrait>(connection: &C, query: &RouteQuery, sight: &Sight) -> Stored<Vec<Passed>> {
    let backend = connection.get_database_backend();
    let line = wkb::write(&query.route).map_err(|why| StoreFailure::Internal(why.to_string()))?;
    let rows = assets::Entity::find()
        .filter(sight.filter())
        .filter(assets::Column::Shareable.eq(true))
        .filter(assets::Column::Lifecycle.eq(Lifecycle::InService.as_str()))
        .filter(dialect::within(backend, &line, query.route.bounds(), query.buffer_metres))
        .filter(room(&query.units))
        .order_by_asc(assets::Column::Id)
        .limit(MOST_CANDIDATES)
        .all(connection)
        .await?;
    let mut near = Vec::new();
    for row in rows {
        let shape = wkb::read(&row.geometry).map_err(|why| StoreFailure::unreadable("geometry", why))?;
        if let Some(beside) = shape.beside(&query.route)
            && beside.off_metres <= query.buffer_metres
        {
            near.push((row, beside));
        }
    }
    near.sort_by(|(one, here), (two, there)| {
        here.along_metres.total_cmp(&there.along_metres).then_with(|| one.id.cmp(&two.id))
    });
    let (rows, besides): (Vec<_>, Vec<_>) = near.into_iter().unzip();
    let found = complete(connection, rows).await?;
    Ok(found.into_iter().zip(besides).map(|(registered, beside)| Passed { registered, beside }).collect())
}

fn room(units: &[(String, u32)]) -> Condition {
    use asset_capacity::Column;
    if units.is_empty() {
        let any = of_this_asset().and_where(Column::Nature.eq("slot")).and_where(Expr::col("free").gt(0)).take();
        return Condition::all().add(Expr::exists(any));
    }
    let one = of_this_asset().and_where(Column::Unit.is_in(units.iter().map(|(unit, _)| unit.clone()))).take();
    units.iter().fold(Condition::all().add(Expr::exists(one)), |all, (unit, quantity)| {
        let short = of_this_asset()
            .and_where(Column::Unit.eq(unit.clone()))
            .and_where(Expr::col("free").lt(i64::from(*quantity)))
            .take();
        all.add(Expr::exists(short).not())
    })
}

fn of_this_asset() -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(asset_capacity::Entity)
        .and_where(asset_capacity::Column::AssetId.into_simple_expr().equals((assets::Entity, assets::Column::Id)))
        .take()
}
