//! What lies on people's desks: tasks, documents and the conversation of a case.

use sea_orm_migration::prelude::*;

use crate::columns::{
    id, index, instant, instant_null, json, number, one_of, refers, rule, text, unique, uuid, uuid_null, version,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0007_desk",
    tables: &["tasks", "documents", "messages"],
    create: || vec![tasks(), documents(), messages()],
    indexes,
};

fn tasks() -> TableCreateStatement {
    Table::create()
        .table("tasks")
        .col(id("id"))
        .col(uuid_null("case_id"))
        .col(text("kind"))
        .col(json("title"))
        .col(uuid("organization_id"))
        .col(json("roles"))
        .col(uuid_null("area_id"))
        .col(instant_null("due_at"))
        .col(text("status"))
        .col(uuid_null("claimed_by"))
        .col(version())
        .col(instant("created_at"))
        .col(instant_null("done_at"))
        .foreign_key(&mut refers("case_id", "cases"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .foreign_key(&mut refers("area_id", "areas"))
        .foreign_key(&mut refers("claimed_by", "users"))
        .check(one_of("tasks_status", "status", &["open", "claimed", "done", "cancelled"]))
        .to_owned()
}

fn documents() -> TableCreateStatement {
    Table::create()
        .table("documents")
        .col(id("id"))
        .col(uuid("case_id"))
        .col(text("kind"))
        .col(number("version"))
        .col(text("name"))
        .col(text("media_type"))
        .col(number("size_bytes"))
        .col(text("sha256"))
        .col(text("blob_key"))
        .col(uuid_null("uploaded_by"))
        .col(instant("uploaded_at"))
        .foreign_key(&mut refers("case_id", "cases"))
        .foreign_key(&mut refers("uploaded_by", "users"))
        .check(rule("documents_size", Expr::col("size_bytes").gte(0)))
        .to_owned()
}

fn messages() -> TableCreateStatement {
    Table::create()
        .table("messages")
        .col(id("id"))
        .col(uuid("case_id"))
        .col(uuid("author_user"))
        .col(uuid("author_organization"))
        .col(text("audience"))
        .col(text("body"))
        .col(instant("at"))
        .foreign_key(&mut refers("case_id", "cases"))
        .foreign_key(&mut refers("author_user", "users"))
        .foreign_key(&mut refers("author_organization", "organizations"))
        .check(one_of("messages_audience", "audience", &["parties", "internal"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("tasks_by_office", "tasks", &["organization_id", "status", "due_at"]),
        index("tasks_by_case", "tasks", &["case_id", "status"]),
        index("tasks_by_claimer", "tasks", &["claimed_by", "status"]),
        unique("documents_version", "documents", &["case_id", "kind", "name", "version"]),
        index("messages_by_case", "messages", &["case_id", "at"]),
    ]
}
