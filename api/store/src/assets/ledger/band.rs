//! The band of free capacity as SQL. Thresholds and unit names come from validated policies and are
//! literals of the statement, so that the text is the same in every statement.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::registry::band::{Band, BandRules, BandThresholds};
use sea_orm::sea_query::Expr;
use strum::VariantArray;

/// The slot units of the asset of the statement.
const SLOTS: &str = "FROM asset_capacity c WHERE c.asset_id = assets.id AND c.nature = 'slot'";

/// The band of the asset of the statement, as [`BandRules::of_asset`] computes it: null without
/// slot units. `register_tests/bands.rs` compares both on both databases.
pub(crate) fn band(rules: &BandRules) -> Expr {
    let mut names = String::new();
    for (rank, band) in Band::VARIANTS.iter().copied().enumerate() {
        let _infallible = write!(names, " WHEN {rank} THEN '{}'", band.as_str());
    }
    Expr::cust(format!("(SELECT CASE MAX({}){names} END {SLOTS})", by_unit(rules, ranked)))
}

/// The rank of the band among all bands, as one digit of text: null without slot units.
pub(crate) fn band_rank(rules: &BandRules) -> Expr {
    Expr::cust(format!("(SELECT CAST(MAX({}) AS text) {SLOTS})", by_unit(rules, ranked)))
}

fn ranked(BandThresholds { few, some, many }: BandThresholds) -> String {
    format!("CASE WHEN c.free >= {many} THEN 3 WHEN c.free >= {some} THEN 2 WHEN c.free >= {few} THEN 1 ELSE 0 END")
}

/// Whether some slot unit of the asset of the statement has this quantity free.
pub(crate) fn has_free(quantity: u32) -> Expr {
    Expr::cust(format!("EXISTS (SELECT 1 {SLOTS} AND c.free >= {quantity})"))
}

/// Whether [`domain::registry::band::UnitBand::fit`] does not rule the quantity out for some slot
/// unit of the asset of the statement.
pub(crate) fn may_have_free(quantity: u32, rules: &BandRules) -> Expr {
    let least = |thresholds: BandThresholds| thresholds.least_possible(quantity).to_string();
    Expr::cust(format!("EXISTS (SELECT 1 {SLOTS} AND c.free >= {})", by_unit(rules, least)))
}

/// A CASE expression over the thresholds of the unit of a ledger.
fn by_unit(rules: &BandRules, of: impl Fn(BandThresholds) -> String) -> String {
    let mut units: BTreeMap<BandThresholds, Vec<String>> = BTreeMap::new();
    for (unit, thresholds) in &rules.0 {
        units.entry(*thresholds).or_default().push(format!("'{}'", unit.replace('\'', "''")));
    }
    let mut sql = String::from("CASE");
    for (thresholds, units) in units {
        let _infallible = write!(sql, " WHEN c.unit IN ({}) THEN {}", units.join(", "), of(thresholds));
    }
    if rules.0.is_empty() {
        return of(BandThresholds::UNNAMED);
    }
    let _infallible = write!(sql, " ELSE {} END", of(BandThresholds::UNNAMED));
    sql
}
