//! Something that is missing from what was filed.

use serde::{Deserialize, Serialize};

/// Something missing, and why it is needed. All of them are named at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// What.
    pub item: String,
    /// Why it is needed.
    pub reason: String,
}
