//! The rows of a table, a page at a time in the order in which the database keeps them: in SQLite by the numbers of rows, in
//! `PostgreSQL` by blocks, of which it reads those that are asked for and no others.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::{DateTimeUtc, Uuid};
use sea_orm_migration::sea_orm::{DbBackend, JsonValue, QueryResult, Statement, Value};
use serde_json::json;

use super::columns::{Column, Kind, TextTable};
use domain::workflow::history::canonical;

use super::NAME;
use super::text::{replacement, sha256};
use crate::append_only;

/// What the audit calls stored text.
pub const RESOURCE: &str = "stored_text";
/// Rows of SQLite that are read at once.
const ROWS: u64 = 500;
/// How many blocks a table of `PostgreSQL` has, and how many of them are read at once: 32, and fewer where the table keeps much
/// beside them (TOAST).
const EXTENT: &str = "SELECT pg_relation_size(found) / current_setting('block_size')::bigint AS blocks, \
     greatest(1, 32 * pg_relation_size(found) / greatest(1, pg_table_size(found))) AS width \
     FROM (SELECT quote_ident($1)::regclass AS found) AS named";

/// A change of one value.
struct Change<'a> {
    column: &'a Column,
    was: String,
    now: String,
}

/// Tells what was replaced in append-only tables: each entry has the hash of the one before it.
#[derive(Debug, Default)]
pub(super) struct Trail {
    last: String,
    length: u64,
}

impl Trail {
    /// The trail as it stands, if this step was taken before.
    pub(super) async fn of(manager: &SchemaManager<'_>) -> Result<Self, DbErr> {
        let entries = Query::select()
            .from("audit")
            .column("detail")
            .and_where(Expr::col("resource").eq(RESOURCE))
            .order_by("id", Order::Asc)
            .take();
        let entries = manager.get_connection().query_all(&entries).await?;
        let last: Option<JsonValue> = entries.last().map(|row| row.try_get("", "detail")).transpose()?;
        let hash = last.as_ref().and_then(|detail| detail.get("hash")).and_then(JsonValue::as_str);
        let length = entries.len().try_into().unwrap_or(u64::MAX);
        Ok(Self { last: hash.unwrap_or_default().to_owned(), length })
    }
}

/// Cleans the rows of a table.
pub(super) async fn clean(manager: &SchemaManager<'_>, table: &TextTable, trail: &mut Trail) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        clean_blocks(manager, table, trail).await
    } else {
        clean_numbered(manager, table, trail).await
    }
}

/// Goes through the blocks that the table has at the beginning. A row that a change moves into another block is clean already.
async fn clean_blocks(manager: &SchemaManager<'_>, table: &TextTable, trail: &mut Trail) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let extent = Statement::from_sql_and_values(backend, EXTENT, [table.name.as_str().into()]);
    let extent = manager.get_connection().query_one_raw(extent).await?;
    let extent = extent.ok_or_else(|| DbErr::RecordNotFound(table.name.clone()))?;
    let (blocks, width): (i64, i64) = (extent.try_get("", "blocks")?, extent.try_get("", "width")?);
    let mut from = 0_i64;
    while from < blocks {
        let to = std::cmp::min(from.saturating_add(width), blocks);
        let begin = |block: i64| Expr::cust(format!("'({block},0)'::tid"));
        let mut page = select(backend, table);
        page.and_where(place(backend).gte(begin(from))).and_where(place(backend).lt(begin(to)));
        let rows = manager.get_connection().query_all(&page).await?;
        clean_page(manager, table, &rows, trail).await?;
        from = to;
    }
    Ok(())
}

/// Goes through the rows by their numbers.
async fn clean_numbered(manager: &SchemaManager<'_>, table: &TextTable, trail: &mut Trail) -> Result<(), DbErr> {
    let backend = manager.get_database_backend();
    let mut after: Option<Value> = None;
    loop {
        let mut page = select(backend, table);
        page.order_by_expr(place(backend), Order::Asc).limit(ROWS);
        if let Some(after) = &after {
            page.and_where(place(backend).gt(addressed(backend, after)));
        }
        let rows = manager.get_connection().query_all(&page).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(address(backend, last)?);
        clean_page(manager, table, &rows, trail).await?;
    }
}

