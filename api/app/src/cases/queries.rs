//! Reading a case of whatever kind: each kind in the scope that the grants give for it.

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
use api_store::cases::case_list;
use api_store::cases::{self, CaseVisibility, StoredCase};

/// What a person may read of each of some kinds of case; kinds that none of its roles ever reads
/// are left out.
///
/// # Errors
/// [`AppError`] when the grants cannot be asked.
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

/// Those of these cases that a person may read.
pub async fn readable(app: &App, actor: &Actor, ids: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, AppError> {
    Ok(case_list::seen_among(app.store.read(), ids, &scopes(app, actor, Kind::VARIANTS)?).await?)
}

/// A case that a person may see.
///
/// # Errors
/// [`AppError::NotFound`] for what is not there or not for these eyes.
pub async fn one(app: &App, actor: &Actor, id: CaseId) -> Result<StoredCase, AppError> {
    for kind in Kind::VARIANTS {
        let scope = match read_scope(app, actor, &Permission::new(kind.as_str(), "read")) {
            Ok(scope) => scope,
            Err(AppError::Forbidden(_)) => continue,
            Err(failure) => return Err(failure),
        };
        let found = cases::find(app.store.read(), id, CaseVisibility::Scoped(&scope)).await?;
        if let Some(kept) = found.filter(|kept| kept.case.kind == *kind.as_str()) {
            return Ok(kept);
        }
    }
    Err(AppError::NotFound)
}
