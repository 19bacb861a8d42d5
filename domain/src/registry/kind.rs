//! Kinds of asset are data; this says what the data can say.

use serde::{Deserialize, Serialize};

/// How a unit of room is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitNature {
    /// In places: positions, bores, levels. Set aside when a request is complete.
    Slot,
    /// In load: moment, wind area, power. Checked at the offer, set aside when the place is ready.
    Budget,
}
