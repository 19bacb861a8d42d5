//! Who stands in for whom, and which queues nobody attended.

use sea_orm_migration::prelude::*;

use crate::columns::{day, id, index, instant, instant_null, part_of, refers, rule, text, uuid};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0014_cover",
    tables: &["delegations", "queue_alarms"],
    create: || vec![delegations(), queue_alarms()],
    indexes: || {
        vec![
            index("delegations_by_receiver", "delegations", &["to_user_id", "valid_to"]),
            index("delegations_by_lender", "delegations", &["from_user_id", "valid_to"]),
        ]
    },
};

fn delegations() -> TableCreateStatement {
    Table::create()
        .table("delegations")
        .col(id("id"))
        .col(uuid("from_user_id"))
        .col(uuid("to_user_id"))
        .col(uuid("organization_id"))
        .col(text("role"))
        .col(day("valid_from"))
        .col(day("valid_to"))
        .col(text("reason"))
        .col(instant("created_at"))
        .col(instant_null("ended_at"))
        .foreign_key(&mut part_of("from_user_id", "users"))
        .foreign_key(&mut part_of("to_user_id", "users"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .check(rule("delegations_validity", Expr::col("valid_to").gt(Expr::col("valid_from"))))
        .to_owned()
}

fn queue_alarms() -> TableCreateStatement {
    Table::create()
        .table("queue_alarms")
        .col(id("task_id"))
        .col(instant("raised_at"))
        .foreign_key(&mut part_of("task_id", "tasks"))
        .to_owned()
}
