//! The two sides of a case: one asks, the other answers. After a merger of both organisations, or
//! after a person has changed sides, the two sides still need two different persons.

use std::collections::BTreeSet;

use super::{
    case::Case,
    doer::{Doer, PartyMembership, Signature},
    law::Law,
    name::ActionId,
    rules::Rules,
    violation::{NotAccepted, RuleViolation},
};
use crate::messages::Rule;
use crate::{access::Stance, ids::UserId};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Asks,
    Answers,
}

impl Side {
    /// The side of a stance, if it has one.
    fn of(stance: Stance) -> Option<Self> {
        match stance {
            Stance::Applicant => Some(Self::Asks),
            Stance::Owner | Stance::Respondent => Some(Self::Answers),
            Stance::CoOwner
            | Stance::Tenant
            | Stance::Reviewer
            | Stance::Consulted
            | Stance::Former
            | Stance::Informed
            | Stance::Regulator
            | Stance::Admin
            | Stance::Public
            | Stance::System => None,
        }
    }
}

/// A person on a case, with the remaining memberships: a person who has acted for one side cannot
/// act for the other.
#[must_use]
pub fn doer<R: Rules>(case: &Case<R>, user: UserId, places: BTreeSet<PartyMembership>) -> Doer {
    let mut own = case.taken.iter().filter(|taken| taken.signature.user() == Some(user));
    let side = own.find_map(|taken| Side::of(taken.signature.stance()));
    let is_left =
        |place: &PartyMembership| side.is_none() || Side::of(place.stance).is_none() || Side::of(place.stance) == side;
    Doer::Person { user, places: places.into_iter().filter(is_left).collect() }
}

/// The person who performs an action, on the person's own side of the case.
///
/// # Errors
/// [`NotAccepted::NotYours`] when only the other side, for which the person has not acted, may
/// perform the action.
pub fn taking<R: Rules>(
    law: Law<'_, R>,
    case: &Case<R>,
    action: &ActionId,
    user: UserId,
    places: BTreeSet<PartyMembership>,
) -> Result<Doer, NotAccepted> {
    let own = doer(case, user, places.clone());
    let anywhere = Doer::Person { user, places };
    let signed = |doer: &Doer| -> Option<Signature> {
        let mut here = law.definition.actions_from(&case.state).filter(|known| known.id == *action);
        here.find_map(|known| doer.sign(&known.who))
    };
    if signed(&own).is_none() && signed(&anywhere).is_some() {
        return Err(RuleViolation::of(Rule::AsksOrAnswers).not_permitted());
    }
    Ok(own)
}
