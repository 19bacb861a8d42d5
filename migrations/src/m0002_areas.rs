//! Administrative units with their validity, and the offices competent in them.
//!
//! Identity is (code, `valid_from)`: the same code returns after a reorganisation with
//! another extent. Intervals are half-open.

use sea_orm_migration::prelude::*;

use crate::columns::{
    blob_null, day, day_null, double_null, id, index, instant, json_null, part_of, refers, rule, text, text_null,
    unique, uuid, uuid_null, version,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step =
    Step { name: "m0002_areas", tables: &["areas", "area_offices"], create: || vec![areas(), area_offices()], indexes };

fn areas() -> TableCreateStatement {
    Table::create()
        .table("areas")
        .col(id("id"))
        .col(text("code"))
        .col(text("name_vi"))
        .col(text("name_en"))
        .col(text("name_folded"))
        .col(text("level"))
        .col(uuid_null("parent_id"))
        .col(day("valid_from"))
        .col(day_null("valid_to"))
        .col(json_null("successors"))
        .col(blob_null("geometry"))
        .col(double_null("min_lon"))
        .col(double_null("max_lon"))
        .col(double_null("min_lat"))
        .col(double_null("max_lat"))
        .col(text_null("source"))
        .col(version())
        .col(instant("created_at"))
        .foreign_key(&mut refers("parent_id", "areas"))
        .check(rule(
            "areas_validity",
            Expr::col("valid_to").is_null().or(Expr::col("valid_to").gt(Expr::col("valid_from"))),
        ))
        .to_owned()
}

fn area_offices() -> TableCreateStatement {
    Table::create()
        .table("area_offices")
        .col(id("id"))
        .col(uuid("area_id"))
        .col(uuid("organization_id"))
        .col(text("competence"))
        .col(day("valid_from"))
        .col(day_null("valid_to"))
        .foreign_key(&mut part_of("area_id", "areas"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("areas_identity", "areas", &["code", "valid_from"]),
        index("areas_by_parent", "areas", &["parent_id"]),
        unique("area_offices_once", "area_offices", &["area_id", "organization_id", "competence", "valid_from"]),
        index("area_offices_by_organization", "area_offices", &["organization_id"]),
    ]
}