async fn clean_page(
    manager: &SchemaManager<'_>,
    table: &TextTable,
    rows: &[QueryResult],
    trail: &mut Trail,
) -> Result<(), DbErr> {
    let is_told = append_only::TABLES.contains(&table.name.as_str());
    for row in rows {
        let changes = changes(table, row)?;
        if changes.is_empty() {
            continue;
        }
        let at = address(manager.get_database_backend(), row)?;
        if is_told {
            tell(manager, table, &at, &changes, trail).await?;
        }
        replace(manager, table, &at, &changes).await?;
    }
    Ok(())
}

fn select(backend: DbBackend, table: &TextTable) -> SelectStatement {
    let mut page = Query::select();
    page.from(Alias::new(table.name.clone()));
    let address = if backend == DbBackend::Postgres { "ctid::text" } else { "rowid" };
    page.expr_as(Expr::cust(address), "row_address");
    for column in &table.columns {
        let plain = Expr::col(Alias::new(column.name.clone()));
        let is_document = backend == DbBackend::Postgres && column.kind == Kind::Json;
        page.expr_as(if is_document { plain.cast_as("text") } else { plain }, Alias::new(column.name.clone()));
    }
    page
}

/// Where the database keeps a row. The numbers stay as long as the row is not changed.
fn place(backend: DbBackend) -> Expr {
    Expr::cust(if backend == DbBackend::Postgres { "ctid" } else { "rowid" })
}

fn addressed(backend: DbBackend, address: &Value) -> Expr {
    let value = Expr::value(address.clone());
    if backend == DbBackend::Postgres { value.cast_as("tid") } else { value }
}

fn address(backend: DbBackend, row: &QueryResult) -> Result<Value, DbErr> {
    if backend == DbBackend::Postgres {
        Ok(row.try_get::<String>("", "row_address")?.into())
    } else {
        Ok(row.try_get::<i64>("", "row_address")?.into())
    }
}

fn changes<'a>(table: &'a TextTable, row: &QueryResult) -> Result<Vec<Change<'a>>, DbErr> {
    let mut changes = Vec::new();
    for column in &table.columns {
        let Some(was) = row.try_get::<Option<String>>("", &column.name)? else { continue };
        if let Some(now) = replacement(column, &was)? {
            changes.push(Change { column, was, now });
        }
    }
    Ok(changes)
}

/// Writes the changes. When another row has the same key already, the texts get a tail that tells them apart.
async fn replace(
    manager: &SchemaManager<'_>,
    table: &TextTable,
    at: &Value,
    changes: &[Change<'_>],
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    connection.execute_unprepared("SAVEPOINT clean_text").await?;
    if connection.execute(&update(manager, table, at, changes, |change| change.now.clone())).await.is_err() {
        connection.execute_unprepared("ROLLBACK TO SAVEPOINT clean_text").await?;
        let told_apart = |change: &Change<'_>| match change.column.kind {
            Kind::Text => format!("{}-{}", change.now, sha256(&change.was).get(..8).unwrap_or_default()),
            Kind::Json => change.now.clone(),
        };
        connection.execute(&update(manager, table, at, changes, told_apart)).await?;
    }
    connection.execute_unprepared("RELEASE SAVEPOINT clean_text").await?;
    Ok(())
}

