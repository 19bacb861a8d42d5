//! What organisations want to hear of, and where.

use sea_orm_migration::prelude::*;

use crate::columns::{blob_null, id, index, instant, instant_null, json, refers, rule, text_null, uuid, uuid_null};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0015_subscriptions",
    tables: &["subscriptions"],
    create: || vec![subscriptions()],
    indexes: || vec![index("subscriptions_by_organization", "subscriptions", &["organization_id", "ended_at"])],
};

fn subscriptions() -> TableCreateStatement {
    let by_area = Expr::col("area_id").is_not_null().and(Expr::col("geometry").is_null());
    let drawn = Expr::col("area_id").is_null().and(Expr::col("geometry").is_not_null());
    Table::create()
        .table("subscriptions")
        .col(id("id"))
        .col(uuid("organization_id"))
        .col(uuid_null("area_id"))
        .col(blob_null("geometry"))
        .col(text_null("title"))
        .col(json("topics"))
        .col(uuid("created_by"))
        .col(instant("created_at"))
        .col(instant_null("ended_at"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .foreign_key(&mut refers("area_id", "areas"))
        .foreign_key(&mut refers("created_by", "users"))
        .check(rule("subscriptions_place", by_area.or(drawn)))
        .to_owned()
}
