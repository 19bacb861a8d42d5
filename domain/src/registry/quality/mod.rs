//! Data-quality issues in the register: duplicates, loose ends, lengths that contradict the
//! drawing.
//!
//! An issue concerns one asset, or two of the same owner; an owner therefore learns nothing about
//! hidden assets of others.

mod checks;
mod confidence;
mod finding;

pub use checks::{Books, Neighbour, loose_ends, of_books, of_itself, same_tag, twins};
pub use confidence::class_of;
pub use finding::{Code, Finding, Severity, Status};

use serde::Deserialize;

/// The thresholds of the checks; a province sets the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityRules {
    /// Two assets of one kind and owner closer than this are probably one, in metres.
    pub duplicate_m: f64,
    /// The allowed difference between stated and drawn length, in percent.
    pub length_tolerance_percent: f64,
    /// The allowed difference for short lines, in metres.
    pub length_tolerance_m: f64,
    /// The allowed distance of an asset outside its administrative unit, in metres.
    pub area_tolerance_m: f64,
    /// The accuracy of a device for class A, in metres.
    pub class_a_m: f64,
    /// The accuracy of a device for class B, in metres.
    pub class_b_m: f64,
}

#[cfg(test)]
mod laws;
