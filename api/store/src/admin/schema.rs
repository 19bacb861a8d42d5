//! The schema of a database: its state, its applied migrations, and applying the pending ones.
//!
//! Each migration is a transaction of its own that begins with a lock: if several processes migrate
//! at once, one applies a migration and the others find it applied.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::{Duration, Instant};

use migrations::Migrator;
use migrations::sea_orm_migration::MigratorTrait;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{ConnectOptions as _, Connection as _, Row as _, SqliteConnection, query};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::admin::backup::empty;
use crate::database::dialect;
use crate::database::options::{self, file_of, is_file};
use crate::{Cause, Store, StoreError, StoreResult};

/// The table of applied migrations.
const NOTES: &str = "seaql_migrations";
/// The header of every SQLite file.
const HEADER: &[u8; 16] = b"SQLite format 3\0";
/// How often a process on SQLite waits for another migrating process, each time as long as for any
/// lock.
const WAITS: u32 = 60;
/// The number of SQLite instructions between two checks of the time limit.
const LOOK: i32 = 1_000;

/// The state of the database at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseState {
    Missing,
    /// A file of no bytes, or a database without tables.
    Empty,
    Ours,
    /// Something else; the sentence says what.
    Foreign(String),
    /// An unreadable SQLite file, with the reason.
    Unreadable(String),
}

/// The result of a check of a database file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// No damage was found.
    Sound,
    /// The file is damaged; the first finding.
    Damaged(String),
    /// The time limit was exceeded.
    Unfinished,
}

/// Inspects the database at an address without changing it.
///
/// # Errors
/// If the database cannot be reached or read.
pub async fn inspect(url: &str) -> StoreResult<DatabaseState> {
    let mut options = ConnectOptions::new(url);
    if let Some(path) = file_of(url)? {
        if let Some(found) = inspect_file(&path)? {
            return Ok(found);
        }
        options.map_sqlx_sqlite_opts(|file| file.read_only(true));
    }
    options.max_connections(1).sqlx_logging(false);
    let tables = match tables_of(options).await {
        Err(StoreError::Internal(why)) if is_file(url) => return Ok(DatabaseState::Unreadable(why.to_string())),
        other => other?,
    };
    Ok(match tables.first() {
        _ if tables.contains(NOTES) => DatabaseState::Ours,
        // A PostgreSQL database may be shared with other programs, and has tables of PostGIS.
        Some(table) if is_file(url) => {
            DatabaseState::Foreign(format!("is the database of another program, with a table {table}"))
        }
        Some(_) | None => DatabaseState::Empty,
    })
}

async fn tables_of(options: ConnectOptions) -> StoreResult<BTreeSet<String>> {
    let db = Database::connect(options).await?;
    let tables = empty::tables(&db).await;
    db.close().await?;
    tables
}

/// Inspects a file without opening it as a database. `None` if that is not enough.
fn inspect_file(path: &Path) -> StoreResult<Option<DatabaseState>> {
    let trouble = |why: std::io::Error| StoreError::Unavailable(Cause::within(path.display(), why));
    match std::fs::metadata(path) {
        Err(why) if why.kind() == ErrorKind::NotFound => return Ok(Some(DatabaseState::Missing)),
        Err(why) => return Err(trouble(why)),
        Ok(file) if !file.is_file() => return Ok(Some(DatabaseState::Foreign("is not a file".to_owned()))),
        Ok(file) if file.len() == 0 => return Ok(Some(DatabaseState::Empty)),
        Ok(_) => {}
    }
    let mut header = Vec::new();
    let file = File::open(path).map_err(trouble)?;
    file.take(16).read_to_end(&mut header).map_err(trouble)?;
    Ok((header != HEADER).then(|| DatabaseState::Foreign("is not an SQLite database".to_owned())))
}

/// Runs `PRAGMA quick_check` on the file of an SQLite database, within a time limit. PostgreSQL
/// checks its own files.
///
/// # Errors
/// If the file cannot be opened.
pub async fn quick_check(url: &str, limit: Duration) -> StoreResult<Check> {
    let Some(path) = file_of(url)? else { return Ok(Check::Sound) };
    let options = SqliteConnectOptions::new().filename(path).read_only(true).disable_statement_logging();
    let mut file = SqliteConnection::connect_with(&options).await.map_err(unavailable)?;
    let began = Instant::now();
    let mut handle = file.lock_handle().await.map_err(unavailable)?;
    handle.set_progress_handler(LOOK, move || began.elapsed() < limit);
    drop(handle);
    let found = query("PRAGMA quick_check(1)").fetch_one(&mut file).await;
    let found = found.and_then(|row| row.try_get::<String, _>(0));
    let check = match found {
        Ok(said) if said == "ok" => Check::Sound,
        Ok(_) | Err(_) if began.elapsed() >= limit => Check::Unfinished,
        Ok(said) => Check::Damaged(said),
        Err(why) if is_locked(&why) => return Err(unavailable(why)),
        Err(why) => Check::Damaged(why.to_string()),
    };
    drop(file.close().await);
    Ok(check)
}

/// Whether another process locked the file: busy, locked, cannot be opened.
fn is_locked(why: &sea_orm::sqlx::Error) -> bool {
    let code = why.as_database_error().and_then(DatabaseError::code).and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| matches!(code & 0xff, 5 | 6 | 14))
}

