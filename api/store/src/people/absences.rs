//! The absences of persons, with their days.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::absence::Absence;
use domain::ids::{OrganizationId, UserId};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::entities::absences::{ActiveModel, Column, Entity, Model};
use crate::entities::memberships;
use crate::{StoreResult, Tx};

pub async fn insert(
    tx: &Tx,
    id: Uuid,
    user: UserId,
    days: Absence,
    reason: Option<&str>,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    let row = ActiveModel {
        id: Set(id),
        user_id: Set(user.uuid()),
        valid_from: Set(days.valid_from),
        valid_to: Set(days.valid_to),
        reason: Set(reason.map(str::to_owned)),
        created_at: Set(at),
        ended_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The absences of a person, and of every member of these offices, that are not over on a day; the
/// earliest first.
pub async fn known_to<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    led: &BTreeSet<OrganizationId>,
    on: NaiveDate,
) -> StoreResult<Vec<Model>> {
    let led = Query::select()
        .column(memberships::Column::UserId)
        .from(memberships::Entity)
        .and_where(memberships::Column::OrganizationId.is_in(led.iter().map(|office| office.uuid())))
        .and_where(memberships::Column::ValidFrom.lte(on))
        .cond_where(
            Condition::any().add(memberships::Column::ValidTo.is_null()).add(memberships::Column::ValidTo.gt(on)),
        )
        .to_owned();
    Ok(Entity::find()
        .filter(Condition::any().add(Column::UserId.eq(user.uuid())).add(Column::UserId.in_subquery(led)))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ValidTo.gt(on))
        .order_by_asc(Column::ValidFrom)
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Ends an absence unless it has ended.
pub async fn end(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The subset of these persons who are absent on a day.
pub async fn away<C: ConnectionTrait>(
    db: &C,
    people: impl IntoIterator<Item = Uuid> + Send,
    on: NaiveDate,
) -> StoreResult<BTreeSet<Uuid>> {
    let people: BTreeSet<Uuid> = people.into_iter().collect();
    if people.is_empty() {
        return Ok(people);
    }
    let found = Entity::find().filter(holds(on)).filter(Column::UserId.is_in(people)).all(db).await?;
    Ok(found.into_iter().map(|row| row.user_id).collect())
}

/// The ids of all persons who are absent on a day.
pub(crate) fn everybody_away(on: NaiveDate) -> SelectStatement {
    Query::select().column(Column::UserId).from(Entity).cond_where(holds(on)).to_owned()
}

fn holds(on: NaiveDate) -> Condition {
    Condition::all().add(Column::EndedAt.is_null()).add(Column::ValidFrom.lte(on)).add(Column::ValidTo.gt(on))
}
