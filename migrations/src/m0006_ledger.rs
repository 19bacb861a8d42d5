//! Capacity: the ledger of each unit of each asset, its entries, who occupies what, who waits.
//!
//! The checks here are the last line of defence (invariant I1): however wrong the program
//! above is, no unit can be sold twice.

use sea_orm_migration::prelude::*;

use crate::columns::{
    count, id, index, instant, instant_null, key, number, one_of, refers, rule, text, text_null, unique, uuid,
    uuid_null, version,
};
use crate::step::Step;

/// The step.
pub(crate) const STEP: Step = Step {
    name: "m0006_ledger",
    tables: &["asset_capacity", "capacity_entries", "occupancies", "wait_list"],
    create: || vec![asset_capacity(), capacity_entries(), occupancies(), wait_list()],
    indexes,
};

/// What is taken away from `installed` before something is free.
fn taken() -> Expr {
    Expr::col("own_use")
        .add(Expr::col("blocked"))
        .add(Expr::col("policy_reserve"))
        .add(Expr::col("reserved"))
        .add(Expr::col("active"))
}

fn asset_capacity() -> TableCreateStatement {
    Table::create()
        .table("asset_capacity")
        .col(uuid("asset_id"))
        .col(text("unit"))
        .col(text("nature"))
        .col(number("installed"))
        .col(count("own_use"))
        .col(count("blocked"))
        .col(count("policy_reserve"))
        .col(count("reserved"))
        .col(count("active"))
        .col(ColumnDef::new("free").big_integer().generated(Expr::col("installed").sub(taken()), true))
        .col(version())
        .primary_key(&mut key(&["asset_id", "unit"]))
        .foreign_key(&mut refers("asset_id", "assets"))
        .check(one_of("asset_capacity_nature", "nature", &["slot", "budget"]))
        .check(rule("asset_capacity_installed", Expr::col("installed").gte(0)))
        .check(rule("asset_capacity_own_use", Expr::col("own_use").gte(0)))
        .check(rule("asset_capacity_blocked", Expr::col("blocked").gte(0)))
        .check(rule("asset_capacity_policy_reserve", Expr::col("policy_reserve").gte(0)))
        .check(rule("asset_capacity_reserved", Expr::col("reserved").gte(0)))
        .check(rule("asset_capacity_active", Expr::col("active").gte(0)))
        .check(rule("asset_capacity_never_oversold", taken().lte(Expr::col("installed"))))
        .to_owned()
}

fn capacity_entries() -> TableCreateStatement {
    Table::create()
        .table("capacity_entries")
        .col(id("id"))
        .col(uuid("asset_id"))
        .col(text("unit"))
        .col(text("kind"))
        .col(count("installed_delta"))
        .col(count("own_use_delta"))
        .col(count("blocked_delta"))
        .col(count("policy_reserve_delta"))
        .col(count("reserved_delta"))
        .col(count("active_delta"))
        .col(uuid_null("case_id"))
        .col(uuid_null("occupancy_id"))
        .col(uuid_null("organization_id"))
        .col(uuid_null("by_user"))
        .col(instant("at"))
        .col(text_null("reason"))
        .foreign_key(&mut refers("asset_id", "assets"))
        .foreign_key(&mut refers("case_id", "cases"))
        .foreign_key(&mut refers("organization_id", "organizations"))
        .foreign_key(&mut refers("by_user", "users"))
        .check(one_of(
            "capacity_entries_kind",
            "kind",
            &["declare", "reserve", "activate", "release", "adjust", "withdraw"],
        ))
        .to_owned()
}

fn occupancies() -> TableCreateStatement {
    Table::create()
        .table("occupancies")
        .col(id("id"))
        .col(uuid("asset_id"))
        .col(text("unit"))
        .col(number("quantity"))
        .col(uuid_null("tenant_id"))
        .col(text_null("note"))
        .col(text("status"))
        .col(uuid_null("case_id"))
        .col(uuid_null("import_id"))
        .col(instant_null("reserved_at"))
        .col(instant_null("reserved_until"))
        .col(instant_null("active_since"))
        .col(instant_null("ended_at"))
        .col(text_null("end_reason"))
        .col(version())
        .col(instant("created_at"))
        .foreign_key(&mut refers("asset_id", "assets"))
        .foreign_key(&mut refers("tenant_id", "organizations"))
        .foreign_key(&mut refers("case_id", "cases"))
        .foreign_key(&mut refers("import_id", "imports"))
        .check(one_of("occupancies_status", "status", &["reserved", "active", "ended"]))
        .check(rule("occupancies_quantity", Expr::col("quantity").gt(0)))
        .to_owned()
}

fn wait_list() -> TableCreateStatement {
    Table::create()
        .table("wait_list")
        .col(id("id"))
        .col(uuid("case_id"))
        .col(uuid("tenant_id"))
        .col(uuid("asset_id"))
        .col(text("unit"))
        .col(number("quantity"))
        .col(text("status"))
        .col(instant("joined_at"))
        .col(instant_null("settled_at"))
        .foreign_key(&mut refers("case_id", "cases"))
        .foreign_key(&mut refers("tenant_id", "organizations"))
        .foreign_key(&mut refers("asset_id", "assets"))
        .check(one_of("wait_list_status", "status", &["waiting", "promoted", "left"]))
        .check(rule("wait_list_quantity", Expr::col("quantity").gt(0)))
        .to_owned()
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("asset_capacity_by_free", "asset_capacity", &["nature", "free", "asset_id"]),
        index("capacity_entries_by_asset", "capacity_entries", &["asset_id", "unit", "at"]),
        index("capacity_entries_by_case", "capacity_entries", &["case_id"]),
        index("occupancies_by_asset", "occupancies", &["asset_id", "status"]),
        index("occupancies_by_tenant", "occupancies", &["tenant_id", "asset_id"]),
        index("occupancies_by_import", "occupancies", &["import_id"]),
        index("occupancies_by_case", "occupancies", &["case_id", "status"]),
        unique("wait_list_once", "wait_list", &["case_id", "asset_id", "unit"])
            .cond_where(Expr::col("status").eq("waiting"))
            .to_owned(),
        index("wait_list_in_turn", "wait_list", &["asset_id", "status", "joined_at"]),
    ]
}
