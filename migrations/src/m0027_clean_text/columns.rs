//! Which columns hold text: those that the database itself knows, so that none is forgotten.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

/// Tables that hold nothing from outside, or that belong to an extension.
const LEFT_OUT: [&str; 3] = ["seaql_migrations", "spatial_ref_sys", "tile_versions"];

/// A table with text in it.
#[derive(Debug)]
pub(super) struct TextTable {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
}

/// A column with text.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// It holds text folded for search, whose letters stand in a form of their own.
    pub(super) is_folded: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Json,
}

/// Tables without numbered rows are kept by triggers, and hold no text from outside.
const SQLITE: &str = "SELECT t.name AS table_name, c.name AS column_name, lower(c.type) AS kind \
     FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c \
     WHERE t.schema = 'main' AND t.type = 'table' AND t.wr = 0 AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND c.hidden = 0 \
     ORDER BY t.name, c.cid";
const POSTGRES: &str = "SELECT c.table_name::text, c.column_name::text, c.data_type::text AS kind \
     FROM information_schema.columns c \
     JOIN pg_tables t ON t.schemaname = c.table_schema AND t.tablename = c.table_name \
     WHERE c.table_schema = current_schema() AND c.is_generated = 'NEVER' ORDER BY c.table_name, c.ordinal_position";

/// All tables with text.
pub(super) async fn tables(manager: &SchemaManager<'_>) -> Result<Vec<TextTable>, DbErr> {
    let backend = manager.get_database_backend();
    let sql = if backend == DbBackend::Postgres { POSTGRES } else { SQLITE };
    let rows = manager.get_connection().query_all_raw(Statement::from_string(backend, sql)).await?;
    let mut tables: Vec<TextTable> = Vec::new();
    for row in rows {
        let (table, name): (String, String) = (row.try_get("", "table_name")?, row.try_get("", "column_name")?);
        let kind: String = row.try_get("", "kind")?;
        let kind = match kind.as_str() {
            "text" | "varchar" | "character varying" => Kind::Text,
            "jsonb" | "json" | "jsonb_text" | "json_text" => Kind::Json,
            _ => continue,
        };
        if LEFT_OUT.contains(&table.as_str()) {
            continue;
        }
        let is_folded = name.contains("folded") || name.contains("search") || name == "public_text";
        let column = Column { name, kind, is_folded };
        match tables.last_mut().filter(|last| last.name == table) {
            Some(last) => last.columns.push(column),
            None => tables.push(TextTable { name: table, columns: vec![column] }),
        }
    }
    Ok(tables)
}
