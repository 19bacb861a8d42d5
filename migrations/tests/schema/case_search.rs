//! Tests that the migration makes the words, the office and the due instant of existing cases. The
//! test runs on SQLite, and with `DATABASE_URL=postgres://…` on that database too, where it drops
//! all tables.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use migrations::Migrator;
use migrations::sea_orm_migration::prelude::*;
use migrations::sea_orm_migration::sea_orm::prelude::{DateTimeUtc, Uuid};
use migrations::sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use serde_json::{Value, json};

async fn insert(connection: &DatabaseConnection, table: &'static str, row: Vec<(&'static str, Expr)>) {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let row = Query::insert().into_table(table).columns(columns).values(values).unwrap().take();
    connection.execute(&row).await.unwrap();
}

/// The columns that the tables need in a row.
fn row(id: u128) -> Vec<(&'static str, Expr)> {
    let now = || Expr::current_timestamp();
    vec![("id", Expr::value(Uuid::from_u128(id))), ("version", Expr::value(1)), ("created_at", now())]
}

fn words(said: &[(&'static str, &'static str)]) -> Vec<(&'static str, Expr)> {
    said.iter().map(|(column, word)| (*column, Expr::value(*word))).collect()
}

async fn cases_can_be_found(url: &str) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.unwrap();
    Migrator::down(&connection, None).await.unwrap();
    let before = Migrator::migrations().iter().position(|step| step.name() == "m0029_case_search").unwrap();
    Migrator::up(&connection, Some(before.try_into().unwrap())).await.unwrap();

    let (changed, json) = (("updated_at", Expr::current_timestamp()), |value: Value| Expr::value(value));
    let names = [("name_vi", "A"), ("name_en", "A"), ("name_folded", "a"), ("kind", "operator")];
    let since = ("valid_from", Expr::current_date());
    insert(&connection, "organizations", [row(1), words(&names), vec![since, changed.clone()]].concat()).await;
    let office = Uuid::from_u128(1);
    let name = json!({"vi": "UBND phường Bãi Cháy", "en": "Bai Chay"});
    let papers = json!({"dossier": {"code": "H49-0001", "authority": {"office": office, "name": name}}});
    let timer = |status: &str, due: &str| json!({"status": status, "due_at": due});
    let timers = json!({
        "supplement_window": timer("expired", "2023-10-01T17:00:00Z"),
        "decision": timer("expired", "2023-10-02T17:00:00Z"),
        "permit": timer("running", "2023-10-03T17:00:00Z"),
    });
    let said = [("kind", "siting_application"), ("code", "SA-1"), ("pack", "p"), ("state", "s"), ("phase", "open")];
    let rest = vec![
        ("title", Expr::value("Trạm BTS")),
        ("applicant_id", Expr::value(office)),
        ("papers", json(papers)),
        ("flags", json(json!([]))),
        ("snapshot", json(json!({"timers": timers}))),
        changed,
    ];
    insert(&connection, "cases", [row(2), words(&said), rest].concat()).await;
    let task = vec![
        ("case_id", Expr::value(Uuid::from_u128(2))),
        ("title", json(json!({"vi": "Đã nộp", "en": "Filed"}))),
        ("organization_id", Expr::value(office)),
        ("roles", json(json!([]))),
    ];
    insert(&connection, "tasks", [row(3), words(&[("kind", "turn"), ("status", "open")]), task].concat()).await;
    Migrator::up(&connection, None).await.unwrap();

    let of_case = Query::select().columns(["search_text", "authority_id", "next_due_at"]).from("cases").take();
    let case = connection.query_one(&of_case).await.unwrap().unwrap();
    let text: String = case.try_get("", "search_text").unwrap();
    assert_eq!(text, " sa 1 h49 0001 tram bts ubnd phuong bai chay bai chay");
    assert_eq!(case.try_get::<Option<Uuid>>("", "authority_id").unwrap(), Some(office));
    let due: DateTimeUtc = "2023-10-02T17:00:00Z".parse().unwrap();
    assert_eq!(case.try_get::<Option<DateTimeUtc>>("", "next_due_at").unwrap(), Some(due));
    let of_task = Query::select().columns(["search_text", "due_at"]).from("tasks").take();
    let task = connection.query_one(&of_task).await.unwrap().unwrap();
    assert_eq!(task.try_get::<String>("", "search_text").unwrap(), " da nop filed");
    assert_eq!(task.try_get::<Option<DateTimeUtc>>("", "due_at").unwrap(), Some(due));
    Migrator::down(&connection, None).await.unwrap();
}

#[tokio::test]
async fn on_sqlite() {
    cases_can_be_found("sqlite::memory:").await;
}

#[tokio::test]
async fn on_postgres() {
    if let Some((url, _turn)) = super::postgres().await {
        cases_can_be_found(&url).await;
    }
}
