//! The store: the pools of connections of one database, and its transactions.

use std::fmt;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::time::Instant;

use super::clock::DatabaseClock;
use super::connection::Side;
use super::error::{StoreError, StoreResult};
use super::pool::{self, Pool, TimeLimits};
use super::transaction::{Limits, Tx};
use super::{dialect, options};

/// How many connections, and how long they may keep a caller waiting.
#[derive(Debug, Clone)]
pub struct Pools {
    /// Reading connections.
    pub readers: u32,
    /// Writing connections (PostgreSQL; SQLite always has one).
    pub writers: u32,
    /// Reading connections besides, for what must answer however busy the others are.
    pub reserved_readers: u32,
    /// The limits of each.
    pub limits: TimeLimits,
}

impl Default for Pools {
    fn default() -> Self {
        Self { readers: 8, writers: 8, reserved_readers: 2, limits: TimeLimits::default() }
    }
}

/// The database, ready for use.
#[derive(Clone)]
pub struct Store {
    pub(crate) address: Arc<str>,
    pub(crate) write: Pool,
    read: Pool,
    reserved: Pool,
    clock: Arc<DatabaseClock>,
}

/// Without the address, which may hold a password.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("write", &self.write).field("read", &self.read).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite://file` (made if missing) or `postgres://…`.
    ///
    /// # Errors
    /// When the database cannot be reached or the address names another kind.
    pub async fn connect(url: &str) -> StoreResult<Self> {
        options::create_file(url)?;
        Self::connect_with(url, &Pools::default()).await
    }

    /// As [`Store::connect`], with the sizes of the pools; a file that is missing is an error.
    ///
    /// # Errors
    /// When the database cannot be reached or the address names another kind.
    pub async fn connect_with(url: &str, pools: &Pools) -> StoreResult<Self> {
        let (writing, writers, reading) = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let address = options::postgres(url, &pools.limits)?;
            (address.clone(), pools.writers, address)
        } else if url.starts_with("sqlite:") && !url.contains(":memory:") {
            (options::sqlite(url, &pools.limits, Side::Write)?, 1, options::sqlite(url, &pools.limits, Side::Read)?)
        } else {
            return Err(StoreError::internal("database.url must begin with sqlite:// (a file) or postgres://"));
        };
        let lost_at = pool::LostAt::default();
        let write = Pool::open(writing, (Side::Write, writers), pools.limits, Arc::clone(&lost_at)).await?;
        let reserved =
            Pool::open(reading.clone(), (Side::Read, pools.reserved_readers), pools.limits, Arc::clone(&lost_at))
                .await?;
        let read = Pool::open(reading, (Side::Read, pools.readers), pools.limits, lost_at).await?;
        let store = Self { address: url.into(), write, read, reserved, clock: Arc::default() };
        store.measure_time().await?;
        Ok(store)
    }

    /// Begins a read transaction on one snapshot. It has no time limit; its statements do.
    ///
    /// # Errors
    /// When no connection becomes free in time.
    pub async fn snapshot(&self) -> StoreResult<Tx> {
        let statement = dialect::begin_snapshot(self.backend());
        Ok(Tx::begin(&self.read, statement, Limits::Statements).await?)
    }

    /// Begins a writing transaction. Never begin a second one while holding the first.
    ///
    /// # Errors
    /// When no connection becomes free in time.
    pub async fn begin(&self) -> StoreResult<Tx> {
        let tx = Tx::begin(&self.write, dialect::begin_writing(self.backend()), Limits::Usual).await?;
        if let Some((at, asked)) = tx.began_at() {
            self.clock.measured(at, asked);
        }
        Ok(tx)
    }

    /// Begins a writing transaction without a time limit, for loading a whole database while nobody else works in it.
    ///
    /// # Errors
    /// When no connection becomes free in time.
    pub async fn begin_loading(&self) -> StoreResult<Tx> {
        Ok(Tx::begin(&self.write, dialect::begin_loading(self.backend()), Limits::None).await?)
    }

    /// Commits.
    ///
    /// # Errors
    /// When the database does not confirm; nothing may then be taken as done.
    pub async fn commit(&self, tx: Tx) -> StoreResult<()> {
        Ok(tx.commit().await?)
    }

    /// The clock that goes by this database.
    #[must_use]
    pub fn clock(&self) -> Arc<DatabaseClock> {
        Arc::clone(&self.clock)
    }

    /// Asks the database for the time, and sets [`Store::clock`] by it. SQLite has none but the machine's.
    ///
    /// # Errors
    /// When the database does not answer in time.
    pub async fn measure_time(&self) -> StoreResult<()> {
        let mut connection = self.reserved.acquire().await?;
        let (asked, limit) = (Instant::now(), self.reserved.limits.wait);
        let said = connection.run(limit, |raw| Box::pin(async move { raw.time_after("").await })).await;
        if let Some(at) = said.map_err(pool::query_error)? {
            self.clock.measured(at, asked);
        }
        Ok(())
    }

    /// For reading outside any transaction.
    #[must_use]
    pub fn read(&self) -> &Pool {
        &self.read
    }

    /// For log-in, the check of sessions, readiness and the clock: reading connections that slow reads cannot take.
    #[must_use]
    pub fn reserved(&self) -> &Pool {
        &self.reserved
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// The same store, telling a listener every statement it sends and on which side. For measurements: a store that is
    /// listened to is a little slower.
    #[must_use]
    pub fn listened<F>(mut self, listener: F) -> Self
    where
        F: Fn(Side, &Statement) + Send + Sync + 'static,
    {
        let listener: pool::Listener = Arc::new(listener);
        self.write.listener = Some(Arc::clone(&listener));
        self.reserved.listener = Some(Arc::clone(&listener));
        self.read.listener = Some(listener);
        self
    }

    /// Lets the connections go.
    ///
    /// # Errors
    /// When a connection cannot be closed in order.
    pub async fn close(self) -> StoreResult<()> {
        let read = self.read.close().await.and(self.reserved.close().await);
        self.write.close().await.and(read).map_err(|error| pool::exec_error(error).into())
    }
}
