//! One connection to the database, of either kind, and the statements that can be sent through it.

use chrono::{DateTime, Utc};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{self, AssertSqlSafe, ConnectOptions, Connection, Error, Row};
use sea_orm::{DbBackend, ExecResult, QueryResult, Statement};
use sea_query_sqlx::SqlxValues;

use super::dialect;
use super::pool::Side;

/// How a connection is made.
#[derive(Debug, Clone)]
pub(super) enum Address {
    Sqlite(Box<SqliteConnectOptions>, Side),
    Postgres(Box<PgConnectOptions>),
}

impl Address {
    pub(super) async fn connect(&self) -> Result<RawConnection, Error> {
        Ok(match self {
            Self::Sqlite(options, side) => {
                let mut file = options.connect().await?;
                let named = dialect::names_file(options.get_filename(), *side);
                sqlx::raw_sql(AssertSqlSafe(named)).execute(&mut file).await?;
                RawConnection::Sqlite(Box::new(file))
            }
            Self::Postgres(options) => RawConnection::Postgres(Box::new(options.connect().await?)),
        })
    }

    pub(super) fn backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(..) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }
}

/// A connection of its driver. Dropped, it is closed at once: PostgreSQL and SQLite roll back what was not committed.
#[derive(Debug)]
pub(super) enum RawConnection {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl RawConnection {
    pub(super) async fn execute(&mut self, statement: &Statement) -> Result<ExecResult, Error> {
        Ok(match self {
            Self::Sqlite(raw) => sqlx::query_with(sql(statement), values(statement)).execute(&mut **raw).await?.into(),
            Self::Postgres(raw) => {
                sqlx::query_with(sql(statement), values(statement)).execute(&mut **raw).await?.into()
            }
        })
    }

    /// Statements without values, separated by semicolons.
    pub(super) async fn execute_batch(&mut self, batch: &str) -> Result<ExecResult, Error> {
        let batch = sqlx::raw_sql(AssertSqlSafe(batch));
        Ok(match self {
            Self::Sqlite(raw) => batch.execute(&mut **raw).await?.into(),
            Self::Postgres(raw) => batch.execute(&mut **raw).await?.into(),
        })
    }

    pub(super) async fn fetch_one(&mut self, statement: &Statement) -> Result<Option<QueryResult>, Error> {
        Ok(match self {
            Self::Sqlite(raw) => {
                let row = sqlx::query_with(sql(statement), values(statement)).fetch_optional(&mut **raw).await?;
                row.map(QueryResult::from)
            }
            Self::Postgres(raw) => {
                let row = sqlx::query_with(sql(statement), values(statement)).fetch_optional(&mut **raw).await?;
                row.map(QueryResult::from)
            }
        })
    }

    pub(super) async fn fetch_all(&mut self, statement: &Statement) -> Result<Vec<QueryResult>, Error> {
        Ok(match self {
            Self::Sqlite(raw) => {
                let rows = sqlx::query_with(sql(statement), values(statement)).fetch_all(&mut **raw).await?;
                rows.into_iter().map(QueryResult::from).collect()
            }
            Self::Postgres(raw) => {
                let rows = sqlx::query_with(sql(statement), values(statement)).fetch_all(&mut **raw).await?;
                rows.into_iter().map(QueryResult::from).collect()
            }
        })
    }

    /// The database's clock, after `before` (statements without rows) in the same round trip. `None` on SQLite, which has no
    /// clock besides the machine's.
    pub(super) async fn time_after(&mut self, before: &str) -> Result<Option<DateTime<Utc>>, Error> {
        match self {
            Self::Sqlite(raw) => {
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

    pub(super) async fn ping(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(raw) => raw.ping().await,
            Self::Postgres(raw) => raw.ping().await,
        }
    }

    pub(super) async fn close(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(raw) => raw.close().await,
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
