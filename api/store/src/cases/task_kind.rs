//! The kinds of task.

use strum::{IntoStaticStr, VariantArray};

/// The reason for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// An office must act on a case.
    Turn,
    /// A letter with a legal effect was undeliverable.
    #[strum(serialize = "undelivered_letter")]
    UndeliveredMessage,
    /// An asset needs an inspection.
    Inspection,
}

impl Kind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
