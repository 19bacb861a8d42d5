//! The store: the connection pools of one database, and its transactions.

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

/// The sizes of the pools, and their time limits.
#[derive(Debug, Clone)]
pub struct Pools {
    /// Connections for statements that only read.
    pub readers: u32,
    /// Writing connections (PostgreSQL; SQLite always has one).
    pub writers: u32,
    /// Additional reading connections for requests that must be answered even under load.
    pub reserved_readers: u32,
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

/// Omits the address, which may hold a password.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("write", &self.write).field("read", &self.read).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite://file` (creates a missing file) or `postgres://…`.
    ///
    /// # Errors
    /// If the database cannot be reached, or the address names another kind of database.
    pub async fn connect(url: &str) -> StoreResult<Self> {
        options::create_file(url)?;
        Self::connect_with(url, &Pools::default()).await
    }

    /// Same as [`Store::connect`], with the given pool settings; a missing file is an error.
    ///
    /// # Errors
    /// If the database cannot be reached, or the address names another kind of database.
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

    /// Begins a read transaction on one snapshot. The transaction has no time limit; its statements
    /// do.
    ///
    /// # Errors
    /// If no connection becomes free in time.
    pub async fn snapshot(&self) -> StoreResult<Tx> {
        let statement = dialect::begin_snapshot(self.backend());
        Ok(Tx::begin(&self.read, statement, Limits::Statements).await?)
    }

    /// Begins a writing transaction. Never begin a second one while holding the first.
    ///
    /// # Errors
    /// If no connection becomes free in time.
    pub async fn begin(&self) -> StoreResult<Tx> {
        let tx = Tx::begin(&self.write, dialect::begin_writing(self.backend()), Limits::Usual).await?;
        if let Some((at, asked)) = tx.began_at() {
            self.clock.measured(at, asked);
        }
        Ok(tx)
    }

    /// Begins a writing transaction without a time limit, to load a whole database while no other
    /// client uses it.
    ///
    /// # Errors
    /// If no connection becomes free in time.
    pub async fn begin_loading(&self) -> StoreResult<Tx> {
        Ok(Tx::begin(&self.write, dialect::begin_loading(self.backend()), Limits::None).await?)
    }

    /// Commits.
    ///
    /// # Errors
    /// If the database does not confirm; the caller must then not assume that the change is stored.
    pub async fn commit(&self, tx: Tx) -> StoreResult<()> {
        Ok(tx.commit().await?)
    }

    /// The clock that follows this database.
    #[must_use]
    pub fn clock(&self) -> Arc<DatabaseClock> {
        Arc::clone(&self.clock)
    }

    /// Reads the time of the database and sets [`Store::clock`]. SQLite has no clock of its own.
    ///
    /// # Errors
    /// If the database does not answer in time.
    pub async fn measure_time(&self) -> StoreResult<()> {
        let mut connection = self.reserved.acquire().await?;
        let (asked, limit) = (Instant::now(), self.reserved.limits.wait);
        let said = connection.run(limit, |raw| Box::pin(async move { raw.time_after("").await })).await;
        if let Some(at) = said.map_err(pool::query_error)? {
            self.clock.measured(at, asked);
        }
        Ok(())
    }

    /// The pool for reads outside any transaction.
    #[must_use]
    pub fn read(&self) -> &Pool {
        &self.read
    }

    /// The pool for log-in, session checks, readiness and the clock: slow reads cannot exhaust its
    /// connections.
    #[must_use]
    pub fn reserved(&self) -> &Pool {
        &self.reserved
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// The same store with a listener, which receives every statement and its side. For
    /// measurements: the listener slows the store a little.
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

    /// Closes the connections.
    ///
    /// # Errors
    /// If a connection cannot be closed in order.
    pub async fn close(self) -> StoreResult<()> {
        let read = self.read.close().await.and(self.reserved.close().await);
        self.write.close().await.and(read).map_err(|error| pool::exec_error(error).into())
    }
}
