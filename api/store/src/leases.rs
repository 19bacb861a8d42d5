//! Work that one node at a time does: who has it, and until when. A node that dies loses it by the clock.

use chrono::{DateTime, Utc};
use sea_orm::prelude::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::rows::leases;
use super::{Stored, Tx};

/// Rows of a queue (`id`, `status`, `lease_owner`, `lease_until`) that a worker may claim: those that wait, those whose lease has run
/// out, and its own that are not active in this process.
pub(super) fn claimable(now: DateTime<Utc>, worker: &str, active: &[Uuid]) -> Condition {
    let own = Condition::all()
        .add(Expr::col("lease_owner").eq(worker))
        .add(Expr::col("id").is_not_in(active.iter().copied()));
    let free = Condition::any().add(Expr::col("lease_until").lte(now)).add(own);
    let running = Condition::all().add(Expr::col("status").eq("running")).add(free);
    Condition::any().add(Expr::col("status").eq("queued")).add(running)
}

/// What came of reaching for a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lease {
    /// It is ours, newly or still.
    Ours,
    /// Another node has it.
    HeldBy {
        /// Which.
        holder: String,
        /// Until when.
        until: DateTime<Utc>,
    },
}

/// Take a lease that is free, run out, or already ours.
///
/// # Errors
/// When the database is in trouble.
pub async fn take(db: &Tx, name: &str, holder: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> Stored<Lease> {
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

/// Give a lease back before its time, so that the next node need not wait.
///
/// # Errors
/// When the database is in trouble.
pub async fn give_back(db: &Tx, name: &str, holder: &str) -> Stored<()> {
    leases::Entity::delete_many()
        .filter(leases::Column::Name.eq(name))
        .filter(leases::Column::Holder.eq(holder))
        .exec(db)
        .await?;
    Ok(())
}
