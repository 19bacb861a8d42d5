//! What was written stays as it was written: triggers refuse any later change
//! (invariant I5 for the ledger, the hash chain for histories).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Tables whose rows are never changed and never deleted; `m0030_drafts` makes one exception.
pub(crate) const TABLES: [&str; 4] = ["capacity_entries", "case_history", "asset_versions", "audit"];

/// The step.
pub(crate) struct AppendOnly;

impl MigrationName for AppendOnly {
    fn name(&self) -> &'static str {
        "m0011_append_only"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for AppendOnly {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let connection = manager.get_connection();
        if backend == DbBackend::Postgres {
            connection.execute_unprepared(POSTGRES_FUNCTION).await?;
        }
        for table in TABLES {
            for verb in ["UPDATE", "DELETE"] {
                connection.execute_unprepared(&create(backend, table, verb)).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let connection = manager.get_connection();
        for table in TABLES {
            for verb in ["UPDATE", "DELETE"] {
                connection.execute_unprepared(&drop(backend, table, verb)).await?;
            }
        }
        if backend == DbBackend::Postgres {
            connection.execute_unprepared("DROP FUNCTION refuse_change()").await?;
        }
        Ok(())
    }
}

/// Allows updates of these tables until [`refuse_updates`], in the transaction of a step.
pub(crate) async fn allow_updates(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in TABLES {
        let sql = drop(manager.get_database_backend(), table, "UPDATE");
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Refuses updates of these tables again.
pub(crate) async fn refuse_updates(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in TABLES {
        let sql = create(manager.get_database_backend(), table, "UPDATE");
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// The history of cases.
pub(crate) const HISTORY: &str = "case_history";

/// Takes away the trigger that refuses deletions from a table.
pub(crate) async fn allow_deletions(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let sql = drop(manager.get_database_backend(), table, "DELETE");
    manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
}

/// Refuses deletions from a table again.
pub(crate) async fn refuse_deletions(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let sql = create(manager.get_database_backend(), table, "DELETE");
    manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
}

fn create(backend: DbBackend, table: &str, verb: &str) -> String {
    let name = name(table, verb);
    if backend == DbBackend::Postgres {
        format!("CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    } else {
        format!(
            "CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    }
}

fn drop(backend: DbBackend, table: &str, verb: &str) -> String {
    let name = name(table, verb);
    if backend == DbBackend::Postgres {
        format!("DROP TRIGGER {name} ON {table}")
    } else {
        format!("DROP TRIGGER {name}")
    }
}

fn name(table: &str, verb: &str) -> String {
    format!("{table}_no_{}", verb.to_lowercase())
}

const POSTGRES_FUNCTION: &str = "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ \
     BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$";
