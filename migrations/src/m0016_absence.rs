//! Who is away, and since when a task that was put back waits again.

use sea_orm_migration::prelude::*;

use crate::columns::{day, id, index, instant, instant_null, part_of, rule, text_null, uuid};
use crate::step::Step;

/// The step: a table, and a column of the tasks.
pub(crate) struct Absence;

const TABLE: Step = Step {
    name: "m0016_absence",
    tables: &["absences"],
    create: || vec![absences()],
    indexes: || vec![index("absences_by_person", "absences", &["user_id", "valid_to"])],
};

impl MigrationName for Absence {
    fn name(&self) -> &str {
        TABLE.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Absence {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        TABLE.up(manager).await?;
        manager.alter_table(Table::alter().table("tasks").add_column(instant_null("returned_at")).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("tasks").drop_column("returned_at").to_owned()).await?;
        TABLE.down(manager).await
    }
}

fn absences() -> TableCreateStatement {
    Table::create()
        .table("absences")
        .col(id("id"))
        .col(uuid("user_id"))
        .col(day("valid_from"))
        .col(day("valid_to"))
        .col(text_null("reason"))
        .col(instant("created_at"))
        .col(instant_null("ended_at"))
        .foreign_key(&mut part_of("user_id", "users"))
        .check(rule("absences_validity", Expr::col("valid_to").gt(Expr::col("valid_from"))))
        .to_owned()
}
