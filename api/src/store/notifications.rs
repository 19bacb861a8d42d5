//! The inbox inside the product: what a person was told, read or unread. Rows come with the letters, see [`super::outbox`].

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use sea_orm::prelude::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::rows::notifications;
use super::{Stored, Tx};

/// Which notices are listed.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// All of them.
    All,
    /// Those not yet read.
    Unread,
}

/// Notices of a person, newest first, from before one of them on.
///
/// # Errors
/// When the database is in trouble.
pub async fn of_user<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    which: Which,
    before: Option<Uuid>,
    limit: u64,
) -> Stored<Vec<notifications::Model>> {
    let find = notifications::Entity::find().filter(notifications::Column::UserId.eq(user.uuid()));
    let find = match which {
        Which::All => find,
        Which::Unread => find.filter(notifications::Column::ReadAt.is_null()),
    };
    Ok(find
        .apply_if(before, |find, before| find.filter(notifications::Column::Id.lt(before)))
        .order_by_desc(notifications::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// How many a person has not read.
///
/// # Errors
/// When the database is in trouble.
pub async fn unread<C: ConnectionTrait>(db: &C, user: UserId) -> Stored<u64> {
    Ok(notifications::Entity::find()
        .filter(notifications::Column::UserId.eq(user.uuid()))
        .filter(notifications::Column::ReadAt.is_null())
        .count(db)
        .await?)
}

/// One notice of a person, if it is theirs.
///
/// # Errors
/// When the database is in trouble.
pub async fn find<C: ConnectionTrait>(db: &C, user: UserId, notice: Uuid) -> Stored<Option<notifications::Model>> {
    Ok(notifications::Entity::find_by_id(notice).filter(notifications::Column::UserId.eq(user.uuid())).one(db).await?)
}

/// Note that a person has read a notice; the first reading counts.
///
/// # Errors
/// When the database is in trouble.
pub async fn mark_read(tx: &Tx, user: UserId, notice: Uuid, now: DateTime<Utc>) -> Stored<()> {
    notifications::Entity::update_many()
        .col_expr(notifications::Column::ReadAt, Expr::value(now))
        .filter(notifications::Column::Id.eq(notice))
        .filter(notifications::Column::UserId.eq(user.uuid()))
        .filter(notifications::Column::ReadAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// What a person was told since an instant, or after one of the notices, oldest first.
///
/// # Errors
/// When the database is in trouble.
pub async fn since<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    since: DateTime<Utc>,
    after: Option<Uuid>,
) -> Stored<Vec<notifications::Model>> {
    Ok(notifications::Entity::find()
        .filter(notifications::Column::UserId.eq(user.uuid()))
        .filter(notifications::Column::CreatedAt.gte(since))
        .apply_if(after, |find, after| find.filter(notifications::Column::Id.gt(after)))
        .order_by_asc(notifications::Column::Id)
        .limit(100)
        .all(db)
        .await?)
}
