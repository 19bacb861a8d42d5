//! Cases of every kind: who takes part, what they are about, their trail, clocks and opinions.

use sea_orm_migration::prelude::*;

use crate::columns::{
    flag_down, id, index, instant, instant_null, json, json_null, key, number, part_of, refers, rule, text, text_null,
    unique, uuid, uuid_null, version,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0005_cases",
    tables: &["cases", "case_parties", "case_elements", "case_history", "case_timers", "case_referrals"],
    create: || vec![cases(), case_parties(), case_elements(), case_history(), case_timers(), case_referrals()],
    indexes,
};

fn cases() -> TableCreateStatement {
    Table::create()
        .table("cases")
        .col(id("id"))
        .col(text("kind"))
        .col(text("code"))
        .col(text("pack"))
        .col(text("state"))
        .col(text("phase"))
        .col(text_null("decision"))
        .col(text_null("decision_mode"))
        .col(text_null("works_status"))
        .col(json("flags"))
        .col(text("title"))
        .col(uuid("applicant_id"))
        .col(uuid_null("owner_id"))
        .col(uuid_null("area_id"))
        .col(json("papers"))
        .col(json("snapshot"))
        .col(uuid_null("previous_case_id"))
        .col(version())
        .col(instant_null("next_due_at"))
        .col(flag_down("overdue"))
        .col(instant("created_at"))
        .col(instant_null("filed_at"))
        .col(instant("updated_at"))
        .col(uuid_null("created_by"))
        .foreign_key(&mut refers("applicant_id", "organizations"))
        .foreign_key(&mut refers("owner_id", "organizations"))
        .foreign_key(&mut refers("area_id", "areas"))
        .foreign_key(&mut refers("previous_case_id", "cases"))
        .foreign_key(&mut refers("created_by", "users"))
        .to_owned()
}

fn case_parties() -> TableCreateStatement {
    Table::create()
        .table("case_parties")
        .col(uuid("case_id"))
        .col(uuid("organization_id"))
        .col(text("stance"))
        .col(instant("since"))
        .col(instant_null("until"))
        .primary_key(&mut key(&["case_id", "organization_id", "stance"]))
        .foreign_key(&mut part_of("case_id", "cases"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .to_owned()
}

fn case_elements() -> TableCreateStatement {
    Table::create()
        .table("case_elements")
        .col(uuid("case_id"))
        .col(uuid("asset_id"))
        .col(text("unit"))
        .col(number("quantity"))
        .primary_key(&mut key(&["case_id", "asset_id", "unit"]))
        .foreign_key(&mut part_of("case_id", "cases"))
        .foreign_key(&mut refers("asset_id", "assets"))
        .check(rule("case_elements_quantity", Expr::col("quantity").gt(0)))
        .to_owned()
}

fn case_history() -> TableCreateStatement {
    Table::create()
        .table("case_history")
        .col(uuid("case_id"))
        .col(number("seq"))
        .col(instant("at"))
        .col(instant("legal_at"))
        .col(uuid_null("actor_user"))
        .col(text("actor_name"))
        .col(uuid_null("actor_organization"))
        .col(text_null("actor_role"))
        .col(text("stance"))
        .col(text("action"))
        .col(text_null("comment"))
        .col(json("events"))
        .col(text("prev_hash"))
        .col(text("hash"))
        .primary_key(&mut key(&["case_id", "seq"]))
        .foreign_key(&mut refers("case_id", "cases"))
        .to_owned()
}

fn case_timers() -> TableCreateStatement {
    Table::create()
        .table("case_timers")
        .col(id("id"))
        .col(uuid("case_id"))
        .col(text("limit_id"))
        .col(text("status"))
        .col(instant("started_at"))
        .col(instant_null("due_at"))
        .col(instant_null("next_wake_at"))
        .col(json("payload"))
        .col(version())
        .foreign_key(&mut part_of("case_id", "cases"))
        .to_owned()
}

fn case_referrals() -> TableCreateStatement {
    Table::create()
        .table("case_referrals")
        .col(id("id"))
        .col(uuid("case_id"))
        .col(text("rule"))
        .col(uuid("agency_id"))
        .col(text("status"))
        .col(instant("asked_at"))
        .col(instant_null("due_at"))
        .col(text_null("opinion"))
        .col(text_null("opinion_text"))
        .col(uuid_null("answered_by"))
        .col(instant_null("answered_at"))
        .col(json_null("payload"))
        .col(version())
        .foreign_key(&mut part_of("case_id", "cases"))
        .foreign_key(&mut refers("agency_id", "organizations"))
        .foreign_key(&mut refers("answered_by", "users"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("cases_code", "cases", &["code"]),
        index("cases_by_kind", "cases", &["kind", "state", "id"]),
        index("cases_by_applicant", "cases", &["applicant_id", "id"]),
        index("cases_by_area", "cases", &["area_id", "id"]),
        index("cases_by_previous", "cases", &["previous_case_id"]),
        index("case_parties_by_organization", "case_parties", &["organization_id", "stance", "case_id"]),
        index("case_elements_by_asset", "case_elements", &["asset_id", "case_id"]),
        index("case_timers_to_wake", "case_timers", &["status", "next_wake_at"]),
        unique("case_timers_once", "case_timers", &["case_id", "limit_id"]),
        index("case_referrals_by_case", "case_referrals", &["case_id"]),
        index("case_referrals_by_agency", "case_referrals", &["agency_id", "status"]),
    ]
}
