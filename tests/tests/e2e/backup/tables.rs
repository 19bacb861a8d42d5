//! Every table is in the backup or in the list of omitted tables, with all its columns and their
//! types.

use std::collections::{BTreeMap, BTreeSet};

use api_store::admin::backup::column_sets::{LEFT_OUT, all};
use api_store::admin::backup::{Kind, empty};
use sea_orm::{ConnectionTrait, Statement};
use tests::test_app::TestApp;

tests::on_both_databases!(every_table_travels_or_is_left_out_by_name,);

async fn every_table_travels_or_is_left_out_by_name(test_app: TestApp) {
    let db = test_app.app().store.read();
    let there = empty::tables(db).await.unwrap();
    let travelling: BTreeSet<String> = all().iter().map(|column_set| column_set.table.to_owned()).collect();
    let left_out: BTreeSet<String> = LEFT_OUT.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(travelling.intersection(&left_out).count(), 0);
    let forgotten: Vec<_> =
        there.iter().filter(|name| !travelling.contains(*name) && !left_out.contains(*name)).collect();
    assert!(
        forgotten.is_empty(),
        "put them into store/admin/backup/column_sets.rs, or say there why they are left out: {forgotten:?}"
    );
    assert!(travelling.is_subset(&there), "{travelling:?} {there:?}");

    for table in &travelling {
        let columns: BTreeSet<String> = all()
            .iter()
            .filter(|column_set| column_set.table == table)
            .flat_map(|column_set| column_set.columns.iter().map(|column| column.name.clone()))
            .collect();
        assert_eq!(columns, empty::columns(db, table).await.unwrap(), "{table}");
    }

    if test_app.test_db().is_postgres() {
        let sql = "SELECT table_name::text AS t, column_name::text AS c, data_type::text AS k FROM information_schema.columns";
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        let get = |row: &sea_orm::QueryResult, name| row.try_get::<String>("", name).unwrap();
        let kinds: BTreeMap<_, _> = rows.iter().map(|row| ((get(row, "t"), get(row, "c")), get(row, "k"))).collect();
        for column_set in all() {
            for column in column_set.columns {
                let said = match column.kind {
                    Kind::Uuid => "uuid",
                    Kind::Text => "text",
                    Kind::Integer => "integer",
                    Kind::Long => "bigint",
                    Kind::Double => "double precision",
                    Kind::Flag => "boolean",
                    Kind::Day => "date",
                    Kind::Instant => "timestamp with time zone",
                    Kind::Json => "jsonb",
                    Kind::Bytes => "bytea",
                };
                assert_eq!(
                    kinds[&(column_set.table.to_owned(), column.name.clone())],
                    said,
                    "{} {}",
                    column_set.table,
                    column.name
                );
            }
        }
    }
}
