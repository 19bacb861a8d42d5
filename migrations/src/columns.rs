//! The few kinds of column the schema is made of, so that a table reads as a list of names.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema;

pub(crate) use schema::{
    big_integer as number, big_integer_null as number_null, blob, blob_null, boolean as flag, date as day,
    date_null as day_null, double, double_null, integer, integer_null, json_binary as json,
    json_binary_null as json_null, pk_uuid as id, text, text_null, timestamp_with_time_zone as instant,
    timestamp_with_time_zone_null as instant_null, uuid, uuid_null,
};

/// A whole number that starts at nought.
pub(crate) fn count(name: &'static str) -> ColumnDef {
    number(name).default(0).take()
}

/// The version that guards a row against writers who saw an older one.
pub(crate) fn version() -> ColumnDef {
    number("version").default(1).take()
}

/// A flag that is down until somebody raises it.
pub(crate) fn flag_down(name: &'static str) -> ColumnDef {
    flag(name).default(false).take()
}

/// `column` names a row of `table`, which therefore cannot be deleted.
pub(crate) fn refers(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to(table, "id").on_delete(ForeignKeyAction::Restrict).to_owned()
}

/// The row is a part of the row of `table` that `column` names, and goes with it.
pub(crate) fn part_of(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to(table, "id").on_delete(ForeignKeyAction::Cascade).to_owned()
}

/// Only these words may stand in `column`.
pub(crate) fn one_of(name: &'static str, column: &'static str, words: &[&'static str]) -> Check {
    Check::named(name, Expr::col(column).is_in(words.iter().copied()))
}

/// A named rule over the columns of one row.
pub(crate) fn rule(name: &'static str, what: impl Into<Expr>) -> Check {
    Check::named(name, what)
}

/// A primary key of several columns.
pub(crate) fn key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut key = Index::create();
    for column in columns {
        key.col(*column);
    }
    key
}

/// An index.
pub(crate) fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// An index that lets a combination stand only once.
pub(crate) fn unique(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    index(name, table, columns).unique().to_owned()
}
