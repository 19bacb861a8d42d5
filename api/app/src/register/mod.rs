//! What people do with the register: bring assets in, correct them, carry them through their
//! life, note what a survey finds, take out what was never used. One file a deed.

use std::collections::BTreeSet;

use domain::access::{Role, Stance};
use domain::ids::{AssetId, OrganizationId};
use domain::messages::{Noun, Rule};
use domain::registry::asset::Asset;
use domain::workflow::denial::Refusal;

use crate::act::{Caller, Desk, Permission};
use crate::ask::ask_in_office;
use crate::error::AppError;
use api_store::assets::ledger::Mover;
use api_store::assets::{self, Changed, Hand, Registered};
use api_store::sight::Sight;
use api_store::{
    assets::{occupancies, opened},
    people::organizations,
};

pub mod built;
pub mod content;
mod correction;
mod create;
mod edit;
pub mod filters;
pub(crate) mod letters;
pub mod lists;
mod move_on;
pub(crate) mod names;
pub mod reading;
mod remove;
pub(crate) mod transfer;
pub mod view;

#[cfg(test)]
mod tests;

pub use correction::{AddPhoto, Answer, Correct, SettleCorrection};
pub use create::Create;
pub use edit::Edit;
pub use move_on::MoveOn;
pub use remove::Remove;
pub use transfer::{Offer, Settle};

/// The name of the resource in grants, audit and paths.
pub const RESOURCE: &str = "asset";

/// An asset with how organisations stand to it, read in the transaction.
#[derive(Debug, Clone)]
pub struct Known {
    /// The asset.
    pub registered: Registered,
    /// Who is on it, or has a place held on it.
    pub tenants: BTreeSet<OrganizationId>,
    /// The regulators in office.
    pub regulators: Vec<OrganizationId>,
    /// The version that the caller sees: that of the minimum, for a caller who sees only the minimum.
    pub seen_version: u64,
}

impl Known {
    /// Holds the version that the caller saw against the one that it would see now.
    pub(crate) fn expect_version(&self, desk: &Desk<'_>) -> Result<(), AppError> {
        desk.expect_version(self.seen_version)
    }
}

pub(crate) fn asks(verb: &str) -> Permission {
    Permission::new(RESOURCE, verb)
}

/// How far the caller sees.
pub(crate) async fn sight(desk: &Desk<'_>) -> Result<Sight, AppError> {
    match &desk.call.caller {
        Caller::System => Ok(Sight::Everything),
        Caller::Person(actor) => Ok(Sight::from(&ask_in_office(desk.tx, desk.house, actor, &asks("read")).await?)),
    }
}

/// Those of the assets named by their ids in a command that its caller sees. What it does not see is like what is not there.
///
/// # Errors
/// [`AppError::Forbidden`] when the caller may never read an asset.
pub(crate) async fn visible_assets(desk: &Desk<'_>, ids: &[AssetId]) -> Result<Vec<AssetId>, AppError> {
    Ok(assets::visible(desk.tx, ids, &sight(desk).await?).await?)
}

/// An asset in sight.
pub(crate) async fn load(desk: &Desk<'_>, id: AssetId) -> Result<Known, AppError> {
    let sight = sight(desk).await?;
    let registered = assets::find(desk.tx, id, &sight).await?.ok_or(AppError::NotFound)?;
    let in_full = opened::of(desk.tx, std::iter::once(&registered.asset), &sight).await?.contains(&id);
    let seen_version = if in_full { registered.asset.version } else { registered.public_version };
    let tenants = occupancies::tenants(desk.tx, &[id]).await?.remove(&id).unwrap_or_default();
    let regulators = organizations::regulators(desk.tx).await?;
    Ok(Known { registered, tenants, regulators, seen_version })
}

/// How organisations stand to an asset.
pub(crate) fn relations(asset: &Asset, known: Option<&Known>, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    let mut relations: BTreeSet<_> = asset
        .owners
        .iter()
        .map(|share| (share.organization, if share.answers { Stance::Owner } else { Stance::CoOwner }))
        .collect();
    if let Some(known) = known {
        relations.extend(known.tenants.iter().map(|tenant| (*tenant, Stance::Tenant)));
        relations.extend(known.regulators.iter().map(|regulator| (*regulator, Stance::Regulator)));
    }
    if let Caller::Person(actor) = &desk.call.caller {
        for seat in &actor.seats {
            relations.insert((seat.organization, Stance::Public));
            if seat.role == Role::Admin {
                relations.insert((seat.organization, Stance::Admin));
            }
        }
    }
    relations
}

/// Under whose hand the register changes.
pub(crate) fn hand<'a>(desk: &'a Desk<'_>, asset: &Asset, reason: Option<&'a str>) -> Hand<'a> {
    let today = today(desk);
    match &desk.call.caller {
        Caller::System => Hand {
            mover: Mover { at: desk.now, by: None, reason },
            name: None,
            organization: None,
            today,
            import: None,
        },
        Caller::Person(actor) => {
            let owning = asset.owners.iter().map(|share| share.organization);
            let (own, living) = (actor.organizations(), actor.living());
            Hand {
                mover: Mover { at: desk.now, by: Some(actor.user), reason },
                name: Some(&actor.name),
                organization: owning.into_iter().find(|owner| own.contains(owner)).or(living.first().copied()),
                today,
                import: None,
            }
        }
    }
}

/// The legal day of the change.
pub(crate) fn today(desk: &Desk<'_>) -> chrono::NaiveDate {
    desk.house.local_date(desk.now)
}

/// What became of a change, as an answer.
pub(crate) fn settled(desk: &Desk<'_>, changed: Changed) -> Result<(), AppError> {
    match changed {
        Changed::Written => Ok(()),
        Changed::Stale => Err(desk.overtaken(Noun::Asset)),
        Changed::Short(short) => Err(Refusal::of(Rule::CapacityIsHeld)
            .blocked_by(vec![format!("{}: {} more wanted, {} free", short.unit, short.wanted, short.free)])
            .into()),
    }
}
