//! Files that are written for somebody, and how far they are.

use sea_orm_migration::prelude::*;

use crate::columns::{
    count, id, index, instant, instant_null, json, number_null, one_of, refers, text, text_null, uuid_null, version,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0018_exports",
    tables: &["exports"],
    create: || vec![exports()],
    indexes: || {
        vec![
            index("exports_by_person", "exports", &["created_by", "id"]),
            index("exports_by_status", "exports", &["status", "expires_at"]),
        ]
    },
};

fn exports() -> TableCreateStatement {
    Table::create()
        .table("exports")
        .col(id("id"))
        .col(uuid_null("created_by"))
        .col(text("format"))
        .col(json("wanted"))
        .col(text("status"))
        .col(number_null("rows_total"))
        .col(count("rows_done"))
        .col(text_null("file_key"))
        .col(text("file_name"))
        .col(number_null("bytes"))
        .col(text_null("sha256"))
        .col(json("losses"))
        .col(count("attempts"))
        .col(instant("created_at"))
        .col(instant_null("started_at"))
        .col(instant_null("finished_at"))
        .col(instant_null("expires_at"))
        .col(text_null("lease_owner"))
        .col(instant_null("lease_until"))
        .col(text_null("last_error"))
        .col(version())
        .foreign_key(&mut refers("created_by", "users"))
        .check(one_of("exports_status", "status", &["queued", "running", "done", "failed", "expired"]))
        .to_owned()
}
