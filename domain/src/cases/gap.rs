//! Missing parts of a filed application.

use serde::{Deserialize, Serialize};

/// A missing part, and why it is needed. A message lists all gaps at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    pub item: String,
    /// Why the part is needed.
    pub reason: String,
}
