//! Letters on their way out, and the inbox inside the product.
//!
//! `dedupe_key` is what makes a letter be written once however often its cause is run.

use sea_orm_migration::prelude::*;

use crate::columns::{
    id, index, instant, instant_null, integer, json, json_null, number_null, one_of, refers, text, text_null, unique,
    uuid_null,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0008_letters",
    tables: &["outbox", "notifications"],
    create: || vec![outbox(), notifications()],
    indexes,
};

fn outbox() -> TableCreateStatement {
    Table::create()
        .table("outbox")
        .col(id("id"))
        .col(text("dedupe_key"))
        .col(uuid_null("case_id"))
        .col(number_null("case_seq"))
        .col(uuid_null("organization_id"))
        .col(uuid_null("user_id"))
        .col(text("name"))
        .col(text("address"))
        .col(text("locale"))
        .col(text("letter"))
        .col(text("legal_class"))
        .col(json("payload"))
        .col(json_null("rendered"))
        .col(text("status"))
        .col(integer("attempts").default(0))
        .col(instant("next_attempt_at"))
        .col(text_null("lease_owner"))
        .col(instant_null("lease_until"))
        .col(text_null("last_error"))
        .col(text_null("receipt"))
        .col(instant("created_at"))
        .col(instant_null("sent_at"))
        .foreign_key(&mut refers("case_id", "cases"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .foreign_key(&mut refers("user_id", "users"))
        .check(one_of("outbox_status", "status", &["queued", "leased", "sent", "dead"]))
        .check(one_of("outbox_locale", "locale", &["vi", "en"]))
        .to_owned()
}

fn notifications() -> TableCreateStatement {
    Table::create()
        .table("notifications")
        .col(id("id"))
        .col(text("dedupe_key"))
        .col(uuid_null("user_id"))
        .col(uuid_null("organization_id"))
        .col(uuid_null("case_id"))
        .col(text("letter"))
        .col(text("legal_class"))
        .col(json("payload"))
        .col(instant("created_at"))
        .col(instant_null("read_at"))
        .foreign_key(&mut refers("user_id", "users"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .foreign_key(&mut refers("case_id", "cases"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("outbox_dedupe", "outbox", &["dedupe_key"]),
        index("outbox_to_send", "outbox", &["status", "next_attempt_at"]),
        index("outbox_by_case", "outbox", &["case_id"]),
        unique("notifications_dedupe", "notifications", &["dedupe_key"]),
        index("notifications_by_user", "notifications", &["user_id", "id"]),
        index("notifications_by_case", "notifications", &["case_id"]),
    ]
}
