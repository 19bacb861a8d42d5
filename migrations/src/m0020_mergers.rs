//! Mergers of organisations: proposed by one, approved by another, withdrawn before their day, or told of on it. What an approved one
//! changes stands in the organisation itself: its last day, and who carries on.

use sea_orm_migration::prelude::*;

use crate::columns::{day, id, index, instant, instant_null, one_of, refers, rule, text, uuid, uuid_null, version};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step =
    Step { name: "m0020_mergers", tables: &["organization_mergers"], create: || vec![organization_mergers()], indexes };

fn organization_mergers() -> TableCreateStatement {
    Table::create()
        .table("organization_mergers")
        .col(id("id"))
        .col(uuid("predecessor_id"))
        .col(uuid("successor_id"))
        .col(day("effective_on"))
        .col(text("basis_document"))
        .col(text("basis_number"))
        .col(text("status"))
        .col(uuid("proposed_by"))
        .col(instant("proposed_at"))
        .col(uuid_null("decided_by"))
        .col(instant_null("decided_at"))
        .col(uuid_null("withdrawn_by"))
        .col(instant_null("withdrawn_at"))
        .col(instant_null("told_at"))
        .col(version())
        .foreign_key(&mut refers("predecessor_id", "organizations"))
        .foreign_key(&mut refers("successor_id", "organizations"))
        .foreign_key(&mut refers("proposed_by", "users"))
        .foreign_key(&mut refers("decided_by", "users"))
        .foreign_key(&mut refers("withdrawn_by", "users"))
        .check(one_of("organization_mergers_status", "status", &["proposed", "approved", "rejected", "withdrawn"]))
        .check(rule("organization_mergers_of_two", Expr::col("predecessor_id").ne(Expr::col("successor_id"))))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![index("organization_mergers_by_day", "organization_mergers", &["status", "effective_on", "id"])]
}
