//! A transaction: either the whole is stored, or the caller gets an error.
//!
//! - After a failed statement, every later statement and the commit are refused: the database may
//!   have rolled back by itself (SQLite on a full disk), and later statements would then be stored
//!   alone.
//! - A connection whose COMMIT or ROLLBACK failed is closed, never reused: it may still be inside
//!   the transaction, and every later statement on it would be lost with that transaction.
//! - The whole transaction has a time limit, which bounds the wait for its locks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use sea_orm::sqlx::Error;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::database::connection::RawConnection;
use crate::database::error::is_connection_lost;
use crate::database::pool::{Pool, PooledConnection, exec_error, query_error, timed_out};

/// The time limit of a rollback; after it the connection is closed instead.
const ROLLBACK: Duration = Duration::from_secs(5);

/// The time limits of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limits {
    /// The configured limits: for a request, or a step of a job.
    Usual,
    /// The configured limit per statement, none for the whole: the reader of the result may be
    /// slow.
    Statements,
    /// No limit: for loading a whole database while no other client uses it.
    None,
}

/// A transaction. Dropping it without a commit rolls it back.
#[derive(Debug)]
pub struct Tx {
    connection: Mutex<Option<PooledConnection>>,
    pool: Pool,
    limits: Limits,
    /// The end of the time limit of the whole transaction.
    ends: Option<Instant>,
    /// Whether a statement failed, or was abandoned before its end.
    failed: AtomicBool,
    began_at: Option<(DateTime<Utc>, Instant)>,
}

impl Tx {
    /// Begins a transaction with a statement of the database's dialect, such as `BEGIN IMMEDIATE`.
    pub(crate) async fn begin(pool: &Pool, statement: &'static str, limits: Limits) -> Result<Self, DbErr> {
        let mut connection = pool.acquire().await?;
        let asked = Instant::now();
        let ends = match limits {
            Limits::Usual => Instant::now().checked_add(pool.limits.transaction),
            Limits::Statements | Limits::None => None,
        };
        let begun = connection
            .run(pool.limits.statement_and_network(), |raw| Box::pin(async move { raw.time_after(statement).await }))
            .await;
        match begun {
            Ok(began_at) => {
                let failed = AtomicBool::new(false);
                let began_at = began_at.map(|at| (at, asked));
                Ok(Self {
                    connection: Mutex::new(Some(connection)),
                    pool: pool.clone(),
                    limits,
                    ends,
                    failed,
                    began_at,
                })
            }
            Err(error) => {
                // The connection may be inside a transaction that no statement will end.
                connection.mark_broken();
                Err(exec_error(error))
            }
        }
    }

    /// The begin time by the database's clock, and the instant of this process just before the
    /// request for it. The clock of the store compares the two. `None` on SQLite.
    pub(crate) fn began_at(&self) -> Option<(DateTime<Utc>, Instant)> {
        self.began_at
    }

    /// Commits.
    ///
    /// # Errors
    /// If an earlier statement failed, the time limit is over, or the database does not confirm. In
    /// the last case the change may or may not be stored; an idempotency key tells.
    pub(crate) async fn commit(mut self) -> Result<(), DbErr> {
        let Some(mut connection) = self.connection.get_mut().take() else { return Err(exec_error(Error::PoolClosed)) };
        if self.failed.load(Ordering::Acquire) {
            rolled_back(connection).await;
            return Err(exec_error(refused()));
        }
        let limit = self.limit();
        let committed =
            connection.run(limit, |raw| Box::pin(async move { raw.execute_batch("COMMIT").await })).await.map(drop);
        committed.map_err(|error| {
            connection.mark_broken();
            exec_error(error)
        })
    }

    /// The time limit of the next statement.
    fn limit(&self) -> Duration {
        let statement = match self.limits {
            Limits::Usual | Limits::Statements => self.pool.limits.statement_and_network(),
            Limits::None => Duration::MAX,
        };
        self.ends.map_or(statement, |ends| ends.saturating_duration_since(Instant::now()).min(statement))
    }

    /// Runs a statement within the time limit; refuses it after an earlier failure.
    async fn run<T, F>(&self, make: fn(Error) -> DbErr, ask: F) -> Result<T, DbErr>
    where
        F: for<'c> FnOnce(&'c mut RawConnection) -> BoxFuture<'c, Result<T, Error>> + Send,
    {
        let mut held = self.connection.lock().await;
        let Some(connection) = held.as_mut().filter(|_| !self.failed.load(Ordering::Acquire)) else {
            return Err(make(refused()));
        };
        let limit = self.limit();
        // The flag stays set if this future is dropped before the statement ends.
        self.failed.store(true, Ordering::Release);
        let result = if limit.is_zero() {
            connection.mark_broken();
            Err(timed_out(self.pool.limits.transaction))
        } else {
            connection.run(limit, ask).await
        };
        self.failed.store(result.is_err(), Ordering::Release);
        result.map_err(|error| {
            if is_connection_lost(&error) {
                // Closes the connection now and not at the drop of the transaction: its locks are
                // free at once.
                *held = None;
            }
            make(error)
        })
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.get_mut().take() {
            let rollback = rolled_back(connection);
            if let Ok(runtime) = Handle::try_current() {
                runtime.spawn(rollback);
            }
        }
    }
}

/// Rolls back; closes the connection if the rollback fails or is abandoned.
fn rolled_back(mut connection: PooledConnection) -> impl Future<Output = ()> + Send {
    let is_reusable = connection.is_reusable();
    // Also valid if this future is dropped before it is polled.
    connection.mark_broken();
    async move {
        if !is_reusable {
            return;
        }
        connection.mark_reusable();
        let ended = connection.run(ROLLBACK, |raw| Box::pin(async move { raw.execute_batch("ROLLBACK").await })).await;
        if ended.is_err() {
            connection.mark_broken();
        }
    }
}

/// The error of every statement after the first failure.
fn refused() -> Error {
    Error::Io(std::io::Error::other("a statement of the transaction failed before"))
}

#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.pool.notify_listener(&statement);
        self.run(exec_error, |raw| Box::pin(async move { raw.execute(&statement).await })).await
    }

    async fn execute_unprepared(&self, batch: &str) -> Result<ExecResult, DbErr> {
        let batch = batch.to_owned();
        self.run(exec_error, |raw| Box::pin(async move { raw.execute_batch(&batch).await })).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.pool.notify_listener(&statement);
        self.run(query_error, |raw| Box::pin(async move { raw.fetch_one(&statement).await })).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.pool.notify_listener(&statement);
        self.run(query_error, |raw| Box::pin(async move { raw.fetch_all(&statement).await })).await
    }
}
