//! Commands on the register: create, edit and correct assets, change their lifecycle, remove unused
//! ones. Each command has its own file.

use std::collections::BTreeSet;

use domain::access::{Role, Stance};
use domain::ids::{AssetId, OrganizationId};
use domain::messages::{Noun, Rule};
use domain::registry::asset::Asset;
use domain::workflow::violation::RuleViolation;

use crate::command_pipeline::{Caller, CommandContext, Permission};
use crate::error::AppError;
use crate::read_scope::read_scope_for_regulators;
use api_store::assets::ledger::LedgerAuthor;
use api_store::assets::{self, Changed, Registered, VersionAuthor};
use api_store::visibility::AssetVisibility;
use api_store::{
    assets::{disclosed, occupancies},
    people::organizations,
};

pub mod as_built;
mod change_lifecycle;
pub mod content;
mod correction;
mod create;
mod edit;
pub mod filters;
pub mod lists;
pub(crate) mod names;
pub(crate) mod notifications;
pub mod places;
pub mod queries;
mod remove;
pub(crate) mod transfer;
pub mod view;

#[cfg(test)]
mod tests;

pub use change_lifecycle::ChangeLifecycle;
pub use correction::{AddPhoto, Correct, OwnerDecision, SettleCorrection};
pub use create::Create;
pub use edit::Edit;
pub use remove::Remove;
pub use transfer::{Offer, Settle};

/// The name of the resource in grants, audit and paths.
pub const RESOURCE: &str = "asset";

/// An asset with the organisations related to it, read in the transaction.
#[derive(Debug, Clone)]
pub struct Known {
    pub registered: Registered,
    /// The tenants and the holders of reservations.
    pub tenants: BTreeSet<OrganizationId>,
    /// The regulators in office.
    pub regulators: Vec<OrganizationId>,
    /// The version that the caller sees: that of the minimum, for a caller who sees only the
    /// minimum.
    pub seen_version: u64,
}

impl Known {
    /// Compares the version that the caller saw with the version that the caller would see now.
    pub(crate) fn expect_version(&self, context: &CommandContext<'_>) -> Result<(), AppError> {
        context.expect_version(self.seen_version)
    }
}

pub(crate) fn required_permission(verb: &str) -> Permission {
    Permission::new(RESOURCE, verb)
}

/// The assets that the caller may see.
pub(crate) async fn visibility(context: &CommandContext<'_>) -> Result<AssetVisibility, AppError> {
    match &context.request.caller {
        Caller::System => Ok(AssetVisibility::Everything),
        Caller::Person(actor) => Ok(AssetVisibility::from(
            &read_scope_for_regulators(context.tx, context.app, actor, &required_permission("read")).await?,
        )),
    }
}

/// The visible ones among the assets that a command names. An invisible asset is treated like a
/// missing one.
///
/// # Errors
/// [`AppError::Forbidden`] when the caller may never read an asset.
pub(crate) async fn visible_assets(context: &CommandContext<'_>, ids: &[AssetId]) -> Result<Vec<AssetId>, AppError> {
    Ok(assets::visible(context.tx, ids, &visibility(context).await?).await?)
}

/// Loads a visible asset.
pub(crate) async fn load(context: &CommandContext<'_>, id: AssetId) -> Result<Known, AppError> {
    let visibility = visibility(context).await?;
    let registered = assets::find(context.tx, id, &visibility).await?.ok_or(AppError::NotFound)?;
    let in_full = disclosed::of(context.tx, std::iter::once(&registered.asset), &visibility).await?.contains(&id);
    let seen_version = if in_full { registered.asset.version } else { registered.public_version };
    let tenants = occupancies::tenants(context.tx, &[id]).await?.remove(&id).unwrap_or_default();
    let regulators = organizations::regulators(context.tx).await?;
    Ok(Known { registered, tenants, regulators, seen_version })
}

/// The stances of organisations towards an asset.
pub(crate) fn relations(
    asset: &Asset,
    known: Option<&Known>,
    context: &CommandContext<'_>,
) -> BTreeSet<(OrganizationId, Stance)> {
    let mut relations: BTreeSet<_> = asset
        .owners
        .iter()
        .map(|share| (share.organization, if share.answers { Stance::Owner } else { Stance::CoOwner }))
        .collect();
    if let Some(known) = known {
        relations.extend(known.tenants.iter().map(|tenant| (*tenant, Stance::Tenant)));
        relations.extend(known.regulators.iter().map(|regulator| (*regulator, Stance::Regulator)));
    }
    if let Caller::Person(actor) = &context.request.caller {
        for membership in &actor.memberships {
            relations.insert((membership.organization, Stance::Public));
            if membership.role == Role::Admin {
                relations.insert((membership.organization, Stance::Admin));
            }
        }
    }
    relations
}

/// The author of a change to the register.
pub(crate) fn hand<'a>(context: &'a CommandContext<'_>, asset: &Asset, reason: Option<&'a str>) -> VersionAuthor<'a> {
    let today = today(context);
    match &context.request.caller {
        Caller::System => VersionAuthor {
            mover: LedgerAuthor { at: context.now, by: None, reason },
            name: None,
            organization: None,
            today,
            import: None,
        },
        Caller::Person(actor) => {
            let owning = asset.owners.iter().map(|share| share.organization);
            let (own, living) = (actor.organizations(), actor.living());
            VersionAuthor {
                mover: LedgerAuthor { at: context.now, by: Some(actor.user), reason },
                name: Some(&actor.name),
                organization: owning.into_iter().find(|owner| own.contains(owner)).or(living.first().copied()),
                today,
                import: None,
            }
        }
    }
}

/// The legal day of the change.
pub(crate) fn today(context: &CommandContext<'_>) -> chrono::NaiveDate {
    context.app.local_date(context.now)
}

/// Converts the outcome of a change into a result.
pub(crate) fn settled(context: &CommandContext<'_>, changed: Changed) -> Result<(), AppError> {
    match changed {
        Changed::Written => Ok(()),
        Changed::Stale => Err(context.overtaken(Noun::Asset)),
        Changed::Short(short) => Err(RuleViolation::of(Rule::CapacityIsHeld)
            .blocked_by(vec![format!("{}: {} more wanted, {} free", short.unit, short.wanted, short.free)])
            .into()),
    }
}
