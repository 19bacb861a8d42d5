//! Tests that drafts may exist without a code: cases keep their codes, codes stay unique, and the
//! history can be deleted of a draft only. The test runs on SQLite, and with
//! `DATABASE_URL=postgres://…` on that database too, where it drops all tables.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use migrations::Migrator;
use migrations::sea_orm_migration::prelude::*;
use migrations::sea_orm_migration::sea_orm::prelude::Uuid;
use migrations::sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use serde_json::json;

type Row = Vec<(&'static str, Expr)>;

async fn insert(connection: &DatabaseConnection, table: &'static str, row: Row) -> Result<(), DbErr> {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let row = Query::insert().into_table(table).columns(columns).values(values).unwrap().take();
    connection.execute(&row).await.map(|_| ())
}

fn words(said: &[(&'static str, &'static str)]) -> Row {
    said.iter().map(|(column, word)| (*column, Expr::value(*word))).collect()
}

fn row(id: u128) -> Row {
    let now = Expr::current_timestamp;
    vec![
        ("id", Expr::value(Uuid::from_u128(id))),
        ("version", Expr::value(1)),
        ("created_at", now()),
        ("updated_at", now()),
    ]
}

/// A case with one entry in its history.
async fn case(connection: &DatabaseConnection, id: u128, code: Option<&str>, phase: &'static str) -> Result<(), DbErr> {
    let said = [("kind", "sharing_request"), ("pack", "p"), ("state", phase), ("phase", phase), ("title", "")];
    let rest = vec![
        ("code", Expr::value(code.map(str::to_owned))),
        ("applicant_id", Expr::value(Uuid::from_u128(1))),
        ("papers", Expr::value(json!({}))),
        ("flags", Expr::value(json!([]))),
        ("snapshot", Expr::value(json!({}))),
    ];
    insert(connection, "cases", [row(id), words(&said), rest].concat()).await?;
    let said = [("actor_name", "An"), ("stance", "applicant"), ("action", "create"), ("prev_hash", ""), ("hash", "x")];
    let rest = vec![
        ("case_id", Expr::value(Uuid::from_u128(id))),
        ("seq", Expr::value(1)),
        ("at", Expr::current_timestamp()),
        ("legal_at", Expr::current_timestamp()),
        ("events", Expr::value(json!([]))),
    ];
    insert(connection, "case_history", [words(&said), rest].concat()).await
}

async fn codes(connection: &DatabaseConnection) -> Vec<Option<String>> {
    let all = Query::select().column("code").from("cases").order_by("id", Order::Asc).take();
    let rows = connection.query_all(&all).await.unwrap();
    rows.iter().map(|row| row.try_get("", "code").unwrap()).collect()
}

async fn delete_history(connection: &DatabaseConnection, id: u128) -> Result<(), DbErr> {
    let entries =
        Query::delete().from_table("case_history").and_where(Expr::col("case_id").eq(Uuid::from_u128(id))).take();
    connection.execute(&entries).await.map(|_| ())
}

async fn drafts_need_no_code(url: &str) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.unwrap();
    Migrator::down(&connection, None).await.unwrap();
    let steps = Migrator::migrations();
    let before = steps.iter().position(|step| step.name() == "m0030_drafts").unwrap();
    Migrator::up(&connection, Some(before.try_into().unwrap())).await.unwrap();
    let names = [("name_vi", "A"), ("name_en", "A"), ("name_folded", "a"), ("kind", "operator")];
    let since = vec![("valid_from", Expr::current_date())];
    insert(&connection, "organizations", [row(1), words(&names), since].concat()).await.unwrap();
    case(&connection, 2, Some("SR-1"), "draft").await.unwrap();
    case(&connection, 3, Some("SR-2"), "open").await.unwrap();
    assert!(delete_history(&connection, 2).await.is_err(), "no history could be deleted before");

    Migrator::up(&connection, None).await.unwrap();
    case(&connection, 4, None, "draft").await.unwrap();
    case(&connection, 5, None, "draft").await.unwrap();
    assert_eq!(codes(&connection).await, [Some("SR-1".to_owned()), Some("SR-2".to_owned()), None, None]);
    assert!(case(&connection, 6, Some("SR-2"), "open").await.is_err(), "a code is unique");
    assert!(delete_history(&connection, 3).await.is_err(), "the history of a filed case stays");
    for draft in [2, 4] {
        delete_history(&connection, draft).await.unwrap();
    }

    let later = steps.len().checked_sub(before).unwrap();
    Migrator::down(&connection, Some(later.try_into().unwrap())).await.unwrap();
    let kept = codes(&connection).await;
    assert!(kept.iter().all(Option::is_some), "{kept:?}");
    assert!(delete_history(&connection, 5).await.is_err());
    Migrator::up(&connection, None).await.unwrap();
    Migrator::down(&connection, None).await.unwrap();
}

#[tokio::test]
async fn on_sqlite() {
    drafts_need_no_code("sqlite::memory:").await;
}

#[tokio::test]
async fn on_postgres() {
    if let Some((url, _turn)) = super::postgres().await {
        drafts_need_no_code(&url).await;
    }
}
