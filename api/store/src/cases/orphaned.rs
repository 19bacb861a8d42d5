//! Cases whose office is no longer competent for their area: the area or the office no longer
//! exists.

use chrono::NaiveDate;
use domain::ids::CaseId;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use crate::StoreResult;
use crate::cases::is_living;
use crate::entities::{area_offices, cases};

/// The cases, open or in force, in whose area no office is competent on a day; oldest first.
pub async fn list<C: ConnectionTrait>(db: &C, on: NaiveDate) -> StoreResult<Vec<CaseId>> {
    use area_offices::Column as Office;
    let in_office = Query::select()
        .expr(Expr::val(1))
        .from(area_offices::Entity)
        .and_where(Expr::col((area_offices::Entity, Office::AreaId)).equals((cases::Entity, cases::Column::AreaId)))
        .and_where(Office::ValidFrom.lte(on))
        .cond_where(Condition::any().add(Office::ValidTo.is_null()).add(Office::ValidTo.gt(on)))
        .to_owned();
    let ids: Vec<Uuid> = cases::Entity::find()
        .select_only()
        .column(cases::Column::Id)
        .filter(cases::Column::AreaId.is_not_null())
        .filter(is_living())
        .filter(Expr::exists(in_office).not())
        .order_by_asc(cases::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(CaseId::new).collect())
}
