//! The kinds of task.

/// Why there is a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is an office's turn on a case.
    Turn,
    /// A letter on which something legal hangs could not be delivered.
    UndeliveredLetter,
    /// An asset wants looking at.
    Inspection,
}

impl Kind {
    /// As stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::UndeliveredLetter => "undelivered_letter",
            Self::Inspection => "inspection",
        }
    }
}
