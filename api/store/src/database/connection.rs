//! One connection to SQLite or PostgreSQL, and the statements sent through it.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions, Connection, Error, Row};
use sea_orm::{DbBackend, ExecResult, QueryResult, Statement};
use sea_query_sqlx::SqlxValues;

use crate::database::dialect;

/// The pool that a statement used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The read pool, outside any transaction.
    Read,
    /// In a writing transaction.
    Write,
}

/// How to open a connection.
#[derive(Clone)]
pub(crate) enum Address {
    Sqlite(Box<SqliteConnectOptions>, Side),
    Postgres(Box<PgConnectOptions>),
}

/// Omits the options, which may hold a password.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.backend())
    }
}

impl Address {
    pub(crate) async fn connect(&self) -> Result<RawConnection, Error> {
        Ok(match self {
            Self::Sqlite(options, side) => {
                let mut file = options.connect().await?;
                let named = dialect::create_epoch_view(options.get_filename(), *side);
                sqlx::raw_sql(AssertSqlSafe(named)).execute(&mut file).await?;
                let wanted = Arc::new(());
                let mark = Arc::downgrade(&wanted);
                file.lock_handle().await?.set_progress_handler(INSTRUCTIONS, move || mark.strong_count() > 0);
                RawConnection::Sqlite(Box::new(file), wanted)
            }
            Self::Postgres(options) => RawConnection::Postgres(Box::new(options.connect().await?)),
        })
    }

    pub(crate) fn backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(..) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }
}

/// The number of instructions between two checks by SQLite whether a statement is still wanted.
const INSTRUCTIONS: i32 = 10_000;

/// A connection of its driver. Dropping it closes it: PostgreSQL and SQLite roll back uncommitted
/// changes, and SQLite interrupts a running statement.
#[derive(Debug)]
pub(crate) enum RawConnection {
    /// With a mark: SQLite interrupts a running statement when the mark is gone.
    Sqlite(Box<SqliteConnection>, Arc<()>),
    Postgres(Box<PgConnection>),
}

impl RawConnection {
    pub(crate) async fn execute(&mut self, statement: &Statement) -> Result<ExecResult, Error> {
        Ok(match self {
            Self::Sqlite(raw, _) => {
                sqlx::query_with(sql(statement), values(statement)).execute(&mut **raw).await?.into()
            }
            Self::Postgres(raw) => {
                sqlx::query_with(sql(statement), values(statement)).execute(&mut **raw).await?.into()
            }
        })
    }

    /// Executes statements without values, separated by semicolons.
    pub(crate) async fn execute_batch(&mut self, batch: &str) -> Result<ExecResult, Error> {
        let batch = sqlx::raw_sql(AssertSqlSafe(batch));
        Ok(match self {
            Self::Sqlite(raw, _) => batch.execute(&mut **raw).await?.into(),
            Self::Postgres(raw) => batch.execute(&mut **raw).await?.into(),
        })
    }

    pub(crate) async fn fetch_one(&mut self, statement: &Statement) -> Result<Option<QueryResult>, Error> {
        Ok(match self {
            Self::Sqlite(raw, _) => {
                let row = sqlx::query_with(sql(statement), values(statement)).fetch_optional(&mut **raw).await?;
                row.map(QueryResult::from)
            }
            Self::Postgres(raw) => {
                let row = sqlx::query_with(sql(statement), values(statement)).fetch_optional(&mut **raw).await?;
                row.map(QueryResult::from)
            }
        })
    }

    pub(crate) async fn fetch_all(&mut self, statement: &Statement) -> Result<Vec<QueryResult>, Error> {
        Ok(match self {
            Self::Sqlite(raw, _) => {
                let rows = sqlx::query_with(sql(statement), values(statement)).fetch_all(&mut **raw).await?;
                rows.into_iter().map(QueryResult::from).collect()
            }
            Self::Postgres(raw) => {
                let rows = sqlx::query_with(sql(statement), values(statement)).fetch_all(&mut **raw).await?;
                rows.into_iter().map(QueryResult::from).collect()
            }
        })
    }

    /// The database's clock, read after `before` (statements without rows) in the same round trip.
    /// `None` on SQLite, which has no clock of its own.
    pub(crate) async fn time_after(&mut self, before: &str) -> Result<Option<DateTime<Utc>>, Error> {
        match self {
            Self::Sqlite(raw, _) => {
                if !before.is_empty() {
                    sqlx::raw_sql(AssertSqlSafe(before)).execute(&mut **raw).await?;
                }
                Ok(None)
            }
            Self::Postgres(raw) => {
                let batch = format!("{before}; SELECT clock_timestamp()");
                let row = sqlx::raw_sql(AssertSqlSafe(batch)).fetch_one(&mut **raw).await?;
                row.try_get(0).map(Some)
            }
        }
    }

    pub(crate) async fn ping(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(raw, _) => raw.ping().await,
            Self::Postgres(raw) => raw.ping().await,
        }
    }

    pub(crate) async fn close(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(raw, wanted) => {
                let closed = raw.close().await;
                drop(wanted);
                closed
            }
            Self::Postgres(raw) => raw.close().await,
        }
    }
}

fn sql(statement: &Statement) -> AssertSqlSafe<&str> {
    AssertSqlSafe(statement.sql.as_str())
}

fn values(statement: &Statement) -> SqlxValues {
    SqlxValues(statement.values.clone().unwrap_or_else(|| sea_orm::sea_query::Values(Vec::new())))
}
