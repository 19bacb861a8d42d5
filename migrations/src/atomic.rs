//! Every step of the schema is one transaction, together with its row in `seaql_migrations`, on both databases.
//!
//! Without it SQLite takes a step statement by statement: a process that is killed within the step leaves tables that the next
//! run creates again, and fails.

use sea_orm_migration::prelude::*;

/// A step that is taken whole or not at all.
struct Atomic(Box<dyn MigrationTrait>);

/// Makes every step atomic.
pub(crate) fn all(steps: Vec<Box<dyn MigrationTrait>>) -> Vec<Box<dyn MigrationTrait>> {
    steps.into_iter().map(|step| -> Box<dyn MigrationTrait> { Box::new(Atomic(step)) }).collect()
}

impl MigrationName for Atomic {
    fn name(&self) -> &str {
        self.0.name()
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Atomic {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.up(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.down(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm_migration::MigratorTrait;
    use sea_orm_migration::prelude::*;
    use sea_orm_migration::sea_orm::{ConnectOptions, Database};

    use crate::Migrator;

    /// Creates a table, and then fails.
    struct Failing;

    impl MigrationName for Failing {
        fn name(&self) -> &'static str {
            "m9999_failing"
        }
    }

    #[async_trait::async_trait]
    impl MigrationTrait for Failing {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            manager.get_connection().execute_unprepared("CREATE TABLE half (id INTEGER)").await?;
            Err(DbErr::Custom("the second half fails".to_owned()))
        }
    }

    struct Half;

    #[async_trait::async_trait]
    impl MigratorTrait for Half {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            super::all(vec![Box::new(Failing)])
        }
    }

    #[test]
    fn every_step_is_one_transaction() {
        let loose: Vec<_> = Migrator::migrations()
            .iter()
            .filter(|step| step.use_transaction() != Some(true))
            .map(|step| step.name().to_owned())
            .collect();
        assert!(loose.is_empty(), "these steps can be left half-done: {loose:?}");
    }

    #[tokio::test]
    async fn a_step_that_fails_leaves_nothing() {
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.max_connections(1).sqlx_logging(false);
        let connection = Database::connect(options).await.unwrap();
        assert!(Half::up(&connection, None).await.is_err());
        let manager = SchemaManager::new(&connection);
        assert!(!manager.has_table("half").await.unwrap());
        assert!(Half::get_applied_migrations(&connection).await.unwrap().is_empty());
    }
}
