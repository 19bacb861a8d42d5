//! How things are kept: the only room that speaks SQL.
//!
//! One file a group of tables, entities in [`rows`], differences between the databases in
//! [`dialect`] and nowhere else. Functions that change something take the [`Tx`] of the one
//! road (`act`); functions that read take any connection.
//!
//! On SQLite there is one writing connection, whose transactions begin IMMEDIATE, and a pool
//! of reading ones: writers wait in line instead of failing, readers are never held up.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

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
pub mod calendar_changes;
pub mod campaigns;
pub mod case_elements;
pub mod case_facts;
pub mod case_history;
pub mod case_list;
pub mod case_timers;
pub mod cases;
pub mod competence;
pub mod delegations;
pub mod dialect;
pub mod documents;
pub mod exports;
pub mod failure;
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
pub mod organizations;
pub mod orphaned;
pub mod outbox;
pub mod planned_works;
pub mod published;
pub mod quality;
pub mod queue_alarms;
pub mod roster;
pub mod rows;
pub mod schema;
pub mod sessions;
pub mod sight;
pub mod subscriptions;
pub mod succession;
pub mod tasks;
pub mod tiles;
pub mod undelivered;
pub mod users;
pub mod wait_list;

#[cfg(test)]
mod desk_tests;
#[cfg(test)]
mod register_tests;
#[cfg(test)]
mod roster_tests;
#[cfg(test)]
pub(crate) mod test_stores;

pub use failure::{StoreFailure, Stored};

/// A connection that has rested so long is asked whether it is still there before it is used again.
const RESTED: Duration = Duration::from_secs(1);

/// Whatever can be read through: a pool, or the transaction of the one road. Other rooms know it by this name alone.
pub trait Connection: ConnectionTrait {}

impl<C: ConnectionTrait> Connection for C {}

/// A writing transaction. Dropped without `commit`, it never happened.
pub type Tx = DatabaseTransaction;

/// How many connections, and how patient.
#[derive(Debug, Clone)]
pub struct Pools {
    /// Reading connections.
    pub readers: u32,
    /// Writing connections (PostgreSQL; SQLite always has one).
    pub writers: u32,
    /// How long a request waits for a connection or a lock.
    pub patience: Duration,
}

impl Default for Pools {
    fn default() -> Self {
        Self { readers: 8, writers: 8, patience: Duration::from_secs(10) }
    }
}

/// The database, ready for use.
#[derive(Debug, Clone)]
pub struct Store {
    write: DatabaseConnection,
    read: DatabaseConnection,
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
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let write = Database::connect(options(url, pools, pools.writers)).await?;
            let read = Database::connect(options(url, pools, pools.readers)).await?;
            Ok(Self { write, read })
        } else if url.starts_with("sqlite:") && !url.contains(":memory:") {
            let write = Database::connect(sqlite(url, pools, 1, Access::Write)).await?;
            let read = Database::connect(sqlite(url, pools, pools.readers, Access::Read)).await?;
            Ok(Self { write, read })
        } else {
            Err(StoreFailure::Internal("database.url must begin with sqlite:// (a file) or postgres://".to_owned()))
        }
    }

    /// Begins a reading transaction in which everything stays as it is at its first question, whatever others write.
    ///
    /// # Errors
    /// When no connection becomes free in time.
    pub async fn snapshot(&self) -> Stored<Tx> {
        let options = if self.backend() == DbBackend::Postgres {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                sqlite_transaction_mode: None,
            }
        } else {
            TransactionOptions::default()
        };
        Ok(self.read.begin_with_options(options).await?)
    }

    /// Begins a writing transaction. Never begin a second one while holding the first.
    ///
    /// # Errors
    /// When no connection becomes free in time.
    pub async fn begin(&self) -> Stored<Tx> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    /// Commits.
    ///
    /// # Errors
    /// When the database does not confirm; nothing may then be taken as done.
    pub async fn commit(&self, tx: Tx) -> Stored<()> {
        Ok(tx.commit().await?)
    }

    /// For reading outside any transaction.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Which database it is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// Whether both pools answer.
    ///
    /// # Errors
    /// When one of them does not.
    pub async fn ping(&self) -> Stored<()> {
        self.write.ping().await?;
        Ok(self.read.ping().await?)
    }

    /// The same store, telling a listener every statement it sends and on which side. For measurements: a store that is
    /// listened to is a little slower.
    #[must_use]
    pub fn listened<F>(mut self, listener: F) -> Self
    where
        F: Fn(Side, &Statement) + Clone + Send + Sync + 'static,
    {
        let writes = listener.clone();
        self.write.set_metric_callback(move |told| writes(Side::Write, told.statement));
        self.read.set_metric_callback(move |told| listener(Side::Read, told.statement));
        self
    }

    /// Lets the connections go.
    ///
    /// # Errors
    /// When a connection cannot be closed in order.
    pub async fn close(self) -> Stored<()> {
        self.read.close().await?;
        Ok(self.write.close().await?)
    }
}

/// Which pool a statement went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Outside any transaction.
    Read,
    /// In a writing transaction.
    Write,
}

#[derive(Clone, Copy)]
enum Access {
    Read,
    Write,
}

fn options(url: &str, pools: &Pools, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections.max(1))
        .min_connections(0)
        .acquire_timeout(pools.patience)
        .connect_timeout(pools.patience)
        // A connection that was in use just now is not asked first whether it is still there: that costs as much as a small statement.
        .test_before_acquire_if_idle_for(RESTED)
        .sqlx_logging(false);
    options
}

fn sqlite(url: &str, pools: &Pools, connections: u32, access: Access) -> ConnectOptions {
    let patience = pools.patience;
    let mut options = options(url, pools, connections);
    options.map_sqlx_sqlite_opts(move |file| {
        let file = file
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(patience)
            .pragma("cache_size", "-65536")
            .pragma("temp_store", "MEMORY");
        match access {
            Access::Write => file,
            Access::Read => file.pragma("query_only", "ON"),
        }
    });
    options
}
