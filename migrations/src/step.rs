//! One step of the schema as data: what it creates is what going back drops.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Tables and indexes that come (and go) together.
pub(crate) struct Step {
    /// The name kept in the database; never changes once released.
    pub(crate) name: &'static str,
    /// Names of the tables, parents first.
    pub(crate) tables: &'static [&'static str],
    /// The definition of each table in `tables`, in the same order.
    pub(crate) create: fn() -> Vec<TableCreateStatement>,
    /// Indexes on them; they go with their tables.
    pub(crate) indexes: fn() -> Vec<IndexCreateStatement>,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in (self.create)() {
            manager.create_table(table).await?;
        }
        for index in (self.indexes)() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in self.tables.iter().rev() {
            manager.drop_table(Table::drop().table(*table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Takes statements that differ between the databases, in their order.
pub(crate) async fn run<S: AsRef<str>>(manager: &SchemaManager<'_>, postgres: &[S], sqlite: &[S]) -> Result<(), DbErr> {
    let sql = if manager.get_database_backend() == DbBackend::Postgres { postgres } else { sqlite };
    for statement in sql {
        manager.get_connection().execute_unprepared(statement.as_ref()).await?;
    }
    Ok(())
}
