//! Connection options: the file of SQLite, and the time limits that the server enforces.

use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use super::connection::{Address, Side};
use super::error::{Cause, StoreError, StoreResult};
use super::pool::TimeLimits;

/// The file of an SQLite database; `None` for PostgreSQL.
///
/// # Errors
/// If the address is invalid.
pub fn file_of(url: &str) -> StoreResult<Option<PathBuf>> {
    if !is_file(url) {
        return Ok(None);
    }
    let options = SqliteConnectOptions::from_str(url);
    let options = options.map_err(|why| StoreError::Internal(Cause::within("database.url", why)))?;
    Ok(Some(options.get_filename().to_owned()))
}

/// Whether an address names an SQLite file.
pub(crate) fn is_file(url: &str) -> bool {
    url.starts_with("sqlite:")
}

/// Creates the empty file of an SQLite database unless it exists. An administrator creates a
/// PostgreSQL database.
///
/// # Errors
/// If the file cannot be created.
pub fn create_file(url: &str) -> StoreResult<()> {
    let Some(path) = file_of(url)? else { return Ok(()) };
    match File::create_new(&path) {
        Err(why) if why.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(why) => {
            let context = format!("{} cannot be created", path.display());
            Err(StoreError::Unavailable(Cause::within(context, why)))
        }
        Ok(_) => Ok(()),
    }
}

/// The minimum of the idle limit: a node that computes between two statements of a transaction must
/// not count as dead, however short the other limits are.
const LEAST_IDLE: Duration = Duration::from_secs(5);

/// Sets limits on the server side as well: the server ends an abandoned statement and drops a
/// silent peer, so that the locks of a lost node are free within seconds.
pub(super) fn postgres(url: &str, limits: &TimeLimits) -> StoreResult<Address> {
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

pub(super) fn sqlite(url: &str, limits: &TimeLimits, side: Side) -> StoreResult<Address> {
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

/// The pragmas of every connection to a file.
pub(crate) fn sqlite_file(file: SqliteConnectOptions, wait: Duration) -> SqliteConnectOptions {
    file.create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(wait)
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "MEMORY")
}
