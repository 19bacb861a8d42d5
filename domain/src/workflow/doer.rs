//! Who acts on a case: a person in a membership, or the clock.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::{
    access::{Role, Stance},
    ids::{OrganizationId, UserId},
};

use super::definition::Who;

/// One who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doer {
    /// A person, with every membership that stands in a relation to this case.
    Person {
        /// Who.
        user: UserId,
        /// In which places: the organisation, the role there, and how the organisation stands to the case.
        places: BTreeSet<Place>,
    },
    /// The clock of the system; it carries out what the law says happens by itself.
    System,
}

/// A membership seen from one case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The organisation.
    pub organization: OrganizationId,
    /// The role in it.
    pub role: Role,
    /// How the organisation stands to the case.
    pub stance: Stance,
}

/// Who acted, as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Signature {
    /// A person in the place that allowed the action.
    Person {
        /// Who.
        user: UserId,
        /// In which place.
        place: Place,
    },
    /// The clock.
    System,
}

impl Doer {
    /// The signature under which this one may act by one of the rules, if any.
    #[must_use]
    pub fn sign(&self, rules: &[Who]) -> Option<Signature> {
        match self {
            Self::System => rules.iter().any(|who| who.stance == Stance::System).then_some(Signature::System),
            Self::Person { user, places } => rules
                .iter()
                .find_map(|who| places.iter().find(|place| who.admits(place)))
                .map(|place| Signature::Person { user: *user, place: place.clone() }),
        }
    }
}

impl Signature {
    /// The person, when it was one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Person { user, .. } => Some(*user),
            Self::System => None,
        }
    }

    /// The relation in which it was done.
    #[must_use]
    pub fn stance(&self) -> Stance {
        match self {
            Self::Person { place, .. } => place.stance,
            Self::System => Stance::System,
        }
    }
}
