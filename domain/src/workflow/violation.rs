//! The refusals of the engine.

use crate::messages::{FieldProblem, Message, Rule};

pub use crate::fault::FieldError;

/// A command that was not accepted. The case is unchanged.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotAccepted {
    /// A rule forbids the command now.
    #[error("{}", .0.message)]
    Refused(Box<RuleViolation>),
    /// The person lacks the permission here.
    #[error("{}", .0.message)]
    NotYours(Box<RuleViolation>),
    /// The data sent are wrong or incomplete.
    #[error("{} fault(s) in the content", .0.len())]
    Invalid(Vec<FieldError>),
}

impl NotAccepted {
    /// A person must not decide on their own proposal: two people notice more than one.
    #[must_use]
    pub fn own_proposal() -> Self {
        RuleViolation::of(Rule::OwnProposal).not_permitted()
    }
}

/// The rule that forbids a command, with its reference in the law and the blocking objects.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleViolation {
    /// The rule with its parameters.
    pub message: Message,
    /// The reference in the law, when the pack has one.
    pub clause: Option<String>,
    /// The blocking objects, by code or name (assets, tenants, documents).
    pub blockers: Vec<String>,
}

impl RuleViolation {
    #[must_use]
    pub fn of(rule: impl Into<Message>) -> Self {
        Self { message: rule.into(), clause: None, blockers: Vec::new() }
    }

    /// The stable name of the rule, `route_has_room`.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.message.code()
    }

    /// Turns the violation into a refusal for a missing permission.
    #[must_use]
    pub fn not_permitted(self) -> NotAccepted {
        NotAccepted::NotYours(Box::new(self))
    }

    /// Adds the reference in the law.
    #[must_use]
    pub fn under(mut self, clause: Option<&str>) -> Self {
        self.clause = clause.map(str::to_owned);
        self
    }

    /// Adds the blocking objects.
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
    /// Adds an error unless the condition holds.
    #[must_use]
    pub fn unless(mut self, holds: bool, pointer: &str, message: FieldProblem) -> Self {
        if !holds {
            self.0.push(FieldError::new(pointer, message));
        }
        self
    }

    /// Adds an error when the text is empty.
    #[must_use]
    pub fn unless_said(self, text: &str, pointer: &str, message: FieldProblem) -> Self {
        self.unless(!text.trim().is_empty(), pointer, message)
    }

    /// Checks the title, by which people find a case.
    #[must_use]
    pub(crate) fn of_title(title: &str) -> Self {
        Self::default().and_title(title)
    }

    /// Checks the title of a filed case as well.
    #[must_use]
    pub(crate) fn and_title(self, title: &str) -> Self {
        self.unless_said(title, "/title", FieldProblem::Empty)
    }

    #[must_use]
    pub fn found(self) -> Vec<FieldError> {
        self.0
    }

    /// # Errors
    /// [`NotAccepted::Invalid`] when any error exists.
    pub fn verdict(self) -> Result<(), NotAccepted> {
        if self.0.is_empty() { Ok(()) } else { Err(NotAccepted::Invalid(self.0)) }
    }
}

impl From<FieldError> for NotAccepted {
    fn from(fault: FieldError) -> Self {
        Self::Invalid(vec![fault])
    }
}