fn unavailable(why: sea_orm::sqlx::Error) -> StoreError {
    StoreError::unavailable(why)
}

impl Store {
    /// Applies all pending migrations and returns their names.
    ///
    /// # Errors
    /// If a migration fails; the migrations before it stay applied.
    pub async fn migrate(&self) -> StoreResult<Vec<String>> {
        self.take_steps(usize::MAX).await
    }

    /// The names of the pending migrations. Changes nothing.
    ///
    /// # Errors
    /// If the database cannot be read, or was migrated by a newer program.
    pub async fn pending(&self) -> StoreResult<Vec<String>> {
        pending(self.reserved()).await
    }

    /// The names of all migrations, in their order.
    #[must_use]
    pub fn steps() -> Vec<String> {
        Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
    }

    /// Applies pending migrations until `count` are applied in total.
    ///
    /// # Errors
    /// If a migration fails, or more than `count` are already applied.
    pub async fn migrate_to(&self, count: usize) -> StoreResult<()> {
        let taken = Self::steps().len().saturating_sub(self.pending().await?.len());
        if taken > count {
            return Err(StoreError::internal(format!("{taken} steps were taken already")));
        }
        self.take_steps(count).await.map(drop)
    }

    async fn take_steps(&self, count: usize) -> StoreResult<Vec<String>> {
        let mut taken = Vec::new();
        if self.pending().await?.is_empty() {
            return Ok(taken);
        }
        let schema = self.schema_connection().await?;
        while let Some(step) = take_step(&schema, count).await? {
            taken.push(step);
        }
        schema.close().await?;
        Ok(taken)
    }

    /// A separate connection for the migration library, without the time limits of the others:
    /// building an index may take an hour.
    async fn schema_connection(&self) -> StoreResult<DatabaseConnection> {
        let mut options = ConnectOptions::new(&*self.address);
        let wait = self.write.limits.wait;
        options.max_connections(1).acquire_timeout(wait).connect_timeout(wait).sqlx_logging(false);
        options.map_sqlx_sqlite_opts(move |file| options::sqlite_file(file, wait));
        Ok(Database::connect(options).await?)
    }
}

/// Applies one migration, unless `count` are already applied. The migration, its record and the
/// query of the pending ones are one transaction.
async fn take_step(schema: &DatabaseConnection, count: usize) -> StoreResult<Option<String>> {
    let tx = begin_alone(schema).await?;
    let pending = pending(&tx).await?;
    let taken = Store::steps().len().saturating_sub(pending.len());
    let Some(step) = pending.into_iter().next().filter(|_| taken < count) else {
        tx.rollback().await?;
        return Ok(None);
    };
    Migrator::up(&tx, Some(1)).await.map_err(|why| step_failed(&step, why))?;
    tx.commit().await?;
    Ok(Some(step))
}

/// Begins a transaction that excludes other migrating processes.
async fn begin_alone(schema: &DatabaseConnection) -> StoreResult<DatabaseTransaction> {
    let immediate = || TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let backend = schema.get_database_backend();
    let mut waits = if backend == DbBackend::Sqlite { WAITS } else { 1 };
    let tx = loop {
        waits = waits.saturating_sub(1);
        match schema.begin_with_options(immediate()).await.map_err(StoreError::from) {
            Err(StoreError::Unavailable(why)) if waits > 0 => {
                tracing::info!(%why, "another process writes to the database; waiting until it has migrated it");
            }
            other => break other?,
        }
    };
    for sql in dialect::lock_schema(backend) {
        tx.execute_unprepared(sql).await?;
    }
    Ok(tx)
}

async fn pending<C: ConnectionTrait>(db: &C) -> StoreResult<Vec<String>> {
    match Migrator::get_pending_migrations_read_only(db).await {
        Ok(steps) => Ok(steps.iter().map(|step| step.name().to_owned()).collect()),
        Err(DbErr::Custom(unknown)) => {
            // The names are in quotes.
            let names: Vec<&str> = unknown.split('\'').skip(1).step_by(2).collect();
            Err(StoreError::internal(format!(
                "the database was migrated by a newer version of hatang, which took steps that this one does not know ({}); \
                 run that version, or restore a backup from before the upgrade",
                names.join(", ")
            )))
        }
        Err(why) => Err(why.into()),
    }
}

/// A migration that failed and was rolled back.
#[derive(Debug, thiserror::Error)]
#[error("migration {step} failed and was rolled back: {source}{hint}")]
struct StepFailed {
    step: String,
    hint: &'static str,
    source: DbErr,
}

/// The error of a failed migration, with a hint if a part of the migration is already present.
fn step_failed(step: &str, source: DbErr) -> StoreError {
    let why = source.to_string();
    let is_there = why.contains("already exists") || why.contains("duplicate column name");
    let hint = if is_there {
        ". A part of this step is there, and its note is not: an older version of hatang was killed while it took the step, \
         and left it half-done. This cannot be mended; restore the backup from before the upgrade, or begin with a new database"
    } else {
        ""
    };
    StoreError::internal(StepFailed { step: step.to_owned(), hint, source })
}
