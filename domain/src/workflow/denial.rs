//! How the engine says no.

use serde::{Deserialize, Serialize};

use crate::text::Localized;

/// A command that was not accepted. The case is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Denial {
    /// A rule forbids it now.
    #[error("{}", .0.message.en)]
    Refused(Box<Refusal>),
    /// The one who asks may not do this here.
    #[error("{}", .0.message.en)]
    NotYours(Box<Refusal>),
    /// What was sent with it is wrong or incomplete.
    #[error("{} fault(s) in the content", .0.len())]
    Invalid(Vec<Fault>),
}

impl Denial {
    /// Whoever proposed something wants to decide on it: two people see what one might not.
    #[must_use]
    pub fn own_proposal() -> Self {
        Self::NotYours(Box::new(Refusal::new(
            "four_eyes",
            "Người đề nghị không được tự phê duyệt.",
            "whoever proposed it cannot decide on it",
        )))
    }
}

/// A rule that forbids, by name, with its place in the law and what would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The stable name of the rule, `route_has_room`.
    pub rule: String,
    /// Where it stands in the law, when the pack says so.
    pub clause: Option<String>,
    /// What it means here.
    pub message: Localized,
    /// The things that stand in the way, by code or name (assets, tenants, documents).
    pub blockers: Vec<String>,
}

/// One fault in what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Where, as a JSON pointer into the request body.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

impl Refusal {
    /// A refusal by a rule.
    #[must_use]
    pub fn new(rule: &str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            rule: rule.to_owned(),
            clause: None,
            message: Localized { vi: vi.into(), en: en.into() },
            blockers: Vec::new(),
        }
    }

    /// With its place in the law.
    #[must_use]
    pub fn under(mut self, clause: Option<&str>) -> Self {
        self.clause = clause.map(str::to_owned);
        self
    }

    /// With what stands in the way.
    #[must_use]
    pub fn blocked_by(mut self, blockers: Vec<String>) -> Self {
        self.blockers = blockers;
        self
    }
}

impl From<Refusal> for Denial {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl Fault {
    /// A fault at a place of the body.
    #[must_use]
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }
}

/// Faults, gathered rule by rule.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a fault unless the rule holds.
    #[must_use]
    pub fn unless(mut self, holds: bool, pointer: &str, message: &str) -> Self {
        if !holds {
            self.0.push(Fault::new(pointer, message));
        }
        self
    }

    /// Notes a fault unless something is said.
    #[must_use]
    pub fn unless_said(self, text: &str, pointer: &str, message: &str) -> Self {
        self.unless(!text.trim().is_empty(), pointer, message)
    }

    /// A case is found again by its title.
    #[must_use]
    pub fn of_title(title: &str) -> Self {
        Self::default().unless_said(title, "/title", "must not be empty")
    }

    /// All that were found.
    #[must_use]
    pub fn found(self) -> Vec<Fault> {
        self.0
    }

    /// # Errors
    /// [`Denial::Invalid`] when any was found.
    pub fn verdict(self) -> Result<(), Denial> {
        if self.0.is_empty() { Ok(()) } else { Err(Denial::Invalid(self.0)) }
    }
}

impl From<Fault> for Denial {
    fn from(fault: Fault) -> Self {
        Self::Invalid(vec![fault])
    }
}