fn update(
    manager: &SchemaManager<'_>,
    table: &TextTable,
    at: &Value,
    changes: &[Change<'_>],
    text: impl Fn(&Change<'_>) -> String,
) -> UpdateStatement {
    let backend = manager.get_database_backend();
    let mut update = Query::update();
    update.table(Alias::new(table.name.clone()));
    for change in changes {
        let value = Expr::value(text(change));
        let is_document = backend == DbBackend::Postgres && change.column.kind == Kind::Json;
        update.value(Alias::new(change.column.name.clone()), if is_document { value.cast_as("jsonb") } else { value });
    }
    update.and_where(place(backend).eq(addressed(backend, at)));
    update
}

/// A row of the audit that says what was replaced where in an append-only table: hashes of the text before and after.
async fn tell(
    manager: &SchemaManager<'_>,
    table: &TextTable,
    at: &Value,
    changes: &[Change<'_>],
    trail: &mut Trail,
) -> Result<(), DbErr> {
    let key = key(manager, &table.name, at).await?;
    let columns: Vec<JsonValue> = changes
        .iter()
        .map(|change| {
            json!({"column": change.column.name, "was_sha256": sha256(&change.was), "now_sha256": sha256(&change.now)})
        })
        .collect();
    let now = now(manager).await?;
    let said = json!({"table": table.name, "key": key, "columns": columns, "prev_hash": trail.last});
    trail.last = replacement_hash(&said);
    trail.length = trail.length.saturating_add(1);
    let mut detail = said;
    if let Some(detail) = detail.as_object_mut() {
        detail.insert("hash".to_owned(), trail.last.clone().into());
    }
    let row = Query::insert()
        .into_table("audit")
        .columns(["id", "at", "resource", "verb", "request_id", "detail"])
        .values([
            Expr::value(fresh_id(now, trail.length)),
            Expr::value(now),
            Expr::value(RESOURCE),
            Expr::value("replace"),
            Expr::value(NAME),
            Expr::value(detail),
        ])
        .map_err(|why| DbErr::Custom(why.to_string()))?
        .take();
    manager.get_connection().execute(&row).await?;
    Ok(())
}

/// The hash of an entry that tells of a replacement: over its members but `hash`, in order, each by its length and its JSON.
#[must_use]
pub fn replacement_hash(detail: &JsonValue) -> String {
    let parts = ["prev_hash", "table", "key", "columns"]
        .map(|name| detail.get(name).map(|part| canonical(part).to_string()).unwrap_or_default());
    sha256(&parts.map(|part| format!("{}:{part}", part.len())).concat())
}

/// The key of a row in an append-only table, in words.
async fn key(manager: &SchemaManager<'_>, table: &str, at: &Value) -> Result<JsonValue, DbErr> {
    let backend = manager.get_database_backend();
    let parts: &[&str] = if table == "asset_versions" { &["asset_id", "version"] } else { &["id"] };
    let mut query = Query::select();
    query.from(Alias::new(table)).and_where(place(backend).eq(addressed(backend, at)));
    for part in parts {
        query.column(Alias::new(*part));
    }
    let row = manager.get_connection().query_one(&query).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(table.to_owned()))?;
    let mut key = serde_json::Map::new();
    for part in parts {
        let value = if *part == "version" {
            row.try_get::<i64>("", part)?.into()
        } else {
            row.try_get::<Uuid>("", part)?.to_string().into()
        };
        key.insert((*part).to_owned(), value);
    }
    Ok(JsonValue::Object(key))
}

/// The database's clock.
pub(super) async fn now(manager: &SchemaManager<'_>) -> Result<DateTimeUtc, DbErr> {
    let backend = manager.get_database_backend();
    let sql = if backend == DbBackend::Postgres {
        "SELECT now() AS instant"
    } else {
        "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS instant"
    };
    let row = manager.get_connection().query_one_raw(Statement::from_string(backend, sql)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("the time".to_owned()))?.try_get("", "instant")
}

/// An id in the order of time (UUID version 7), and within an instant in that of the trail.
fn fresh_id(now: DateTimeUtc, place: u64) -> Uuid {
    let millis = u128::from(now.timestamp_millis().unsigned_abs());
    Uuid::from_u128((millis << 80) | (0x7 << 76) | (0b10 << 62) | u128::from(place & ((1 << 62) - 1)))
}
