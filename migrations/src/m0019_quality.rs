//! What is probably wrong in the register, how far it was looked through, and what surveys in the field correct.

use sea_orm_migration::prelude::*;

use crate::columns::{
    day, double_null, id, index, instant, instant_null, json, number, one_of, part_of, refers, text, text_null, unique,
    uuid, uuid_null, version,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0019_quality",
    tables: &["quality_issues", "quality_queue", "quality_progress", "asset_photos", "asset_corrections"],
    create: || vec![quality_issues(), quality_queue(), quality_progress(), asset_photos(), asset_corrections()],
    indexes: || {
        vec![
            unique("quality_issues_once", "quality_issues", &["key"]),
            index("quality_issues_by_owner", "quality_issues", &["owner_id", "status", "id"]),
            index("quality_issues_by_asset", "quality_issues", &["asset_id"]),
            index("quality_issues_by_other", "quality_issues", &["other_id"]),
            index("asset_photos_by_asset", "asset_photos", &["asset_id"]),
            index("asset_corrections_by_asset", "asset_corrections", &["asset_id", "id"]),
            index("asset_corrections_by_surveyor", "asset_corrections", &["by_organization", "id"]),
        ]
    },
};

fn quality_issues() -> TableCreateStatement {
    Table::create()
        .table("quality_issues")
        .col(id("id"))
        .col(text("key"))
        .col(text("code"))
        .col(text("severity"))
        .col(uuid("owner_id"))
        .col(uuid("asset_id"))
        .col(uuid_null("other_id"))
        .col(text("part"))
        .col(double_null("measure"))
        .col(text("status"))
        .col(instant("first_seen_at"))
        .col(instant("last_seen_at"))
        .col(instant_null("settled_at"))
        .col(uuid_null("settled_by"))
        .col(text_null("reason"))
        .col(version())
        .foreign_key(&mut refers("owner_id", "organizations"))
        .foreign_key(&mut part_of("asset_id", "assets"))
        .foreign_key(&mut part_of("other_id", "assets"))
        .foreign_key(&mut refers("settled_by", "users"))
        .check(one_of("quality_issues_status", "status", &["open", "dismissed", "resolved"]))
        .to_owned()
}

/// Assets that were changed and not looked at since; how often they were changed, so that none is crossed out too early.
fn quality_queue() -> TableCreateStatement {
    Table::create()
        .table("quality_queue")
        .col(id("asset_id"))
        .col(number("marks"))
        .foreign_key(&mut part_of("asset_id", "assets"))
        .to_owned()
}

/// How far the round through the register has come.
fn quality_progress() -> TableCreateStatement {
    Table::create()
        .table("quality_progress")
        .col(text("name").primary_key().take())
        .col(uuid_null("asset_id"))
        .col(instant("begun_at"))
        .to_owned()
}

fn asset_photos() -> TableCreateStatement {
    Table::create()
        .table("asset_photos")
        .col(id("id"))
        .col(uuid("asset_id"))
        .col(text("name"))
        .col(text("media_type"))
        .col(number("size_bytes"))
        .col(text("sha256"))
        .col(uuid_null("uploaded_by"))
        .col(instant("uploaded_at"))
        .foreign_key(&mut part_of("asset_id", "assets"))
        .foreign_key(&mut refers("uploaded_by", "users"))
        .to_owned()
}

fn asset_corrections() -> TableCreateStatement {
    Table::create()
        .table("asset_corrections")
        .col(id("id"))
        .col(uuid("asset_id"))
        .col(number("asset_version"))
        .col(text("status"))
        .col(json("said"))
        .col(json("photos"))
        .col(day("observed_on"))
        .col(double_null("accuracy_m"))
        .col(text_null("device"))
        .col(text_null("note"))
        .col(uuid_null("by_user"))
        .col(text("by_name"))
        .col(uuid("by_organization"))
        .col(instant("created_at"))
        .col(instant_null("settled_at"))
        .col(uuid_null("settled_by"))
        .col(text_null("reason"))
        .col(version())
        .foreign_key(&mut part_of("asset_id", "assets"))
        .foreign_key(&mut refers("by_user", "users"))
        .foreign_key(&mut refers("by_organization", "organizations"))
        .foreign_key(&mut refers("settled_by", "users"))
        .check(one_of("asset_corrections_status", "status", &["proposed", "accepted", "refused"]))
        .to_owned()
}
