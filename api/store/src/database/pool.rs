//! A pool of connections; every statement has a time limit.
//!
//! A connection goes back to the pool only when its last statement came to a known end. One that was cut, timed out, or left in the
//! middle of a statement is closed: nobody can know what it still holds. Nothing waits without a limit, so a network that goes silent
//! costs a caller the limit and no more.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use deadpool::managed::{self, Metrics, Object, PoolError, RecycleError, RecycleResult};
use futures_util::future::BoxFuture;
use sea_orm::sqlx::Error;
use sea_orm::{ConnAcquireErr, ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use tokio::time::{Instant, sleep, timeout};

use crate::database::connection::{Address, RawConnection, Side};
use crate::database::error::is_connection_lost;

/// A connection that was idle for so long is asked whether it still answers before it is used again. One that was in use just now
/// is not: that would cost as much as a small statement.
const IDLE: Duration = Duration::from_secs(1);
/// How long an idle connection may take to say that it still answers.
const PING: Duration = Duration::from_secs(2);
/// How long a new connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// After so long without an answer to a statement a new connection is tried: a network that fell silent does not say so.
const PROBE_AFTER: Duration = Duration::from_secs(3);
/// Added to the database's own limit of a statement, so that the database's error arrives first.
const NETWORK_ALLOWANCE: Duration = Duration::from_secs(2);

/// How long a caller waits, for each thing there is to wait for.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// For a connection, or for a lock that another transaction holds.
    pub wait: Duration,
    /// For one statement.
    pub statement: Duration,
    /// For a whole transaction, from its beginning to its commit.
    pub transaction: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self { wait: Duration::from_secs(10), statement: Duration::from_secs(30), transaction: Duration::from_mins(1) }
    }
}

impl TimeLimits {
    /// What a statement may take as seen from here.
    pub(crate) fn statement_and_network(&self) -> Duration {
        self.statement.saturating_add(NETWORK_ALLOWANCE)
    }
}

/// Is told each statement before it is sent.
pub(crate) type Listener = Arc<dyn Fn(Side, &Statement) + Send + Sync>;

/// When a connection to the database was found lost. Those that were used before it are most likely lost as well, in every pool.
pub(crate) type LostAt = Arc<Mutex<Option<Instant>>>;

/// Makes connections, and tests idle ones before they are used.
#[derive(Debug)]
pub(crate) struct Manager {
    address: Address,
    lost_at: LostAt,
}

impl Manager {
    async fn connect(&self) -> Result<RawConnection, Error> {
        timeout(CONNECT, self.address.connect()).await.unwrap_or_else(|_elapsed| Err(timed_out(CONNECT)))
    }

    fn note_loss(&self) {
        *self.lost_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn is_of_lost(&self, used: &Metrics) -> bool {
        let lost_at = *self.lost_at.lock().unwrap_or_else(PoisonError::into_inner);
        lost_at.is_some_and(|at| used.last_used() >= at.elapsed())
    }

    /// Whether the database answers a new connection, if only to say that it has too many.
    async fn answers(&self) -> bool {
        match self.connect().await {
            Ok(_) => true,
            Err(error) => error.as_database_error().is_some(),
        }
    }

    /// Ready when a statement has gone without an answer for a while and the database cannot be reached any more.
    async fn silence(&self) {
        if self.address.backend() == DbBackend::Sqlite {
            return std::future::pending().await;
        }
        loop {
            sleep(PROBE_AFTER).await;
            if !self.answers().await {
                return;
            }
        }
    }
}

impl managed::Manager for Manager {
    type Type = RawConnection;
    type Error = Error;

    async fn create(&self) -> Result<RawConnection, Error> {
        self.connect().await
    }

