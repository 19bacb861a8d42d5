//! Notifications about an asset, to the organisations concerned. A notification reveals no more of
//! the asset than the register does, except for the day on which a held place ends.

use std::collections::BTreeSet;

use domain::ids::OrganizationId;
use domain::notice::LegalClass;
use domain::registry::asset::Asset;
use serde_json::json;

use super::today;
use crate::command_pipeline::CommandContext;
use crate::error::AppError;
use crate::notify::{Notification, notify};
use api_store::{assets::disclosed, people::organizations};

/// Notifies the people of these organisations about an asset. `sides` are the party that acquires
/// rights to the asset (applicant, new owner) and the owner. Organisations that see only the
/// minimum of the asset learn neither its address nor its end.
pub(crate) async fn write(
    context: &CommandContext<'_>,
    template: &str,
    class: LegalClass,
    asset: &Asset,
    recipients: &BTreeSet<OrganizationId>,
    sides: (OrganizationId, OrganizationId),
) -> Result<(), AppError> {
    send(context, About { template, class, asset, sides }, recipients, Shown::Minimum).await
}

/// Announces the end of an asset to its tenants and to the holders of its reservations. A
/// reservation reveals nothing of the asset, but its holder learns when the place ends.
pub(super) async fn announce_end(
    context: &CommandContext<'_>,
    asset: &Asset,
    recipients: &BTreeSet<OrganizationId>,
    owner: OrganizationId,
) -> Result<(), AppError> {
    let template = "asset.decommission_notified";
    let about = About { template, class: LegalClass::Legal, asset, sides: (owner, owner) };
    send(context, about, recipients, Shown::MinimumAndEnd).await
}

/// The subject of a notification.
#[derive(Debug, Clone, Copy)]
struct About<'a> {
    template: &'a str,
    class: LegalClass,
    asset: &'a Asset,
    sides: (OrganizationId, OrganizationId),
}

/// The properties of the asset that a notification reveals.
#[derive(Debug, Clone, Copy)]
enum Shown {
    /// Its kind, location and end.
    InFull,
    /// Its kind and end.
    MinimumAndEnd,
    Minimum,
}

/// Notifies each organisation: in full where it sees the asset in full, otherwise limited to
/// `others`.
async fn send(
    context: &CommandContext<'_>,
    about: About<'_>,
    recipients: &BTreeSet<OrganizationId>,
    others: Shown,
) -> Result<(), AppError> {
    let About { template, class, asset, sides: (comes, owner) } = about;
    let names = organizations::names(context.tx, &[comes, owner]).await?;
    let opened = disclosed::to(context.tx, asset).await?;
    let (seeing, rest): (BTreeSet<OrganizationId>, BTreeSet<OrganizationId>) =
        recipients.iter().copied().partition(|one| opened.contains(one));
    let kind = context.app.policies.kinds.kind(&asset.kind);
    let called = kind.map_or(asset.kind.as_str(), |kind| kind.title.vi.as_str());
    for (recipients, shown) in [(seeing, Shown::InFull), (rest, others)] {
        if recipients.is_empty() {
            continue;
        }
        let (address, due_on) = match shown {
            Shown::InFull => (asset.address.as_deref(), asset.decommission_on),
            Shown::MinimumAndEnd => (None, asset.decommission_on),
            Shown::Minimum => (None, None),
        };
        let title: Vec<&str> = [Some(called), address].into_iter().flatten().collect();
        let payload = json!({
            "case": {"code": asset.code, "title": title.join(", ")},
            "applicant": names.get(&comes),
            "owner": names.get(&owner),
            "actor": context.request.actor().ok().map(|actor| actor.name.clone()),
            "happened_on": today(context),
            "due_on": due_on,
            "link": format!("/assets/{}", asset.id),
        });
        notify(context, &recipients, Notification { template, class, case: None, payload }).await?;
    }
    Ok(())
}
