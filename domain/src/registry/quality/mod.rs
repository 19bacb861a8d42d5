//! What is probably wrong in the register: entered twice, ends that meet nothing, lengths that contradict the drawing.
//!
//! A finding is about one asset, or about two of the same owner; so an owner learns nothing of what others keep hidden.

mod checks;
mod confidence;
mod finding;

pub use checks::{Books, Neighbour, loose_ends, of_books, of_itself, same_tag, twins};
pub use confidence::class_of;
pub use finding::{Code, Finding, Severity, Status};

use serde::Deserialize;

/// From where on something counts as a fault; a province decides the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityRules {
    /// Two assets of one kind and owner nearer than this are probably one, in metres.
    pub duplicate_m: f64,
    /// How much a stated length may differ from the drawn one, in percent.
    pub length_tolerance_percent: f64,
    /// And in metres, for short lines.
    pub length_tolerance_m: f64,
    /// How far outside its administrative unit an asset may lie, in metres.
    pub area_tolerance_m: f64,
    /// How exact a device must be for class A, in metres.
    pub class_a_m: f64,
    /// And for class B.
    pub class_b_m: f64,
}

#[cfg(test)]
mod laws;
