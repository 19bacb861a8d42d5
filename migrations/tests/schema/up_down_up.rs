//! Tests that the schema can be removed and created again, and that its constraints hold. The test
//! runs on SQLite, and with `DATABASE_URL=postgres://…` on that (empty) database too.

use migrations::Migrator;
use migrations::sea_orm_migration::prelude::*;
use migrations::sea_orm_migration::sea_orm::{ConnectOptions, Database, DatabaseConnection};

async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await
}

async fn up_down_up(url: &str) -> Result<(), DbErr> {
    let connection = connect(url).await?;
    Migrator::up(&connection, None).await?;
    Migrator::down(&connection, None).await?;
    Migrator::up(&connection, None).await?;
    assert!(Migrator::get_pending_migrations(&connection).await?.is_empty());
    let manager = SchemaManager::new(&connection);
    for table in ["assets", "asset_capacity", "cases", "outbox", "audit", "tile_cells", "preferences"] {
        assert!(manager.has_table(table).await?, "{table} is missing");
    }
    // The next test on this database begins without tables.
    Migrator::down(&connection, None).await
}

#[tokio::test]
async fn sqlite_goes_up_down_and_up_again() -> Result<(), DbErr> {
    up_down_up("sqlite::memory:").await
}

#[tokio::test]
async fn postgres_goes_up_down_and_up_again() -> Result<(), DbErr> {
    match super::postgres().await {
        Some((url, _turn)) => up_down_up(&url).await,
        None => Ok(()),
    }
}
