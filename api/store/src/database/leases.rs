//! Leases on work for one node at a time: the holder and the expiry. A dead node loses its lease by
//! the clock.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::prelude::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, Value};
use uuid::Uuid;

use crate::entities::leases;
use crate::entities::status::{ExportStatus, ImportStatus, MessageStatus};
use crate::{StoreResult, Tx};

/// The time of a lease, by the clock of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// When the lease begins or is renewed.
    pub now: DateTime<Utc>,
    /// When the lease expires.
    pub until: DateTime<Utc>,
}

impl Term {
    /// A lease of this length from now on.
    #[must_use]
    pub fn new(now: DateTime<Utc>, length: TimeDelta) -> Self {
        Self { now, until: now.checked_add_signed(length).unwrap_or(DateTime::<Utc>::MAX_UTC) }
    }
}

/// A worker that claims rows.
#[derive(Debug, Clone, Copy)]
pub struct Claimant<'a> {
    pub holder: &'a str,
    /// The rows in work at the moment.
    pub active: &'a [Uuid],
}

/// The statuses of a queue (`id`, `status`, `lease_owner`, `lease_until`) whose workers hold
/// leases.
pub(crate) trait QueueStatus: Into<Value> {
    /// The status of a waiting row.
    const WAITING: Self;
    /// The status of a row in work.
    const LEASED: Self;
}

impl QueueStatus for ExportStatus {
    const WAITING: Self = Self::Queued;
    const LEASED: Self = Self::Running;
}

impl QueueStatus for ImportStatus {
    const WAITING: Self = Self::Queued;
    const LEASED: Self = Self::Running;
}

impl QueueStatus for MessageStatus {
    const WAITING: Self = Self::Queued;
    const LEASED: Self = Self::Leased;
}

/// Rows of a queue that a worker may claim: waiting rows, rows with an expired lease, and its own
/// rows that are not active in this process.
pub(crate) fn claimable<S: QueueStatus>(now: DateTime<Utc>, worker: &str, active: &[Uuid]) -> Condition {
    let own = Condition::all()
        .add(Expr::col("lease_owner").eq(worker))
        .add(Expr::col("id").is_not_in(active.iter().copied()));
    let free = Condition::any().add(Expr::col("lease_until").lte(now)).add(own);
    let running = Condition::all().add(Expr::col("status").eq(S::LEASED)).add(free);
    Condition::any().add(Expr::col("status").eq(S::WAITING)).add(running)
}

/// A row of such a queue while a worker holds its lease: the guard of every progress, end and
/// release.
pub(crate) fn held<S: QueueStatus>(id: Uuid, worker: &str) -> Condition {
    Condition::all()
        .add(Expr::col("id").eq(id))
        .add(Expr::col("lease_owner").eq(worker))
        .add(Expr::col("status").eq(S::LEASED))
}

/// The result of an attempt to take a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lease {
    /// This node holds the lease, newly or still.
    Ours,
    /// Another node holds the lease.
    HeldBy { holder: String, until: DateTime<Utc> },
}

/// Takes a lease that is free, expired, or already held by `holder`.
pub async fn take(db: &Tx, name: &str, holder: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> StoreResult<Lease> {
    let first = leases::ActiveModel { name: Set(name.to_owned()), holder: Set(holder.to_owned()), until: Set(until) };
    leases::Entity::insert_many([first])
        .on_conflict_do_nothing_on([leases::Column::Name])
        .exec_without_returning(db)
        .await?;
    leases::Entity::update_many()
        .col_expr(leases::Column::Holder, Expr::value(holder))
        .col_expr(leases::Column::Until, Expr::value(until))
        .filter(leases::Column::Name.eq(name))
        .filter(Condition::any().add(leases::Column::Until.lte(now)).add(leases::Column::Holder.eq(holder)))
        .exec(db)
        .await?;
    let found = leases::Entity::find_by_id(name).one(db).await?;
    Ok(match found {
        Some(row) if row.holder != holder => Lease::HeldBy { holder: row.holder, until: row.until },
        Some(_) | None => Lease::Ours,
    })
}

/// Renews a lease of `holder`. `false` if the lease was lost.
pub async fn renew(db: &Tx, name: &str, holder: &str, until: DateTime<Utc>) -> StoreResult<bool> {
    let renewed = leases::Entity::update_many()
        .col_expr(leases::Column::Until, Expr::value(until))
        .filter(leases::Column::Name.eq(name))
        .filter(leases::Column::Holder.eq(holder))
        .exec(db)
        .await?;
    Ok(renewed.rows_affected == 1)
}

/// Releases a lease early, so that the next node need not wait. `false` if the lease was lost.
pub async fn release(db: &Tx, name: &str, holder: &str) -> StoreResult<bool> {
    let given = leases::Entity::delete_many()
        .filter(leases::Column::Name.eq(name))
        .filter(leases::Column::Holder.eq(holder))
        .exec(db)
        .await?;
    Ok(given.rows_affected == 1)
}
