//! How things are kept: the only room that speaks SQL.
//!
//! One file a group of tables, entities in [`rows`], differences between the databases in
//! [`dialect`] and nowhere else. Functions that change something take the [`Tx`] of the one
//! road (`act`); functions that read take any connection.
//!
//! On SQLite there is one writing connection, whose transactions begin IMMEDIATE, and a pool
//! of reading ones: writers wait in line instead of failing, readers are never held up.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tokio::time::Instant;

use crate::clock::DatabaseClock;
use connection::Address;
use pool::Pool;
use transaction::Limits;

pub mod absences;
pub mod addressees;
pub mod along_route;
pub mod area_list;
pub mod area_map;
pub mod area_write;
pub mod asset_corrections;
pub mod asset_past;
pub mod asset_photos;
pub mod asset_rows;
pub mod asset_search;
pub mod asset_transfers;
pub mod asset_versions;
pub mod assets;
pub mod assets_by_code;
pub mod audit;
pub mod backup;
pub mod calendar_cache;
pub mod calendar_changes;
pub mod campaigns;
pub mod case_elements;
pub mod case_facts;
pub mod case_history;
pub mod case_list;
pub mod case_timers;
pub mod cases;
pub mod cleaning;
pub mod clock;
mod column;
pub mod competence;
mod connection;
pub mod delegations;
pub mod dialect;
pub mod documents;
pub mod error;
pub mod exports;
pub mod filter;
pub mod fresh;
pub mod idempotency;
pub mod imports;
pub mod labels;
pub mod leases;
pub mod ledger;
pub mod mergers;
pub mod merging;
pub mod messages;
pub mod nearby;
pub mod notebook;
pub mod notifications;
pub mod occupancies;
pub mod office_write;
pub mod ogc_assets;
mod ogc_filter;
pub mod opened;
pub mod organizations;
pub mod orphaned;
pub mod orphans;
pub mod outbox;
pub mod outbox_retry;
pub mod planned_works;
mod pool;
pub mod probe;
pub mod published;
pub mod quality;

pub mod queue_alarms;
pub mod random;
pub mod roster;
pub mod rows;
pub mod schema;
pub mod sequencer;
pub mod sessions;
pub mod sight;
pub mod subscriptions;
pub mod succession;
mod task_kind;
pub mod tasks;
pub mod tiles;
mod transaction;
pub mod undelivered;
pub mod users;
pub mod verification;
mod version;
pub mod wait_list;

#[cfg(test)]
mod desk_tests;
#[cfg(test)]
mod epoch_tests;
#[cfg(test)]
mod register_tests;
#[cfg(test)]
mod roster_tests;
#[cfg(test)]
mod test_places;
#[cfg(test)]
mod test_stores;
#[cfg(test)]
mod transaction_tests;

pub use connection::Side;
pub use error::{Cause, StoreError, Stored};
pub use pool::TimeLimits;
pub use transaction::Tx;

/// Whatever can be read through: a pool, or the transaction of the one road. Other rooms know it by this name alone.
pub trait Connection: ConnectionTrait {}

impl<C: ConnectionTrait> Connection for C {}

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
    address: Arc<str>,
    write: Pool,
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
    pub async fn connect(url: &str) -> Stored<Self> {
        schema::create_file(url)?;
        Self::connect_with(url, &Pools::default()).await
    }

    /// As [`Store::connect`], with the sizes of the pools; a file that is missing is an error.
    ///
    /// # Errors
    /// When the database cannot be reached or the address names another kind.
    pub async fn connect_with(url: &str, pools: &Pools) -> Stored<Self> {
        let (writing, writers, reading) = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let address = postgres(url, &pools.limits)?;
            (address.clone(), pools.writers, address)
        } else if url.starts_with("sqlite:") && !url.contains(":memory:") {
            (sqlite(url, &pools.limits, Side::Write)?, 1, sqlite(url, &pools.limits, Side::Read)?)
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
    pub async fn snapshot(&self) -> Stored<Tx> {
        let statement = dialect::begin_snapshot(self.backend());
        Ok(Tx::begin(&self.read, statement, Limits::Statements).await?)
    }

    /// Begins a writing transaction. Never begin a second one while holding the first.
    ///
    /// # Errors
    /// When no connection becomes free in time.
    pub async fn begin(&self) -> Stored<Tx> {
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
    pub async fn begin_loading(&self) -> Stored<Tx> {
        Ok(Tx::begin(&self.write, dialect::begin_loading(self.backend()), Limits::None).await?)
    }

    /// Commits.
    ///
    /// # Errors
    /// When the database does not confirm; nothing may then be taken as done.
    pub async fn commit(&self, tx: Tx) -> Stored<()> {
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
    pub async fn measure_time(&self) -> Stored<()> {
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
    pub async fn close(self) -> Stored<()> {
        let read = self.read.close().await.and(self.reserved.close().await);
        self.write.close().await.and(read).map_err(|error| pool::exec_error(error).into())
    }
}

/// A node that computes between two statements of a transaction is not taken for a dead one, however short the other limits are.
const LEAST_IDLE: Duration = Duration::from_secs(5);

/// Every connection ends by itself what is left behind on it: the limits hold on the server, too, and a peer that fell silent is
/// given up, so that locks of a node that is gone are free within seconds.
fn postgres(url: &str, limits: &TimeLimits) -> Stored<Address> {
    let milliseconds = |limit: Duration| limit.as_millis().to_string();
    let wait = milliseconds(limits.wait);
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Internal(Cause::within("database.url", error)))?
        .application_name("hatang")
        .options([
            ("statement_timeout", milliseconds(limits.statement)),
            ("lock_timeout", wait.clone()),
            ("idle_in_transaction_session_timeout", milliseconds(limits.wait.max(LEAST_IDLE))),
            ("tcp_user_timeout", wait),
            ("tcp_keepalives_idle", "5".to_owned()),
            ("tcp_keepalives_interval", "2".to_owned()),
            ("tcp_keepalives_count", "3".to_owned()),
            ("client_connection_check_interval", "2000".to_owned()),
        ])
        .disable_statement_logging();
    Ok(Address::Postgres(Box::new(options)))
}

fn sqlite(url: &str, limits: &TimeLimits, side: Side) -> Stored<Address> {
    let file = SqliteConnectOptions::from_str(url)
        .map_err(|error| StoreError::Internal(Cause::within("database.url", error)))?
        .disable_statement_logging();
    let file = sqlite_file(file, limits.wait);
    let file = match side {
        Side::Write => file,
        Side::Read => file.pragma("query_only", "ON"),
    };
    Ok(Address::Sqlite(Box::new(file), side))
}

fn sqlite_file(file: SqliteConnectOptions, wait: Duration) -> SqliteConnectOptions {
    file.create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(wait)
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "MEMORY")
}
