//! What planners ask of the register before they file anything: what a route can use and where it has gaps, a way through ducts,
//! where poles are missing. Each answer says what was left out, and why.

pub mod coverage;
pub mod ducts;
pub mod fitness;
pub mod left_out;
pub mod spans;

use std::collections::BTreeMap;

use serde::Deserialize;

/// The numbers a planner does not give; a province decides them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanningRules {
    /// A stretch of a route farther than this from everything usable is a gap.
    pub gap_m: f64,
    /// How near the end of a duct must come to a chamber to meet it.
    pub chamber_tolerance_m: f64,
    /// How far from a place the chamber may be at which a way through ducts begins or ends.
    pub chamber_reach_m: f64,
    /// How far from a route a support may stand.
    pub support_buffer_m: f64,
    /// The kinds of asset that cables are drawn through.
    pub duct_kinds: Vec<String>,
    /// The kinds of asset at which ducts meet.
    pub chamber_kinds: Vec<String>,
    /// The kinds of asset that carry antennas high up.
    pub tower_kinds: Vec<String>,
    /// The unit that is asked for when none is named, by kind of asset.
    pub unit_of: BTreeMap<String, String>,
    /// The longest span between two supports, by kind of asset: the kinds that hold lines.
    pub longest_span_m: BTreeMap<String, f64>,
}
