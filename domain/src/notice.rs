//! What it means that somebody is told something.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// Whether something legal hangs on a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum LegalClass {
    /// A time limit or a right counts from it; its delivery is recorded, its failure is somebody's task.
    Legal,
    /// For information.
    Information,
}

impl LegalClass {
    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Of what an organisation can ask to hear, area by area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Topic {
    /// Works are planned, may be joined, or are called off.
    WorksPublished,
    /// The window for joining them closes.
    WindowClosing,
}

impl Topic {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
