//! The acting party on a case: a person in a membership, or the clock.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::{
    access::{Role, Stance},
    ids::{OrganizationId, UserId},
};

use super::definition::Who;

/// The party that performs an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doer {
    /// A person, with all memberships that have a stance to this case.
    Person {
        user: UserId,
        /// The memberships: the organisation, the role, and the stance of the organisation to the
        /// case.
        places: BTreeSet<PartyMembership>,
    },
    /// The clock of the system; it performs what the law prescribes automatically.
    System,
}

/// A membership with its stance to one case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartyMembership {
    pub organization: OrganizationId,
    pub role: Role,
    pub stance: Stance,
}

/// The acting party, as recorded in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Signature {
    /// A person, with the membership that permitted the action.
    Person {
        user: UserId,
        place: PartyMembership,
    },
    System,
}

impl Doer {
    /// The signature under the first matching rule, if any.
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
    /// The person, unless the system acted.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Person { user, .. } => Some(*user),
            Self::System => None,
        }
    }

    /// The stance of the action.
    #[must_use]
    pub fn stance(&self) -> Stance {
        match self {
            Self::Person { place, .. } => place.stance,
            Self::System => Stance::System,
        }
    }
}
