//! The register: assets, who owns them since when, and every version they had.
//!
//! `geometry` is WKB on both databases; the box columns feed the R*Tree of SQLite
//! (see [`crate::spatial`]). A deleted asset stays as a row with `deleted_at`, so that
//! its versions can be read as of any past instant.

use sea_orm_migration::prelude::*;

use crate::columns::{
    blob, day, day_null, double, flag, flag_down, id, index, instant, instant_null, integer, json, key, number, one_of,
    part_of, refers, rule, text, text_null, unique, uuid, uuid_null, version,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0004_register",
    tables: &["assets", "asset_owners", "asset_versions", "asset_transfers", "asset_transfer_items"],
    create: || vec![assets(), asset_owners(), asset_versions(), asset_transfers(), asset_transfer_items()],
    indexes,
};

fn assets() -> TableCreateStatement {
    Table::create()
        .table("assets")
        .col(id("id"))
        .col(text("code"))
        .col(text("kind"))
        .col(uuid("owner_id"))
        .col(uuid_null("area_id"))
        .col(flag_down("area_is_nearest"))
        .col(text_null("address"))
        .col(blob("geometry"))
        .col(double("min_lon"))
        .col(double("max_lon"))
        .col(double("min_lat"))
        .col(double("max_lat"))
        .col(json("attributes"))
        .col(text("lifecycle"))
        .col(day_null("decommission_on"))
        .col(text("visibility").default("operators"))
        .col(flag_down("critical"))
        .col(flag("shareable").default(true))
        .col(text_null("not_shareable_reason"))
        .col(text_null("source"))
        .col(day_null("observed_on"))
        .col(text("confidence").default("D"))
        .col(text("search_text"))
        .col(uuid_null("import_id"))
        .col(version())
        .col(instant("created_at"))
        .col(instant("updated_at"))
        .col(uuid_null("updated_by"))
        .col(instant_null("deleted_at"))
        .foreign_key(&mut refers("owner_id", "organizations"))
        .foreign_key(&mut refers("area_id", "areas"))
        .foreign_key(&mut refers("import_id", "imports"))
        .foreign_key(&mut refers("updated_by", "users"))
        .check(one_of("assets_confidence", "confidence", &["A", "B", "C", "D"]))
        .check(rule(
            "assets_box",
            Expr::col("min_lon").lte(Expr::col("max_lon")).and(Expr::col("min_lat").lte(Expr::col("max_lat"))),
        ))
        .to_owned()
}

fn asset_owners() -> TableCreateStatement {
    Table::create()
        .table("asset_owners")
        .col(id("id"))
        .col(uuid("asset_id"))
        .col(uuid("organization_id"))
        .col(integer("share_basis_points"))
        .col(flag_down("answers"))
        .col(day("valid_from"))
        .col(day_null("valid_to"))
        .foreign_key(&mut part_of("asset_id", "assets"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .check(rule("asset_owners_share", Expr::col("share_basis_points").between(0, 10_000)))
        .to_owned()
}

fn asset_versions() -> TableCreateStatement {
    Table::create()
        .table("asset_versions")
        .col(uuid("asset_id"))
        .col(number("version"))
        .col(instant("at"))
        .col(uuid_null("by_user"))
        .col(text_null("by_name"))
        .col(uuid_null("by_organization"))
        .col(text("verb"))
        .col(text_null("reason"))
        .col(json("snapshot"))
        .primary_key(&mut key(&["asset_id", "version"]))
        .foreign_key(&mut refers("asset_id", "assets"))
        .to_owned()
}

/// An owner offers assets to another, which accepts them or not.
fn asset_transfers() -> TableCreateStatement {
    Table::create()
        .table("asset_transfers")
        .col(id("id"))
        .col(uuid("from_id"))
        .col(uuid("to_id"))
        .col(text("status"))
        .col(text_null("reason"))
        .col(instant("offered_at"))
        .col(uuid_null("offered_by"))
        .col(instant_null("settled_at"))
        .col(uuid_null("settled_by"))
        .col(version())
        .foreign_key(&mut refers("from_id", "organizations"))
        .foreign_key(&mut refers("to_id", "organizations"))
        .foreign_key(&mut refers("offered_by", "users"))
        .foreign_key(&mut refers("settled_by", "users"))
        .check(one_of("asset_transfers_status", "status", &["offered", "accepted", "declined", "withdrawn"]))
        .to_owned()
}

fn asset_transfer_items() -> TableCreateStatement {
    Table::create()
        .table("asset_transfer_items")
        .col(uuid("transfer_id"))
        .col(uuid("asset_id"))
        .primary_key(&mut key(&["transfer_id", "asset_id"]))
        .foreign_key(&mut part_of("transfer_id", "asset_transfers"))
        .foreign_key(&mut refers("asset_id", "assets"))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        unique("assets_code_per_owner", "assets", &["owner_id", "code"])
            .cond_where(Expr::col("deleted_at").is_null())
            .to_owned(),
        index("assets_by_kind", "assets", &["kind", "id"]),
        index("assets_by_owner", "assets", &["owner_id", "id"]),
        index("assets_by_area", "assets", &["area_id", "id"]),
        index("assets_by_code", "assets", &["code", "id"]),
        index("assets_by_change", "assets", &["updated_at", "id"]),
        index("assets_by_import", "assets", &["import_id"]),
        unique("asset_owners_once", "asset_owners", &["asset_id", "organization_id", "valid_from"]),
        index("asset_owners_by_organization", "asset_owners", &["organization_id", "asset_id"]),
        index("asset_transfers_by_giver", "asset_transfers", &["from_id", "id"]),
        index("asset_transfers_by_taker", "asset_transfers", &["to_id", "id"]),
        index("asset_transfer_items_by_asset", "asset_transfer_items", &["asset_id"]),
        index("asset_versions_by_instant", "asset_versions", &["asset_id", "at"]),
    ]
}
