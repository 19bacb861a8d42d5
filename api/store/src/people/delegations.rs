//! Delegated memberships, with their days.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Membership, Role};
use domain::delegation::Delegation;
use domain::ids::{OrganizationId, UserId};
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::entities::delegations::{ActiveModel, Column, Entity, Model};
use crate::entities::{memberships, users as people};
use crate::{StoreResult, Tx, people::users};

pub async fn insert(tx: &Tx, id: Uuid, delegated: &Delegation, reason: &str, at: DateTime<Utc>) -> StoreResult<()> {
    let row = ActiveModel {
        id: Set(id),
        from_user_id: Set(delegated.from.uuid()),
        to_user_id: Set(delegated.to.uuid()),
        organization_id: Set(delegated.membership.organization.uuid()),
        role: Set(delegated.membership.role.as_str().to_owned()),
        valid_from: Set(delegated.valid_from),
        valid_to: Set(delegated.valid_to),
        reason: Set(reason.to_owned()),
        created_at: Set(at),
        ended_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The delegations from or to a person that are not over on a day, the earliest first.
pub async fn of<C: ConnectionTrait>(db: &C, user: UserId, on: NaiveDate) -> StoreResult<Vec<Model>> {
    let concerned = Column::FromUserId.eq(user.uuid()).or(Column::ToUserId.eq(user.uuid()));
    let find = Entity::find().filter(concerned).filter(Column::EndedAt.is_null()).filter(Column::ValidTo.gt(on));
    Ok(find.order_by_asc(Column::ValidFrom).order_by_asc(Column::Id).all(db).await?)
}

pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Ends a delegation unless it has ended.
pub async fn end(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The memberships delegated to a person that are in force on a day.
pub(crate) async fn borrowed<C: ConnectionTrait>(db: &C, user: Uuid, on: NaiveDate) -> StoreResult<Vec<Membership>> {
    let delegated = in_force(db, Column::ToUserId.eq(user), on).await?;
    Ok(delegated.iter().filter_map(membership).collect())
}

/// The subset of these delegations in force on a day. A delegator without the membership, or no
/// longer active, delegates nothing.
pub async fn in_force<C: ConnectionTrait>(db: &C, which: SimpleExpr, on: NaiveDate) -> StoreResult<Vec<Model>> {
    let delegated = Entity::find()
        .filter(which)
        .filter(Column::EndedAt.is_null())
        .filter(Column::ValidFrom.lte(on))
        .filter(Column::ValidTo.gt(on))
        .all(db)
        .await?;
    if delegated.is_empty() {
        return Ok(delegated);
    }
    let delegators: Vec<Uuid> = delegated.iter().map(|row| row.from_user_id).collect();
    let active = people::Entity::find()
        .filter(people::Column::Id.is_in(delegators.iter().copied()))
        .filter(people::Column::Active.eq(true))
        .all(db)
        .await?;
    let held: Vec<memberships::Model> = users::memberships(db, &delegators, on).await?;
    let holds = |row: &Model| {
        active.iter().any(|person| person.id == row.from_user_id)
            && held.iter().any(|membership| {
                membership.user_id == row.from_user_id
                    && membership.organization_id == row.organization_id
                    && membership.role == row.role
            })
    };
    Ok(delegated.into_iter().filter(holds).collect())
}

#[must_use]
pub fn membership(row: &Model) -> Option<Membership> {
    row.role
        .parse::<Role>()
        .ok()
        .map(|role| Membership { organization: OrganizationId::new(row.organization_id), role })
}
