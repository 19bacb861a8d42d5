//! What a kind of case must bring so that the engine can carry it.

use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

use super::{case::Case, decide::ActionRequest, doer::Doer, law::Law, violation::NotAccepted};
use chrono::{DateTime, Utc};

/// The typed part of a kind of case: its papers, guards and effects.
///
/// The engine knows states, actions, limits and referrals; it knows nothing of poles or permits.
/// A pack names guards and effects; an unknown name is a load error because the names are enums.
pub trait Rules: Debug + Clone + PartialEq + 'static {
    /// A condition that an action can demand.
    type Guard: Debug + Clone + Copy + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// What an action can do beyond moving the case.
    type Effect: Debug + Clone + Copy + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// What the case is about.
    type Content: Debug + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// What the world around the case looks like, read in the same transaction.
    type Facts: Debug + Send + Sync;
    /// A change of the papers, kept in the history.
    type Event: Debug + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync;
    /// A change outside the case, carried out in the same transaction.
    type Change: Debug + Clone + PartialEq + Send + Sync;

    /// Whether the condition holds.
    ///
    /// # Errors
    /// The rule that forbids the action, or what is wrong in the data sent.
    fn check(guard: Self::Guard, scene: &Scene<'_, Self>) -> Result<(), NotAccepted>;

    /// What follows from the action.
    ///
    /// # Errors
    /// What is wrong in the data sent, or the rule that forbids it.
    fn run(effect: Self::Effect, scene: &Scene<'_, Self>) -> Result<Consequence<Self>, NotAccepted>;

    /// The kind of an agency that can be asked for an opinion; `None` when there is no such agency in office.
    fn agency_kind(facts: &Self::Facts, agency: crate::ids::OrganizationId) -> Option<String>;

    /// Writes a recorded event into the papers.
    fn apply(papers: &mut Self::Content, event: &Self::Event);
}

/// Everything a guard or an effect may look at.
#[derive(Debug)]
pub struct Scene<'a, R: Rules> {
    /// The law the case is under.
    pub law: Law<'a, R>,
    /// The case before the action.
    pub case: &'a Case<R>,
    /// The world around it.
    pub facts: &'a R::Facts,
    /// What is asked.
    pub command: &'a ActionRequest,
    /// Who asks.
    pub doer: &'a Doer,
    /// When, as the law sees it.
    pub at: DateTime<Utc>,
}

/// What an effect brings about.
#[derive(Debug, Clone, PartialEq)]
pub struct Consequence<R: Rules> {
    /// For the papers and the history.
    pub events: Vec<R::Event>,
    /// For the world outside the case.
    pub changes: Vec<R::Change>,
}

impl<R: Rules> Consequence<R> {
    /// Only a change of the papers.
    #[must_use]
    pub fn event(event: R::Event) -> Self {
        Self { events: vec![event], changes: Vec::new() }
    }

    /// Only changes outside the case.
    #[must_use]
    pub fn changes(changes: Vec<R::Change>) -> Self {
        Self { events: Vec::new(), changes }
    }
}
