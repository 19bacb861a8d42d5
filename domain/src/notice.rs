//! What it means that somebody is told something.

use serde::{Deserialize, Serialize};

use crate::words::words;

/// Whether something legal hangs on a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
        match self {
            Self::Legal => "legal",
            Self::Information => "information",
        }
    }
}

words! {
    /// Of what an organisation can ask to hear, area by area.
    Topic {
        /// Works are planned, may be joined, or are called off.
        WorksPublished = "works_published",
        /// The window for joining them closes.
        WindowClosing = "window_closing",
    }
}
