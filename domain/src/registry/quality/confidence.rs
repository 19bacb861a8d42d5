//! The accuracy class of a position, from the device that measured it.

use super::QualityRules;
use crate::registry::asset::Confidence;

/// The class of a measurement; `None` when the measurement is too coarse for a correction.
#[must_use]
pub fn class_of(rules: QualityRules, accuracy_metres: f64) -> Option<Confidence> {
    if accuracy_metres <= rules.class_a_m {
        Some(Confidence::A)
    } else if accuracy_metres <= rules.class_b_m {
        Some(Confidence::B)
    } else {
        None
    }
}
