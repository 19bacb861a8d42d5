//! The trail of changes, the answers already given, and what nodes agree on.

use sea_orm_migration::prelude::*;

use crate::columns::{
    id, index, instant, integer, integer_null, json, json_null, key, number, part_of, text, text_null, uuid, uuid_null,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0009_trail",
    tables: &["idempotency_keys", "audit", "leases", "code_counters"],
    create: || vec![idempotency_keys(), audit(), leases(), code_counters()],
    indexes,
};

fn idempotency_keys() -> TableCreateStatement {
    Table::create()
        .table("idempotency_keys")
        .col(uuid("user_id"))
        .col(text("key"))
        .col(text("request_sha256"))
        .col(integer_null("status_code"))
        .col(json_null("answer"))
        .col(instant("created_at"))
        .primary_key(&mut key(&["user_id", "key"]))
        .foreign_key(&mut part_of("user_id", "users"))
        .to_owned()
}

/// No foreign keys on purpose: the trail outlives whom and what it names.
fn audit() -> TableCreateStatement {
    Table::create()
        .table("audit")
        .col(id("id"))
        .col(instant("at"))
        .col(uuid_null("user_id"))
        .col(text_null("user_name"))
        .col(text("resource"))
        .col(uuid_null("resource_id"))
        .col(text("verb"))
        .col(text_null("request_id"))
        .col(json("detail"))
        .to_owned()
}

fn leases() -> TableCreateStatement {
    Table::create()
        .table("leases")
        .col(text("name").primary_key().take())
        .col(text("holder"))
        .col(instant("until"))
        .to_owned()
}

fn code_counters() -> TableCreateStatement {
    Table::create()
        .table("code_counters")
        .col(text("prefix"))
        .col(integer("year"))
        .col(number("next_number"))
        .primary_key(&mut key(&["prefix", "year"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("idempotency_keys_by_age", "idempotency_keys", &["created_at"]),
        index("audit_by_resource", "audit", &["resource", "resource_id"]),
        index("audit_by_user", "audit", &["user_id", "at"]),
    ]
}
