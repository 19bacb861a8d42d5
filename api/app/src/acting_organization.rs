//! In whose name something new is begun: that of an organisation that lives. Since a merger the name of the predecessor stands only in
//! what was begun before.

use std::collections::BTreeSet;

use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::FieldProblem;

use crate::{
    command_pipeline::{CommandContext, Permission},
    error::AppError,
};
use api_store::people::succession;

/// The organisations that live and in whose name the person may do something in this stance.
///
/// # Errors
/// When nobody is there.
pub(crate) fn able(
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

/// The one that is named, or the only one of those who are able.
///
/// # Errors
/// [`AppError::Invalid`] at the pointer: the one named is none of them, which `otherwise` says, or one must be named.
pub(crate) fn chosen(
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

/// Holds that something new can be begun in the name of an organisation.
///
/// # Errors
/// [`AppError::Invalid`] at the pointer when another carries on its work.
pub(crate) async fn expect_living(
    context: &CommandContext<'_>,
    organization: OrganizationId,
    pointer: &str,
) -> Result<(), AppError> {
    let today = succession::on(context.tx, context.app.local_date(context.now)).await?;
    if today.is_carried_on(organization) { Err(carried_on(pointer)) } else { Ok(()) }
}

/// What is said when a predecessor is named.
fn carried_on(pointer: &str) -> AppError {
    AppError::invalid(pointer, FieldProblem::WasMerged)
}
