//! How the engine says no.

use crate::messages::{FieldProblem, Message, Rule};

pub use crate::fault::FieldError;

/// A command that was not accepted. The case is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotAccepted {
    /// A rule forbids it now.
    #[error("{}", .0.message)]
    Refused(Box<RuleViolation>),
    /// The one who asks may not do this here.
    #[error("{}", .0.message)]
    NotYours(Box<RuleViolation>),
    /// What was sent with it is wrong or incomplete.
    #[error("{} fault(s) in the content", .0.len())]
    Invalid(Vec<FieldError>),
}

impl NotAccepted {
    /// Whoever proposed something wants to decide on it: two people see what one might not.
    #[must_use]
    pub fn own_proposal() -> Self {
        RuleViolation::of(Rule::OwnProposal).not_permitted()
    }
}

/// A rule that forbids, by name, with its place in the law and what would help.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleViolation {
    /// The rule, with what it means here.
    pub message: Message,
    /// Where it stands in the law, when the pack says so.
    pub clause: Option<String>,
    /// The things that stand in the way, by code or name (assets, tenants, documents).
    pub blockers: Vec<String>,
}

impl RuleViolation {
    /// A refusal by a rule.
    #[must_use]
    pub fn of(rule: impl Into<Message>) -> Self {
        Self { message: rule.into(), clause: None, blockers: Vec::new() }
    }

    /// The stable name of the rule, `route_has_room`.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.message.code()
    }

    /// Refuses for want of a right, not because of how things are.
    #[must_use]
    pub fn not_permitted(self) -> NotAccepted {
        NotAccepted::NotYours(Box::new(self))
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

impl From<Rule> for RuleViolation {
    fn from(rule: Rule) -> Self {
        Self::of(rule)
    }
}

impl From<RuleViolation> for NotAccepted {
    fn from(refusal: RuleViolation) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<Rule> for NotAccepted {
    fn from(rule: Rule) -> Self {
        RuleViolation::of(rule).into()
    }
}

/// The field errors of a request, collected rule by rule.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Notes a fault unless the rule holds.
    #[must_use]
    pub fn unless(mut self, holds: bool, pointer: &str, message: FieldProblem) -> Self {
        if !holds {
            self.0.push(FieldError::new(pointer, message));
        }
        self
    }

    /// Notes a fault unless something is said.
    #[must_use]
    pub fn unless_said(self, text: &str, pointer: &str, message: FieldProblem) -> Self {
        self.unless(!text.trim().is_empty(), pointer, message)
    }

    /// A case is found again by its title.
    #[must_use]
    pub(crate) fn of_title(title: &str) -> Self {
        Self::default().unless_said(title, "/title", FieldProblem::Empty)
    }

    /// All that were found.
    #[must_use]
    pub fn found(self) -> Vec<FieldError> {
        self.0
    }

    /// # Errors
    /// [`NotAccepted::Invalid`] when any was found.
    pub fn verdict(self) -> Result<(), NotAccepted> {
        if self.0.is_empty() { Ok(()) } else { Err(NotAccepted::Invalid(self.0)) }
    }
}

impl From<FieldError> for NotAccepted {
    fn from(fault: FieldError) -> Self {
        Self::Invalid(vec![fault])
    }
}
