//! Tests that existing notifications get stream positions in the order of their ids. The test runs
//! on SQLite, and with `DATABASE_URL=postgres://…` on that database too, where it drops all tables.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use migrations::Migrator;
use migrations::sea_orm_migration::prelude::*;
use migrations::sea_orm_migration::sea_orm::prelude::Uuid;
use migrations::sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use serde_json::json;

async fn notice(connection: &DatabaseConnection, id: u128) {
    let words = [("letter", "sharing.submitted"), ("legal_class", "information")];
    let (mut columns, mut values): (Vec<_>, Vec<_>) =
        words.into_iter().map(|(column, word)| (column, Expr::value(word))).unzip();
    columns.extend(["id", "dedupe_key", "payload", "created_at"]);
    values.extend([
        Expr::value(Uuid::from_u128(id)),
        Expr::value(id.to_string()),
        Expr::value(json!({})),
        Expr::current_timestamp(),
    ]);
    let row = Query::insert().into_table("notifications").columns(columns).values(values).unwrap().take();
    connection.execute(&row).await.unwrap();
}

async fn positions(connection: &DatabaseConnection) -> Vec<Option<i64>> {
    let rows = Query::select().column("position").from("notifications").order_by("id", Order::Asc).take();
    let rows = connection.query_all(&rows).await.unwrap();
    rows.iter().map(|row| row.try_get("", "position").unwrap()).collect()
}

async fn notices_get_their_positions(url: &str) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.unwrap();
    Migrator::down(&connection, None).await.unwrap();
    let before = Migrator::migrations().iter().position(|step| step.name() == "m0025_stream_positions").unwrap();
    Migrator::up(&connection, Some(before.try_into().unwrap())).await.unwrap();
    for id in [3, 1, 2] {
        notice(&connection, id).await;
    }
    Migrator::up(&connection, None).await.unwrap();
    notice(&connection, 4).await;
    assert_eq!(positions(&connection).await, [Some(1), Some(2), Some(3), None]);
    Migrator::down(&connection, None).await.unwrap();
}

#[tokio::test]
async fn on_sqlite() {
    notices_get_their_positions("sqlite::memory:").await;
}

#[tokio::test]
async fn on_postgres() {
    if let Some((url, _turn)) = super::postgres().await {
        notices_get_their_positions(&url).await;
    }
}
