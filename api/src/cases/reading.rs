//! Reading a case of whatever kind: each kind in the scope that the grants give for it.

use domain::access::Actor;
use domain::cases::Kind;
use domain::ids::CaseId;

use crate::act::Permission;
use crate::ask::ask;
use crate::failure::Failure;
use crate::house::House;
use crate::store::cases::{self, Kept, Sight};

/// A case that a person may see.
///
/// # Errors
/// [`Failure::NotFound`] for what is not there or not for these eyes.
pub async fn one(house: &House, actor: &Actor, id: CaseId) -> Result<Kept, Failure> {
    for kind in Kind::ALL {
        let scope = match ask(house, actor, &Permission::new(kind.as_str(), "read")) {
            Ok(scope) => scope,
            Err(Failure::Forbidden(_)) => continue,
            Err(failure) => return Err(failure),
        };
        let found = cases::find(house.store.read(), id, Sight::Scoped(&scope)).await?;
        if let Some(kept) = found.filter(|kept| kept.case.kind == *kind.as_str()) {
            return Ok(kept);
        }
    }
    Err(Failure::NotFound)
}
