//! Tests that existing assets get a public view from their version, instant and texts. The test
//! runs on SQLite, and with `DATABASE_URL=postgres://…` on that database too, where it drops all
//! tables.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use migrations::Migrator;
use migrations::sea_orm_migration::prelude::*;
use migrations::sea_orm_migration::sea_orm::prelude::{DateTimeUtc, Uuid};
use migrations::sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use serde_json::json;

async fn insert(connection: &DatabaseConnection, table: &'static str, row: Vec<(&'static str, Expr)>) {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let row = Query::insert().into_table(table).columns(columns).values(values).unwrap().take();
    connection.execute(&row).await.unwrap();
}

fn words(said: &[(&'static str, &'static str)]) -> Vec<(&'static str, Expr)> {
    said.iter().map(|(column, word)| (*column, Expr::value(*word))).collect()
}

fn row(id: u128, version: i64) -> Vec<(&'static str, Expr)> {
    let at = |column| (column, Expr::current_timestamp());
    let id = ("id", Expr::value(Uuid::from_u128(id)));
    vec![id, ("version", Expr::value(version)), at("created_at"), at("updated_at")]
}

async fn assets_get_their_public_view(url: &str) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.unwrap();
    Migrator::down(&connection, None).await.unwrap();
    let before = Migrator::migrations().iter().position(|step| step.name() == "m0026_public_view").unwrap();
    Migrator::up(&connection, Some(before.try_into().unwrap())).await.unwrap();

    let names = [("name_vi", "A"), ("name_en", "A"), ("name_folded", "a"), ("kind", "telecom_operator")];
    let since = ("valid_from", Expr::current_date());
    insert(&connection, "organizations", [row(1, 1), words(&names), vec![since]].concat()).await;
    let pole = [
        ("code", "QN-POL/7"),
        ("kind", "pole"),
        ("search_text", "qn pol 7 pole ngo mat zeta"),
        ("lifecycle", "in_service"),
    ];
    let duct = [
        ("code", "Đ.12"),
        ("kind", "duct_section"),
        ("search_text", "d 12 duct section pho kin"),
        ("lifecycle", "in_service"),
    ];
    for (said, id) in [pole, duct].into_iter().zip(2..) {
        let mut rest = vec![
            ("owner_id", Expr::value(Uuid::from_u128(1))),
            ("geometry", Expr::value(point())),
            ("attributes", Expr::value(json!({}))),
        ];
        rest.extend(["min_lon", "max_lon", "min_lat", "max_lat"].map(|edge| (edge, Expr::value(1.0))));
        insert(&connection, "assets", [row(id, 4), words(&said), rest].concat()).await;
    }
    Migrator::up(&connection, None).await.unwrap();

    let view = ["public_text", "public_version", "updated_at", "public_updated_at"];
    let rows =
        connection.query_all(Query::select().columns(view).from("assets").order_by("id", Order::Asc)).await.unwrap();
    let texts: Vec<String> = rows.iter().map(|row| row.try_get("", "public_text").unwrap()).collect();
    assert_eq!(texts, ["qn pol 7 pole", "d 12 duct section"]);
    for row in &rows {
        let version: i64 = row.try_get("", "public_version").unwrap();
        let at = |column| row.try_get::<DateTimeUtc>("", column).unwrap();
        assert_eq!((version, at("public_updated_at")), (4, at("updated_at")));
    }
    Migrator::down(&connection, None).await.unwrap();
}

/// The point 1 1 as WKB.
fn point() -> Vec<u8> {
    [vec![1, 1, 0, 0, 0], 1.0_f64.to_le_bytes().to_vec(), 1.0_f64.to_le_bytes().to_vec()].concat()
}

#[tokio::test]
async fn on_sqlite() {
    assets_get_their_public_view("sqlite::memory:").await;
}

#[tokio::test]
async fn on_postgres() {
    if let Some((url, _turn)) = super::postgres().await {
        assets_get_their_public_view(&url).await;
    }
}
