//! The kinds of case that the house knows, each with its papers, guards and effects.
//!
//! The engine is generic; [`House`] is the one set of rules it runs with. A new kind adds a folder here and a line in
//! each of the enums; nothing in `workflow` changes.

use serde::{Deserialize, Serialize};

use crate::{
    ids::OrganizationId,
    workflow::{
        self,
        denial::Denial,
        name::KindName,
        rules::{Consequence, Rules, Scene},
    },
};

pub mod change;
pub mod facts;
pub mod sharing;

pub use change::Change;
pub use facts::Facts;

/// The rules of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct House;

/// A case of any kind.
pub type Case = workflow::case::Case<House>;
/// What happened to a case of any kind.
pub type Event = workflow::event::Event<House>;
/// What follows from a command on a case of any kind.
pub type Decision = workflow::decide::Decision<House>;
/// The machine of any kind.
pub type Definition = workflow::definition::Definition<House>;
/// An action of any kind.
pub type Action = workflow::definition::Action<House>;
/// The law that a case of any kind is under.
pub type Law<'a> = workflow::law::Law<'a, House>;

/// The kinds of case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An operator asks an owner for room on its assets.
    SharingRequest,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 1] = [Self::SharingRequest];

    /// As stored, sent and written in packs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SharingRequest => "sharing_request",
        }
    }

    /// Reads a kind.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// As the engine names it.
    #[must_use]
    pub fn name(self) -> Option<KindName> {
        KindName::new(self.as_str()).ok()
    }
}

/// What a case is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Papers {
    /// Room on assets.
    SharingRequest(Box<sharing::Papers>),
}

/// A condition that an action of a pack can demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Guard {
    /// Of sharing requests.
    Sharing(sharing::Guard),
}

/// What an action of a pack can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Effect {
    /// Of sharing requests.
    Sharing(sharing::Effect),
}

/// A change of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Entry {
    /// Of a sharing request.
    Sharing(Box<sharing::Entry>),
}

impl TryFrom<String> for Guard {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        sharing::Guard::named(&name).map(Self::Sharing).ok_or_else(|| format!("there is no guard `{name}`"))
    }
}

impl From<Guard> for String {
    fn from(guard: Guard) -> Self {
        match guard {
            Guard::Sharing(guard) => guard.as_str().to_owned(),
        }
    }
}

impl TryFrom<String> for Effect {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        sharing::Effect::named(&name).map(Self::Sharing).ok_or_else(|| format!("there is no effect `{name}`"))
    }
}

impl From<Effect> for String {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Sharing(effect) => effect.as_str().to_owned(),
        }
    }
}

impl Rules for House {
    type Guard = Guard;
    type Effect = Effect;
    type Papers = Papers;
    type Facts = Facts;
    type Event = Entry;
    type Change = Change;

    fn check(guard: Guard, scene: &Scene<'_, Self>) -> Result<(), Denial> {
        match (guard, &scene.case.papers) {
            (Guard::Sharing(guard), Papers::SharingRequest(papers)) => sharing::check(guard, papers, scene),
        }
    }

    fn run(effect: Effect, scene: &Scene<'_, Self>) -> Result<Consequence<Self>, Denial> {
        match (effect, &scene.case.papers) {
            (Effect::Sharing(effect), Papers::SharingRequest(papers)) => sharing::run(effect, papers, scene),
        }
    }

    fn agency_kind(facts: &Facts, agency: OrganizationId) -> Option<String> {
        facts.agencies.get(&agency).cloned()
    }

    fn apply(papers: &mut Papers, event: &Entry) {
        match (papers, event) {
            (Papers::SharingRequest(papers), Entry::Sharing(entry)) => papers.write(entry),
        }
    }
}
