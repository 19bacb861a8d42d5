//! Sums of entries: what a ledger was at an instant, or must be.

use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{EntityTrait, QuerySelect, Select};

use crate::rows::capacity_entries::{Column, Entity};

/// The sums of the deltas of entries, as `installed`, `own_use`, `blocked`, `policy_reserve`, `reserved` and `active`. The caller adds
/// the columns by which it groups.
pub(crate) fn entry_sums() -> Select<Entity> {
    let sum = |column: Column| {
        Expr::from(Func::coalesce([Expr::from(Func::sum(Expr::col(column))), Expr::value(0_i64)])).cast_as("int8")
    };
    Entity::find()
        .select_only()
        .column_as(sum(Column::InstalledDelta), "installed")
        .column_as(sum(Column::OwnUseDelta), "own_use")
        .column_as(sum(Column::BlockedDelta), "blocked")
        .column_as(sum(Column::PolicyReserveDelta), "policy_reserve")
        .column_as(sum(Column::ReservedDelta), "reserved")
        .column_as(sum(Column::ActiveDelta), "active")
}
