//! The inbox inside the product: what a person was told, read or unread. Rows come with the letters, see [`crate::notices::outbox`].

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

/// Which notices are listed.
#[derive(Debug, Clone, Copy)]
pub enum NotificationFilter {
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

/// How many a person has not read.
///
/// # Errors
/// When the database is in trouble.
pub async fn unread<C: ConnectionTrait>(db: &C, user: UserId) -> StoreResult<u64> {
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
pub async fn find<C: ConnectionTrait>(db: &C, user: UserId, notice: Uuid) -> StoreResult<Option<notifications::Model>> {
    Ok(notifications::Entity::find_by_id(notice).filter(notifications::Column::UserId.eq(user.uuid())).one(db).await?)
}

/// Note that a person has read a notice; the first reading counts.
///
/// # Errors
/// When the database is in trouble.
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

/// So many notices are read at once.
const PAGE: u64 = 100;

/// How far a stream of notices has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The position behind which it goes on.
    pub after: i64,
    /// Up to this position, what the person has read is passed over.
    unread_until: i64,
}

impl Cursor {
    /// Where a stream begins: behind `last`, the position that its reader saw last; a new one behind `highest`, the highest position of the
    /// reader's notices.
    ///
    /// A `last` above `highest` was given by a database whose newest changes were lost since (a backup was restored, a standby took over
    /// that lagged behind). Which of its notices the reader saw cannot be known, so the stream begins with all that are unread: it
    /// repeats some, by their ids, rather than lose one.
    #[must_use]
    pub fn starting(last: Option<i64>, highest: i64) -> Self {
        match last {
            None => Self { after: highest, unread_until: 0 },
            Some(last) if last <= highest => Self { after: last, unread_until: 0 },
            Some(_) => Self { after: 0, unread_until: highest },
        }
    }
}

/// The highest position of a person's notices, 0 when none has one.
///
/// # Errors
/// When the database is in trouble.
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

/// The next notices of a person with their positions, lowest first; only those that have one, see [`crate::notices::sequencer`].
///
/// # Errors
/// When the database is in trouble.
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
