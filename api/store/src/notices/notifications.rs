//! The inbox inside the product: notices to a person, read or unread. Notices are written together
//! with outgoing messages, see [`crate::notices::outbox`].

use chrono::{DateTime, Utc};
use domain::ids::UserId;
use sea_orm::prelude::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use crate::entities::notifications;
use crate::{StoreResult, Tx};

/// Filter of the list.
#[derive(Debug, Clone, Copy)]
pub enum NotificationFilter {
    All,
    Unread,
}

/// Notices of a person, newest first, before a given one.
pub async fn of_user<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    which: NotificationFilter,
    before: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<notifications::Model>> {
    let find = notifications::Entity::find().filter(notifications::Column::UserId.eq(user.uuid()));
    let find = match which {
        NotificationFilter::All => find,
        NotificationFilter::Unread => find.filter(notifications::Column::ReadAt.is_null()),
    };
    Ok(find
        .apply_if(before, |find, before| find.filter(notifications::Column::Id.lt(before)))
        .order_by_desc(notifications::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// The number of unread notices of a person.
pub async fn unread<C: ConnectionTrait>(db: &C, user: UserId) -> StoreResult<u64> {
    Ok(notifications::Entity::find()
        .filter(notifications::Column::UserId.eq(user.uuid()))
        .filter(notifications::Column::ReadAt.is_null())
        .count(db)
        .await?)
}

/// One notice of a person.
pub async fn find<C: ConnectionTrait>(db: &C, user: UserId, notice: Uuid) -> StoreResult<Option<notifications::Model>> {
    Ok(notifications::Entity::find_by_id(notice).filter(notifications::Column::UserId.eq(user.uuid())).one(db).await?)
}

/// Marks the notices of all persons that are older than an instant as read.
pub async fn mark_all_read(tx: &Tx, before: DateTime<Utc>, now: DateTime<Utc>) -> StoreResult<()> {
    notifications::Entity::update_many()
        .col_expr(notifications::Column::ReadAt, Expr::value(now))
        .filter(notifications::Column::CreatedAt.lt(before))
        .filter(notifications::Column::ReadAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Marks a notice of a person as read; the first reading counts.
pub async fn mark_read(tx: &Tx, user: UserId, notice: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    notifications::Entity::update_many()
        .col_expr(notifications::Column::ReadAt, Expr::value(now))
        .filter(notifications::Column::Id.eq(notice))
        .filter(notifications::Column::UserId.eq(user.uuid()))
        .filter(notifications::Column::ReadAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The number of notices per read.
const PAGE: u64 = 100;

/// The progress of a stream of notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The position after which the stream continues.
    pub after: i64,
    /// Up to this position the stream skips read notices.
    unread_until: i64,
}

impl Cursor {
    /// The start of a stream: after `last`, the last position that the reader has seen; for a new
    /// stream after `highest`, the highest position of the reader's notices.
    ///
    /// A `last` above `highest` comes from a database that has since lost its newest changes (a
    /// restored backup, or a failover to a lagging standby). It is then unknown which notices the
    /// reader has seen, so the stream begins with all unread ones: it repeats some, identifiable by
    /// their ids, rather than lose one.
    #[must_use]
    pub fn starting(last: Option<i64>, highest: i64) -> Self {
        match last {
            None => Self { after: highest, unread_until: 0 },
            Some(last) if last <= highest => Self { after: last, unread_until: 0 },
            Some(_) => Self { after: 0, unread_until: highest },
        }
    }
}

/// The highest position of a person's notices, 0 if no notice has a position.
pub async fn highest_position<C: ConnectionTrait>(db: &C, user: UserId) -> StoreResult<i64> {
    let highest: Option<Option<i64>> = notifications::Entity::find()
        .select_only()
        .column_as(notifications::Column::Position.max(), "highest")
        .filter(notifications::Column::UserId.eq(user.uuid()))
        .into_tuple()
        .one(db)
        .await?;
    Ok(highest.flatten().unwrap_or_default())
}

/// The next notices of a person with their positions, lowest first; only notices with a position,
/// see [`crate::notices::sequencer`].
pub async fn after<C: ConnectionTrait>(
    db: &C,
    user: UserId,
    cursor: Cursor,
) -> StoreResult<Vec<(i64, notifications::Model)>> {
    let wanted = Condition::any()
        .add(notifications::Column::Position.gt(cursor.unread_until))
        .add(notifications::Column::ReadAt.is_null());
    let rows = notifications::Entity::find()
        .filter(notifications::Column::UserId.eq(user.uuid()))
        .filter(notifications::Column::Position.gt(cursor.after))
        .filter(wanted)
        .order_by_asc(notifications::Column::Position)
        .limit(PAGE)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| row.position.map(|position| (position, row))).collect())
}
