//! Tests that the migration computes bounding boxes for existing cases from their content. The test
//! runs on SQLite, and with `DATABASE_URL=postgres://…` on that database too, where it drops all
//! tables.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use migrations::Migrator;
use migrations::sea_orm_migration::prelude::*;
use migrations::sea_orm_migration::sea_orm::prelude::Uuid;
use migrations::sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use serde_json::{Value, json};

const EDGES: [&str; 4] = ["min_lon", "min_lat", "max_lon", "max_lat"];

async fn insert(connection: &DatabaseConnection, table: &'static str, row: Vec<(&'static str, Expr)>) {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let row = Query::insert().into_table(table).columns(columns).values(values).unwrap().take();
    connection.execute(&row).await.unwrap();
}

/// The columns that both tables need in a row.
fn row(id: u128) -> Vec<(&'static str, Expr)> {
    let now = || Expr::current_timestamp();
    vec![
        ("id", Expr::value(Uuid::from_u128(id))),
        ("version", Expr::value(1)),
        ("created_at", now()),
        ("updated_at", now()),
    ]
}

fn words(said: &[(&'static str, &'static str)]) -> Vec<(&'static str, Expr)> {
    said.iter().map(|(column, word)| (*column, Expr::value(*word))).collect()
}

async fn cases_get_their_boxes(url: &str) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.unwrap();
    Migrator::down(&connection, None).await.unwrap();
    let before = Migrator::migrations().iter().position(|step| step.name() == "m0023_case_boxes").unwrap();
    Migrator::up(&connection, Some(before.try_into().unwrap())).await.unwrap();

    let names = [("name_vi", "A"), ("name_en", "A"), ("name_folded", "a"), ("kind", "telecom_operator")];
    let since = ("valid_from", Expr::current_date());
    insert(&connection, "organizations", [row(1), words(&names), vec![since]].concat()).await;
    let street = json!({"type": "LineString", "coordinates": [[107.0, 20.9], [107.5, 21.1], [107.2, 20.8]]});
    let area =
        json!({"type": "Polygon", "coordinates": [[[106.0, 20.0], [106.1, 20.0], [106.1, 20.2], [106.0, 20.0]]]});
    let papers = [
        json!({"notice": {"title": "A", "place": street}}),
        json!({"campaign": {"streets": [{"name": "B"}, {"name": "C", "place": area}]}}),
        json!({"notice": {"title": "D", "place": null}}),
    ];
    for (papers, id) in papers.into_iter().zip(2..) {
        let said =
            [("kind", "planned_works"), ("pack", "p"), ("state", "published"), ("phase", "open"), ("title", "t")];
        let json = |value: Value| Expr::value(value);
        let rest = vec![
            ("code", Expr::value(format!("PW-{id}"))),
            ("applicant_id", Expr::value(Uuid::from_u128(1))),
            ("papers", json(papers)),
            ("flags", json(json!([]))),
            ("snapshot", json(json!({}))),
        ];
        insert(&connection, "cases", [row(id), words(&said), rest].concat()).await;
    }
    Migrator::up(&connection, None).await.unwrap();

    let boxes = Query::select().columns(EDGES).from("cases").order_by("code", Order::Asc).take();
    let rows = connection.query_all(&boxes).await.unwrap();
    let found: Vec<[Option<f64>; 4]> =
        rows.iter().map(|row| EDGES.map(|edge| row.try_get("", edge).unwrap())).collect();
    let expected = [[107.0, 20.8, 107.5, 21.1].map(Some), [106.0, 20.0, 106.1, 20.2].map(Some), [None; 4]];
    assert_eq!(found, expected);
    Migrator::down(&connection, None).await.unwrap();
}

#[tokio::test]
async fn on_sqlite() {
    cases_get_their_boxes("sqlite::memory:").await;
}

#[tokio::test]
async fn on_postgres() {
    if let Some((url, _turn)) = super::postgres().await {
        cases_get_their_boxes(&url).await;
    }
}
