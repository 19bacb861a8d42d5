//! Chooses the organisation in whose name a person starts something new. The organisation must be
//! active: after a merger, the name of the predecessor appears only in earlier records.

use std::collections::BTreeSet;

use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::FieldProblem;

use crate::{
    command_pipeline::{CommandContext, Permission},
    error::AppError,
};
use api_store::people::succession;

/// The active organisations in whose name the person may act with this stance.
///
/// # Errors
/// [`AppError::Forbidden`] when the server itself is the caller.
pub(crate) fn eligible(
    context: &CommandContext<'_>,
    stance: Stance,
    permission: &Permission,
) -> Result<BTreeSet<OrganizationId>, AppError> {
    let actor = context.request.actor()?;
    let Permission { resource, verb } = permission;
    let may = actor
        .memberships
        .iter()
        .filter(|membership| context.app.policies.access.may(membership.role, stance, resource, verb));
    Ok(may.map(|membership| membership.organization).filter(|one| !actor.carried_on.contains(one)).collect())
}

/// The named organisation, or the only eligible one.
///
/// # Errors
/// [`AppError::Invalid`] at the pointer: the named organisation is not eligible (`otherwise` is the
/// message), or the choice is ambiguous and a name is required.
pub(crate) fn resolve(
    context: &CommandContext<'_>,
    named: Option<OrganizationId>,
    able: &BTreeSet<OrganizationId>,
    (pointer, otherwise): (&str, FieldProblem),
) -> Result<OrganizationId, AppError> {
    let actor = context.request.actor()?;
    match (named, able.first()) {
        (Some(named), _) if actor.carried_on.contains(&named) => Err(carried_on(pointer)),
        (Some(named), _) if able.contains(&named) => Ok(named),
        (Some(_), _) => Err(AppError::invalid(pointer, otherwise)),
        (None, Some(only)) if able.len() == 1 => Ok(*only),
        (None, _) => Err(AppError::invalid(pointer, FieldProblem::NameYourOrganization)),
    }
}

/// Checks that an organisation can start something new.
///
/// # Errors
/// [`AppError::Invalid`] at the pointer when the organisation has a successor.
pub(crate) async fn expect_living(
    context: &CommandContext<'_>,
    organization: OrganizationId,
    pointer: &str,
) -> Result<(), AppError> {
    let today = succession::on(context.tx, context.app.local_date(context.now)).await?;
    if today.is_carried_on(organization) { Err(carried_on(pointer)) } else { Ok(()) }
}

/// The error for a predecessor that was named.
fn carried_on(pointer: &str) -> AppError {
    AppError::invalid(pointer, FieldProblem::WasMerged)
}
