//! Reads cases of all kinds, each kind in the scope of the grants for it.

use domain::access::Actor;
use domain::cases::Kind;
use domain::ids::CaseId;
use strum::VariantArray;

use std::collections::BTreeSet;

use domain::access::Scope;
use uuid::Uuid;

use crate::app::App;
use crate::command_pipeline::Permission;
use crate::error::AppError;
use crate::read_scope::read_scope;
use api_store::Connection;
use api_store::cases::case_list;
use api_store::cases::{self, CaseVisibility, StoredCase};

/// The scope of a person for each of some case kinds, without the kinds that none of the person's
/// roles may read.
pub fn scopes(app: &App, actor: &Actor, kinds: &[Kind]) -> Result<Vec<(Kind, Scope)>, AppError> {
    let mut scopes = Vec::new();
    for kind in kinds {
        match read_scope(app, actor, &Permission::new(kind.as_str(), "read")) {
            Ok(scope) => scopes.push((*kind, scope)),
            Err(AppError::Forbidden(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(scopes)
}

/// The subset of cases that a person may read.
pub async fn readable(app: &App, actor: &Actor, ids: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, AppError> {
    Ok(case_list::seen_among(app.store.read(), ids, &scopes(app, actor, Kind::VARIANTS)?).await?)
}

/// Those of some cases that a person may read.
pub async fn readable_cases(app: &App, actor: &Actor, ids: &BTreeSet<Uuid>) -> Result<Vec<StoredCase>, AppError> {
    Ok(case_list::find_among(app.store.read(), ids, &scopes(app, actor, Kind::VARIANTS)?).await?)
}

/// Id, version and state of those of some cases that a person may read.
pub async fn readable_versions(
    app: &App,
    actor: &Actor,
    ids: &BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, i64, String)>, AppError> {
    Ok(case_list::versions_among(app.store.read(), ids, &scopes(app, actor, Kind::VARIANTS)?).await?)
}

/// A case that a person may see.
///
/// # Errors
/// [`AppError::NotFound`] when the case does not exist or the person may not see it.
pub async fn one(app: &App, actor: &Actor, id: CaseId) -> Result<StoredCase, AppError> {
    one_from(app.store.read(), app, actor, id).await
}

/// The same from a connection of the caller.
pub(super) async fn one_from<C: Connection>(
    db: &C,
    app: &App,
    actor: &Actor,
    id: CaseId,
) -> Result<StoredCase, AppError> {
    for kind in Kind::VARIANTS {
        let scope = match read_scope(app, actor, &Permission::new(kind.as_str(), "read")) {
            Ok(scope) => scope,
            Err(AppError::Forbidden(_)) => continue,
            Err(failure) => return Err(failure),
        };
        let found = cases::find(db, id, CaseVisibility::Scoped(&scope)).await?;
        if let Some(kept) = found.filter(|kept| kept.case.kind == *kind.as_str()) {
            return Ok(kept);
        }
    }
    Err(AppError::NotFound)
}
