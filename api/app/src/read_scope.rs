//! Read scopes: the rows that a person may read, as a scope that the store turns into a filter.
//!
//! A list and a single read pass the same scope to the same filter, so both always agree. A row
//! outside the scope does not exist for the reader (404 before 403).

use domain::access::{Actor, Scope, Stance};
use domain::messages::Rule;

use crate::{app::App, command_pipeline::Permission, error::AppError};
use api_store::{Connection, people::organizations};

/// The scope in which a person may read a resource.
///
/// # Errors
/// [`AppError::Forbidden`] when none of the person's roles may ever read the resource.
pub fn read_scope(app: &App, actor: &Actor, permission: &Permission) -> Result<Scope, AppError> {
    let mut scope = Scope::default();
    for membership in &actor.memberships {
        for stance in app.policies.access.stances_for(membership.role, &permission.resource, &permission.verb) {
            scope.pairs.insert((membership.organization, stance));
        }
    }
    not_empty(scope, permission)
}

fn not_empty(scope: Scope, permission: &Permission) -> Result<Scope, AppError> {
    if scope.pairs.is_empty() {
        let Permission { resource, verb } = permission;
        return Err(AppError::forbidden(Rule::NoRoleMay { verb: verb.clone(), resource: resource.clone() }));
    }
    Ok(scope)
}

/// The scope in which a person may read a resource, where regulators have their stance by the kind
/// of their organisation and not by a row for each subject. A role in any other organisation does
/// not make a person a regulator.
///
/// # Errors
/// [`AppError::Forbidden`] when none of the person's roles may ever read the resource.
pub async fn read_scope_for_regulators<C: Connection>(
    db: &C,
    app: &App,
    actor: &Actor,
    permission: &Permission,
) -> Result<Scope, AppError> {
    let mut scope = read_scope(app, actor, permission)?;
    if in_stance(&scope, Stance::Regulator).next().is_some() {
        let regulators = organizations::regulators(db).await?;
        scope.pairs.retain(|(organization, stance)| *stance != Stance::Regulator || regulators.contains(organization));
    }
    not_empty(scope, permission)
}

/// The organisations that have one stance in a scope.
pub fn in_stance(scope: &Scope, wanted: Stance) -> impl Iterator<Item = domain::ids::OrganizationId> + '_ {
    scope.pairs.iter().filter(move |(_, stance)| *stance == wanted).map(|(organization, _)| *organization)
}
