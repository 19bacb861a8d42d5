//! The interface between a kind of case and the engine.

use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

use super::{case::Case, decide::ActionRequest, doer::Doer, fields, law::Law, violation::NotAccepted};
use chrono::{DateTime, Utc};

/// The typed part of a kind of case: its content, guards and effects.
///
/// The engine knows states, actions, limits and referrals; it knows nothing of poles or permits. A
/// pack names guards and effects; an unknown name is a load error because the names are enums.
pub trait Rules: Debug + Clone + PartialEq + 'static {
    /// A precondition of an action.
    type Guard: Debug + Clone + Copy + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// An effect of an action beyond the state change.
    type Effect: Debug + Clone + Copy + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// The shape of a field's value.
    type Shape: Debug
        + Clone
        + Copy
        + PartialEq
        + Serialize
        + DeserializeOwned
        + Send
        + Sync
        + Into<&'static str>
        + fields::ValueShape;
    /// The content of the case.
    type Content: Debug + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// The facts around the case, read in the same transaction.
    type Facts: Debug + Send + Sync;
    /// A change of the content, recorded in the history.
    type Event: Debug + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// A change outside the case, applied in the same transaction.
    type Change: Debug + Clone + PartialEq + Send + Sync;

    /// Checks a guard.
    ///
    /// # Errors
    /// The rule that forbids the action, or the faults of the data sent.
    fn check(guard: Self::Guard, scene: &Scene<'_, Self>) -> Result<(), NotAccepted>;

    /// Says whether a guard can be checked before a person sends the data of an action.
    fn input_of(guard: Self::Guard) -> GuardInput;

    /// Applies an effect.
    ///
    /// # Errors
    /// The faults of the data sent, or the rule that forbids the effect.
    fn run(effect: Self::Effect, scene: &Scene<'_, Self>) -> Result<Consequence<Self>, NotAccepted>;

    /// The kind of an agency; `None` when no such active agency exists.
    fn agency_kind(facts: &Self::Facts, agency: crate::ids::OrganizationId) -> Option<String>;

    /// Applies a recorded event to the content.
    fn apply(content: &mut Self::Content, event: &Self::Event);
}

/// The knowledge that the check of a guard needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardInput {
    /// The case, and facts that everybody who may perform the action may know.
    Case,
    /// The assets of the owner in the case. Only the owner may know the result beforehand.
    Owner,
    /// The data of the action, or facts that only the performed action may reveal.
    Action,
}

/// The input of guards and effects.
#[derive(Debug)]
pub struct Scene<'a, R: Rules> {
    pub law: Law<'a, R>,
    /// The case before the action.
    pub case: &'a Case<R>,
    pub facts: &'a R::Facts,
    pub command: &'a ActionRequest,
    pub doer: &'a Doer,
    /// The legal instant of the action.
    pub at: DateTime<Utc>,
}

/// The consequence of an effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Consequence<R: Rules> {
    /// For the content and the history.
    pub events: Vec<R::Event>,
    /// For the outside of the case.
    pub changes: Vec<R::Change>,
}

impl<R: Rules> Consequence<R> {
    /// A change of the content only.
    #[must_use]
    pub fn event(event: R::Event) -> Self {
        Self { events: vec![event], changes: Vec::new() }
    }

    /// Changes outside the case only.
    #[must_use]
    pub fn changes(changes: Vec<R::Change>) -> Self {
        Self { events: Vec::new(), changes }
    }
}
