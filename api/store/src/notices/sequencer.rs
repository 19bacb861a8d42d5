//! Positions of notices in the event stream, assigned after the commit.
//!
//! The id of a notice is created before its transaction commits, by the clock of one node, so a
//! notice can become visible after one with a later id was streamed. Only committed rows get a
//! position, in a small transaction of its own, which holds one lock for all nodes until it has
//! committed. So positions become visible in ascending order: a reader that has seen a position has
//! seen, or can read now, every notice with a lower one.
//!
//! Positions ascend, but not one by one: a batch begins at the database's clock in microseconds if
//! that is above the highest position. A restored database, or a standby that lost the newest
//! changes, therefore assigns positions above those that clients have seen of the lost notices.
//! Without such a loss the clock has no influence. A position also does not reveal the number of
//! notices to other readers.

use std::sync::Arc;

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement};
use tokio::sync::Mutex;

use crate::database::dialect::{self, LockMode};
use crate::entities::notifications::{Column, Entity};
use crate::{Store, StoreError, StoreResult, Tx};

/// The number of rows per transaction.
const BATCH: u64 = 2_000;

/// Assigns positions to notices. Clones take turns, so that a node runs one such transaction at a
/// time, however many streams it serves.
#[derive(Debug, Clone, Default)]
pub struct Sequencer {
    turn: Arc<Mutex<()>>,
}

impl Sequencer {
    /// Assigns a position to every notice committed before the call. Costs one read of a small
    /// index if no notice is without a position.
    pub async fn number_committed(&self, store: &Store) -> StoreResult<()> {
        if !has_unnumbered(store).await? {
            return Ok(());
        }
        let Ok(_turn) = tokio::time::timeout(store.write.limits.wait, self.turn.lock()).await else {
            return Err(StoreError::unavailable("positions are being given to notices"));
        };
        // The previous turn may have numbered all notices.
        let mut is_more = has_unnumbered(store).await?;
        while is_more {
            let tx = store.begin().await?;
            let numbered = number_batch(&tx).await?;
            store.commit(tx).await?;
            // Notices committed meanwhile are left to the next call.
            is_more = numbered == BATCH;
        }
        Ok(())
    }
}

async fn has_unnumbered(store: &Store) -> StoreResult<bool> {
    let first = Entity::find().select_only().column(Column::Id).filter(Column::Position.is_null()).limit(1);
    Ok(first.into_tuple::<uuid::Uuid>().one(store.read()).await?.is_some())
}

/// Numbers the unnumbered rows with the lowest ids and returns their number.
async fn number_batch(tx: &Tx) -> StoreResult<u64> {
    let backend = tx.get_database_backend();
    if let Some(lock) = dialect::advisory_lock(backend, "stream positions", LockMode::Exclusive) {
        tx.execute_raw(lock).await?;
    }
    // A separate statement after the lock, so PostgreSQL sees the previous holder's commit.
    let query = Query::select()
        .expr_as(Expr::cust("COALESCE(MAX(position), 0)"), "highest")
        .expr_as(Expr::cust(dialect::clock_in_microseconds(backend)), "now")
        .from(Entity)
        .take();
    let Some(found) = tx.query_one(&query).await? else { return Ok(0) };
    let (highest, now): (i64, i64) = (found.try_get("", "highest")?, found.try_get("", "now")?);
    let sql = format!(
        "UPDATE notifications SET position = $1 + waiting.place \
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM notifications \
         WHERE position IS NULL ORDER BY id LIMIT {BATCH}) AS waiting WHERE waiting.id = notifications.id"
    );
    let update = Statement::from_sql_and_values(backend, sql, [highest.max(now).into()]);
    Ok(tx.execute_raw(update).await?.rows_affected())
}
