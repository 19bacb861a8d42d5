//! Reading a case of whatever kind: each kind in the scope that the grants give for it.

use domain::access::Actor;
use domain::cases::Kind;
use domain::ids::CaseId;
use strum::VariantArray;

use std::collections::BTreeSet;

use domain::access::Scope;
use uuid::Uuid;

use crate::act::Permission;
use crate::ask::ask;
use crate::error::AppError;
use crate::house::House;
use api_store::cases::case_list;
use api_store::cases::{self, Kept, Sight};

/// What a person may read of each of some kinds of case; kinds that none of its roles ever reads are left out.
///
/// # Errors
/// [`AppError`] when the grants cannot be asked.
pub fn scopes(house: &House, actor: &Actor, kinds: &[Kind]) -> Result<Vec<(Kind, Scope)>, AppError> {
    let mut scopes = Vec::new();
    for kind in kinds {
        match ask(house, actor, &Permission::new(kind.as_str(), "read")) {
            Ok(scope) => scopes.push((*kind, scope)),
            Err(AppError::Forbidden(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(scopes)
}

/// Those of these cases that a person may read.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn readable(house: &House, actor: &Actor, ids: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, AppError> {
    Ok(case_list::seen_among(house.store.read(), ids, &scopes(house, actor, Kind::VARIANTS)?).await?)
}

/// A case that a person may see.
///
/// # Errors
/// [`AppError::NotFound`] for what is not there or not for these eyes.
pub async fn one(house: &House, actor: &Actor, id: CaseId) -> Result<Kept, AppError> {
    for kind in Kind::VARIANTS {
        let scope = match ask(house, actor, &Permission::new(kind.as_str(), "read")) {
            Ok(scope) => scope,
            Err(AppError::Forbidden(_)) => continue,
            Err(failure) => return Err(failure),
        };
        let found = cases::find(house.store.read(), id, Sight::Scoped(&scope)).await?;
        if let Some(kept) = found.filter(|kept| kept.case.kind == *kind.as_str()) {
            return Ok(kept);
        }
    }
    Err(AppError::NotFound)
}
