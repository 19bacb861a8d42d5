//! Changes of the calendars of the policies: proposed by one, approved by another, and how far they have been carried out.

use sea_orm_migration::prelude::*;

use crate::columns::{day, id, index, instant, instant_null, one_of, text, uuid, uuid_null, version};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step =
    Step { name: "m0012_calendars", tables: &["calendar_changes"], create: || vec![calendar_changes()], indexes };

fn calendar_changes() -> TableCreateStatement {
    Table::create()
        .table("calendar_changes")
        .col(id("id"))
        .col(text("calendar"))
        .col(day("day"))
        .col(text("kind"))
        .col(text("name"))
        .col(text("source"))
        .col(text("status"))
        .col(uuid("proposed_by"))
        .col(instant("proposed_at"))
        .col(uuid_null("decided_by"))
        .col(instant_null("decided_at"))
        .col(instant_null("settled_at"))
        .col(version())
        .foreign_key(&mut crate::columns::refers("proposed_by", "users"))
        .foreign_key(&mut crate::columns::refers("decided_by", "users"))
        .check(one_of("calendar_changes_kind", "kind", &["holiday", "swapped_off", "make_up", "plain"]))
        .check(one_of("calendar_changes_status", "status", &["proposed", "approved", "rejected"]))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![index("calendar_changes_by_status", "calendar_changes", &["status", "decided_at", "id"])]
}