    async fn recycle(&self, connection: &mut RawConnection, used: &Metrics) -> RecycleResult<Error> {
        if self.is_of_lost(used) {
            return Err(RecycleError::message("another connection was lost since it was used"));
        }
        if used.last_used() >= IDLE {
            let answered = timeout(PING, connection.ping()).await.unwrap_or_else(|_elapsed| Err(timed_out(PING)));
            answered.inspect_err(|_| self.note_loss())?;
        }
        Ok(())
    }
}

/// A pool of connections. A statement sent through it has a connection of its own and is its own transaction.
#[derive(Clone)]
pub struct Pool {
    connections: managed::Pool<Manager>,
    backend: DbBackend,
    side: Side,
    pub(crate) limits: TimeLimits,
    pub(crate) listener: Option<Listener>,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("side", &self.side).field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Pool {
    /// A pool of at most `most` connections, one of which is made now, so that a wrong address is found out at once.
    pub(crate) async fn open(
        address: Address,
        (side, most): (Side, u32),
        limits: TimeLimits,
        lost_at: LostAt,
    ) -> Result<Self, DbErr> {
        let backend = address.backend();
        let most = usize::try_from(most.max(1)).unwrap_or(usize::MAX);
        let connections = managed::Pool::builder(Manager { address, lost_at })
            .max_size(most)
            .build()
            .map_err(|error| DbErr::Custom(error.to_string()))?;
        let pool = Self { connections, backend, side, limits, listener: None };
        pool.acquire().await?;
        Ok(pool)
    }

    pub(crate) async fn acquire(&self) -> Result<PooledConnection, DbErr> {
        match timeout(self.limits.wait, self.connections.get()).await {
            Ok(Ok(connection)) => Ok(PooledConnection { connection: Some(connection), is_reusable: true }),
            Ok(Err(PoolError::Backend(error))) => Err(DbErr::Conn(RuntimeErr::SqlxError(error.into()))),
            Ok(Err(PoolError::Closed)) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)),
            Ok(Err(PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_))) | Err(_) => {
                Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
            }
        }
    }

    pub(crate) fn notify_listener(&self, statement: &Statement) {
        if let Some(listener) = &self.listener {
            listener(self.side, statement);
        }
    }

    /// Closes the connections in order. Those in use are closed when they come back.
    pub(crate) async fn close(&self) -> Result<(), Error> {
        let idle = self.connections.retain(|_, _| false);
        self.connections.close();
        for connection in idle.removed {
            connection.close().await?;
        }
        Ok(())
    }

    async fn run<T, F>(&self, make: fn(Error) -> DbErr, ask: F) -> Result<T, DbErr>
    where
        F: for<'c> FnOnce(&'c mut RawConnection) -> BoxFuture<'c, Result<T, Error>> + Send,
    {
        let mut connection = self.acquire().await?;
        connection.run(self.limits.statement_and_network(), ask).await.map_err(make)
    }
}

#[async_trait]
impl ConnectionTrait for Pool {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.notify_listener(&statement);
        self.run(exec_error, |raw| Box::pin(async move { raw.execute(&statement).await })).await
    }

    async fn execute_unprepared(&self, batch: &str) -> Result<ExecResult, DbErr> {
        let batch = batch.to_owned();
        self.run(exec_error, |raw| Box::pin(async move { raw.execute_batch(&batch).await })).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.notify_listener(&statement);
        self.run(query_error, |raw| Box::pin(async move { raw.fetch_one(&statement).await })).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.notify_listener(&statement);
        self.run(query_error, |raw| Box::pin(async move { raw.fetch_all(&statement).await })).await
    }
}

/// A connection that goes back to its pool when this is dropped, if its state is known then; otherwise it is closed.
#[derive(Debug)]
pub(crate) struct PooledConnection {
    connection: Option<Object<Manager>>,
    is_reusable: bool,
}

impl PooledConnection {
    /// Sends something and waits for its end, at most so long, and no longer than the database can be reached. Dropped before that end,
    /// the connection is closed.
    pub(crate) async fn run<T, F>(&mut self, limit: Duration, ask: F) -> Result<T, Error>
    where
        F: for<'c> FnOnce(&'c mut RawConnection) -> BoxFuture<'c, Result<T, Error>> + Send,
    {
        let Some(connection) = self.connection.as_mut().filter(|_| self.is_reusable) else {
            return Err(Error::PoolClosed);
        };
        self.is_reusable = false;
        let pool = Object::pool(connection);
        let silence = async {
            match &pool {
                Some(pool) => pool.manager().silence().await,
                None => std::future::pending().await,
            }
        };
        let result = tokio::select! {
            biased;
            result = ask(connection) => result,
            () = sleep(limit) => Err(timed_out(limit)),
            () = silence => Err(timed_out(PROBE_AFTER)),
        };
        self.is_reusable = match &result {
            Ok(_) => true,
            Err(error) => !is_connection_lost(error),
        };
        if let Some(pool) = pool.filter(|_| !self.is_reusable) {
            pool.manager().note_loss();
        }
        result
    }

    pub(crate) fn is_reusable(&self) -> bool {
        self.is_reusable
    }

    /// Marks the state of the connection as unknown.
    pub(crate) fn mark_broken(&mut self) {
        self.is_reusable = false;
    }

    /// Marks the state of the connection as known again.
    pub(crate) fn mark_reusable(&mut self) {
        self.is_reusable = true;
    }
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        if !self.is_reusable
            && let Some(connection) = self.connection.take()
        {
            drop(Object::take(connection));
        }
    }
}

pub(crate) fn exec_error(error: Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

pub(crate) fn query_error(error: Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

pub(crate) fn timed_out(limit: Duration) -> Error {
    let said = format!("no answer within {} s", limit.as_secs());
    Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, said))
}
