//! The kinds of task.

/// The reason for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An office must act on a case.
    Turn,
    /// A letter with a legal effect was undeliverable.
    UndeliveredLetter,
    /// An asset needs an inspection.
    Inspection,
}

impl Kind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::UndeliveredLetter => "undelivered_letter",
            Self::Inspection => "inspection",
        }
    }
}
