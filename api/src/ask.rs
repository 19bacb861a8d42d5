//! The road of every read: what a person may see, as a scope that the store turns into a filter.
//!
//! A list and a single read pass the same scope to the same filter, so they always agree; what lies outside it does not exist
//! for the reader (404 before 403).

use domain::access::{Actor, Scope, Stance};

use crate::{act::Permission, failure::Failure, house::House};

/// The scope in which a person may read a kind of thing.
///
/// # Errors
/// [`Failure::Forbidden`] when none of the person's roles may ever read it.
pub fn ask(house: &House, actor: &Actor, permission: &Permission) -> Result<Scope, Failure> {
    let mut scope = Scope::default();
    for seat in &actor.seats {
        for stance in house.policies.access.stances_for(seat.role, &permission.resource, &permission.verb) {
            scope.pairs.insert((seat.organization, stance));
        }
    }
    if scope.pairs.is_empty() {
        return Err(Failure::forbidden(&format!(
            "none of your roles may {} a {}",
            permission.verb, permission.resource
        )));
    }
    Ok(scope)
}

/// The organisations for which a scope opens things in one stance.
pub fn in_stance(scope: &Scope, wanted: Stance) -> impl Iterator<Item = domain::ids::OrganizationId> + '_ {
    scope.pairs.iter().filter(move |(_, stance)| *stance == wanted).map(|(organization, _)| *organization)
}
