//! What a reader receives who sees only the minimum of an asset: the words by which such a reader finds it, and a version and
//! an instant that move only when something of the minimum changes.
//!
//! Assets that are there already keep their version and instant as the public ones. Versions written before have no public
//! version (NULL): a reader of the minimum gets 1, because the number itself counts hidden changes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement, TryGetable, Value, prelude::Uuid};

use crate::columns::{index, instant, number, number_null, text};
use crate::pages::next_page;
use crate::step::run;

/// The step.
pub(crate) struct PublicView;

const INDEX: &str = "assets_by_public_change";

impl MigrationName for PublicView {
    fn name(&self) -> &'static str {
        "m0026_public_view"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for PublicView {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            text("public_text").default("").take(),
            number("public_version").default(1).take(),
            instant("public_updated_at").default("1970-01-01 00:00:00+00:00").take(),
        ];
        for column in columns {
            manager.alter_table(Table::alter().table("assets").add_column(column).to_owned()).await?;
        }
        let version = Table::alter().table("asset_versions").add_column(number_null("public_version")).to_owned();
        manager.alter_table(version).await?;
        manager.create_index(index(INDEX, "assets", &["public_updated_at", "id"])).await?;
        run(manager, POSTGRES_UP, SQLITE_UP).await?;
        fill(manager.get_connection()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, POSTGRES_DOWN, SQLITE_DOWN).await?;
        manager.drop_index(Index::drop().name(INDEX).table("assets").to_owned()).await?;
        for column in ["public_text", "public_version", "public_updated_at"] {
            manager.alter_table(Table::alter().table("assets").drop_column(column).to_owned()).await?;
        }
        manager.alter_table(Table::alter().table("asset_versions").drop_column("public_version").to_owned()).await
    }
}

/// Gives the assets that are there already their public words, version and instant.
async fn fill<C: ConnectionTrait>(connection: &C) -> Result<(), DbErr> {
    let mut after = Uuid::nil();
    loop {
        let mut values: Vec<Value> = Vec::new();
        for row in next_page(connection, "assets", &["id", "code", "kind", "search_text"], after).await? {
            let text = |column| String::try_get_by(&row, column);
            let id = Uuid::try_get_by(&row, "id")?;
            values.extend([id.into(), public_words(&text("search_text")?, &text("code")?, &text("kind")?).into()]);
            after = id;
        }
        if values.is_empty() {
            return Ok(());
        }
        let backend = connection.get_database_backend();
        connection
            .execute_raw(Statement::from_sql_and_values(backend, update(backend, values.len() / 2), values))
            .await?;
    }
}

/// Fills in so many assets, each given by its id and words.
fn update(backend: DbBackend, rows: usize) -> String {
    let pair = |row: usize| {
        if backend == DbBackend::Postgres {
            format!("(${}::uuid, ${}::text)", 2 * row + 1, 2 * row + 2)
        } else {
            "(?, ?)".to_owned()
        }
    };
    let pairs = (0..rows).map(pair).collect::<Vec<_>>().join(", ");
    format!(
        "UPDATE assets SET public_text = filled.column2, public_version = assets.version, \
         public_updated_at = assets.updated_at \
         FROM (VALUES {pairs}) AS filled WHERE filled.column1 = assets.id"
    )
}

/// The words of code and kind, with which the words of an asset begin.
fn public_words(search_text: &str, code: &str, kind: &str) -> String {
    let count = |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    search_text.split(' ').take(count(code) + count(kind)).collect::<Vec<_>>().join(" ")
}

const POSTGRES_UP: &[&str] =
    &["CREATE INDEX assets_public_words ON assets USING gin (to_tsvector('simple', public_text))"];
const POSTGRES_DOWN: &[&str] = &["DROP INDEX assets_public_words"];

const SQLITE_UP: &[&str] = &[
    "CREATE VIRTUAL TABLE asset_public_words USING fts5(words, content='', contentless_delete=1, \
     tokenize='unicode61', prefix='2 3')",
    // Triggers on one event have no order, and these need the number of the asset: it is one trigger.
    "DROP TRIGGER assets_find_insert",
    "CREATE TRIGGER assets_find_insert AFTER INSERT ON assets BEGIN \
     INSERT INTO asset_numbers (asset_id) VALUES (new.id); \
     INSERT INTO asset_boxes SELECT number, new.min_lon, new.max_lon, new.min_lat, new.max_lat \
     FROM asset_numbers WHERE asset_id = new.id; \
     INSERT INTO asset_words (rowid, words) SELECT number, new.search_text \
     FROM asset_numbers WHERE asset_id = new.id; \
     INSERT INTO asset_public_words (rowid, words) SELECT number, new.public_text \
     FROM asset_numbers WHERE asset_id = new.id; END",
    "CREATE TRIGGER assets_find_public_words AFTER UPDATE OF public_text ON assets \
     WHEN new.public_text <> old.public_text BEGIN \
     DELETE FROM asset_public_words \
     WHERE rowid = (SELECT number FROM asset_numbers WHERE asset_id = new.id); \
     INSERT INTO asset_public_words (rowid, words) SELECT number, new.public_text \
     FROM asset_numbers WHERE asset_id = new.id; END",
    "DROP TRIGGER assets_find_delete",
    "CREATE TRIGGER assets_find_delete AFTER DELETE ON assets BEGIN \
     DELETE FROM asset_boxes \
     WHERE number = (SELECT number FROM asset_numbers WHERE asset_id = old.id); \
     DELETE FROM asset_words \
     WHERE rowid = (SELECT number FROM asset_numbers WHERE asset_id = old.id); \
     DELETE FROM asset_public_words \
     WHERE rowid = (SELECT number FROM asset_numbers WHERE asset_id = old.id); \
     DELETE FROM asset_numbers WHERE asset_id = old.id; END",
];

const SQLITE_DOWN: &[&str] = &[
    "DROP TRIGGER assets_find_public_words",
    "DROP TRIGGER assets_find_insert",
    "CREATE TRIGGER assets_find_insert AFTER INSERT ON assets BEGIN \
     INSERT INTO asset_numbers (asset_id) VALUES (new.id); \
     INSERT INTO asset_boxes SELECT number, new.min_lon, new.max_lon, new.min_lat, new.max_lat \
     FROM asset_numbers WHERE asset_id = new.id; \
     INSERT INTO asset_words (rowid, words) SELECT number, new.search_text \
     FROM asset_numbers WHERE asset_id = new.id; END",
    "DROP TRIGGER assets_find_delete",
    "CREATE TRIGGER assets_find_delete AFTER DELETE ON assets BEGIN \
     DELETE FROM asset_boxes \
     WHERE number = (SELECT number FROM asset_numbers WHERE asset_id = old.id); \
     DELETE FROM asset_words \
     WHERE rowid = (SELECT number FROM asset_numbers WHERE asset_id = old.id); \
     DELETE FROM asset_numbers WHERE asset_id = old.id; END",
    "DROP TABLE asset_public_words",
];
