//! Tests that the migration cleans stored text in every table, and that rows whose difference
//! disappears by cleaning stay distinct. The test runs on SQLite, and with
//! `DATABASE_URL=postgres://…` on that database too, where it drops all tables.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

use migrations::sea_orm_migration::prelude::*;
use migrations::sea_orm_migration::sea_orm::prelude::Uuid;
use migrations::sea_orm_migration::sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use migrations::{CLEAN_TEXT, Migrator};

async fn insert(connection: &DatabaseConnection, table: &'static str, row: Vec<(&'static str, Expr)>) {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let row = Query::insert().into_table(table).columns(columns).values(values).unwrap().take();
    connection.execute(&row).await.unwrap();
}

async fn person(connection: &DatabaseConnection, id: u128, email: &str, name: &str) {
    let now = || Expr::current_timestamp();
    let row = vec![
        ("id", Expr::value(Uuid::from_u128(id))),
        ("email", Expr::value(email)),
        ("name", Expr::value(name)),
        ("name_folded", Expr::value("a\u{7}")),
        ("locale", Expr::value("vi")),
        // Four rows fill a block of PostgreSQL.
        ("password_hash", Expr::value("x".repeat(1_800))),
        ("version", Expr::value(1)),
        ("created_at", now()),
        ("updated_at", now()),
    ];
    insert(connection, "users", row).await;
}

async fn stored_text_is_cleaned(url: &str) {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.unwrap();
    Migrator::down(&connection, None).await.unwrap();
    let before = Migrator::migrations().iter().position(|step| step.name() == CLEAN_TEXT).unwrap();
    Migrator::up(&connection, Some(before.try_into().unwrap())).await.unwrap();

    person(&connection, 1, "a@b", "Ha\u{323} Long").await;
    person(&connection, 2, "a\u{7}@b", "\u{202e}").await;
    person(&connection, 3, "c@b", "Dòng 1\r\n\tDòng 2").await;
    // More rows than one batch reads.
    for number in 10..600 {
        person(&connection, number, &format!("{number}@b"), "Ha\u{323} Long").await;
    }
    Migrator::up(&connection, None).await.unwrap();

    let people =
        Query::select().columns(["email", "name", "name_folded"]).from("users").order_by("id", Order::Asc).take();
    let rows = connection.query_all(&people).await.unwrap();
    let told: Vec<[String; 3]> =
        rows.iter().map(|row| ["email", "name", "name_folded"].map(|name| row.try_get("", name).unwrap())).collect();
    let told: Vec<[&str; 3]> = told.iter().map(|row| [row[0].as_str(), row[1].as_str(), row[2].as_str()]).collect();
    assert_eq!(told[0], ["a@b", "Hạ Long", "a"]);
    assert!(told[1][0].starts_with("a@b-") && told[1][1].starts_with('\u{fffd}'), "{told:?}");
    assert_eq!(told[2], ["c@b", "Dòng 1\r\n\tDòng 2", "a"]);
    assert_eq!(told.len(), 593);
    assert!(told[3..].iter().all(|row| row[1..] == ["Hạ Long", "a"]), "{told:?}");
    // A second run changes nothing.
    let step = Migrator::migrations().len() - before;
    Migrator::down(&connection, Some(step.try_into().unwrap())).await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    let again = connection.query_all(&people).await.unwrap();
    let emails: Vec<String> = again.iter().map(|row| row.try_get("", "email").unwrap()).collect();
    assert_eq!(emails, told.iter().map(|row| row[0].to_owned()).collect::<Vec<_>>());
    Migrator::down(&connection, None).await.unwrap();
}

#[tokio::test]
async fn on_sqlite() {
    stored_text_is_cleaned("sqlite::memory:").await;
}

#[tokio::test]
async fn on_postgres() {
    if let Some((url, _turn)) = super::postgres().await {
        stored_text_is_cleaned(&url).await;
    }
}
