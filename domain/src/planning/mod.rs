//! Queries on the register before filing: usable assets and gaps along a route, a path through
//! ducts, missing poles. Each result names what it excludes, and why.

pub mod coverage;
pub mod ducts;
pub mod fitness;
pub mod left_out;
pub mod spans;

use std::collections::BTreeMap;

use serde::Deserialize;

/// Default parameters of planning queries; a province sets them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanningRules {
    /// A section of a route further than this from everything usable is a gap.
    pub gap_m: f64,
    /// The largest distance between the end of a duct and its chamber.
    pub chamber_tolerance_m: f64,
    /// The largest distance between a place and the chamber where a path through ducts begins or
    /// ends.
    pub chamber_reach_m: f64,
    /// The largest distance between a route and a support.
    pub support_buffer_m: f64,
    /// The kinds of asset that hold cables.
    pub duct_kinds: Vec<String>,
    /// The kinds of asset where ducts meet.
    pub chamber_kinds: Vec<String>,
    /// The kinds of asset that carry antennas at height.
    pub tower_kinds: Vec<String>,
    /// The default unit, by kind of asset.
    pub unit_of: BTreeMap<String, String>,
    /// The longest span between two supports, by kind of asset; the keys are the kinds that hold
    /// lines.
    pub longest_span_m: BTreeMap<String, f64>,
}
