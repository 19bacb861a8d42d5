//! A pool of connections; every statement has a time limit.
//!
//! A connection returns to the pool only if its last statement ended with a known result. A
//! connection that was cut, timed out, or abandoned in the middle of a statement is closed, because
//! its state is unknown. Every wait has a limit, so a silent network costs a caller that limit and
//! no more.

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

/// After this idle time a connection is tested before reuse. A recently used connection is not
/// tested: a test costs as much as a small statement.
const IDLE: Duration = Duration::from_secs(1);
/// The time limit of a test of an idle connection.
const PING: Duration = Duration::from_secs(2);
/// The time limit of a new connection.
const CONNECT: Duration = Duration::from_secs(5);
/// After this time without an answer to a statement, the pool tries a new connection: a silent
/// network reports no error.
const PROBE_AFTER: Duration = Duration::from_secs(3);
/// Added to the database's own statement limit, so that the database's error arrives first.
const NETWORK_ALLOWANCE: Duration = Duration::from_secs(2);

/// How long a caller waits, by kind of wait.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// For a connection, or for a lock of another transaction.
    pub wait: Duration,
    /// For one statement to end.
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
    /// The limit of a statement on the client side.
    pub(crate) fn statement_and_network(&self) -> Duration {
        self.statement.saturating_add(NETWORK_ALLOWANCE)
    }
}

/// Receives each statement before it is sent.
pub(crate) type Listener = Arc<dyn Fn(Side, &Statement) + Send + Sync>;

/// When a connection to the database was last found lost. Connections used before that time are
/// probably lost as well, in every pool.
pub(crate) type LostAt = Arc<Mutex<Option<Instant>>>;

/// Opens connections, and tests idle ones before reuse.
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

    /// Whether the database answers a new connection, if only with the error that it has too many.
    async fn answers(&self) -> bool {
        match self.connect().await {
            Ok(_) => true,
            Err(error) => error.as_database_error().is_some(),
        }
    }

    /// Completes when a statement has had no answer for a while and the database is unreachable.
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

/// A pool of connections. A statement sent through the pool has its own connection and is its own
/// transaction.
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
    /// Opens a pool of at most `most` connections. One connection opens at once, so that a wrong
    /// address fails immediately.
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

    /// Closes the connections in order. Connections in use close on their return.
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

/// A connection that returns to its pool on drop if its state is known; otherwise it is closed.
#[derive(Debug)]
pub(crate) struct PooledConnection {
    connection: Option<Object<Manager>>,
    is_reusable: bool,
}

impl PooledConnection {
    /// Sends a statement and waits for its end, until the time limit or until the database becomes
    /// unreachable. Dropping the future before that end closes the connection.
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
