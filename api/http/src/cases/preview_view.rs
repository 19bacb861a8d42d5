//! Representation of the consequences that an action would have.

use std::collections::BTreeMap;

use domain::ids::OrganizationId;
use domain::text::{Locale, Localized};
use poem_openapi::Object;
use uuid::Uuid;

use crate::cases::view::{CaseTimer, Party, serialized, state_title};
use api_app::app::App;
use api_app::cases::effective_law;
use api_app::cases::preview::{CapacityChange, ExpectedNotification, Preview};
use api_app::error::AppError;
use api_app::issued_documents;
use api_app::reads::organizations;

/// Consequences that an action would have now.
#[derive(Debug, Object)]
pub(crate) struct CasePreview {
    /// State after the action.
    state: String,
    state_title: String,
    phase: String,
    /// Decision on the case after the action.
    decision: Option<String>,
    decision_mode: Option<String>,
    /// Status of the physical works after the action.
    works_status: Option<String>,
    /// Flags after the action.
    flags: Vec<String>,
    /// Time limits that start, move or end.
    timers: Vec<CaseTimer>,
    /// Capacity that the case takes or releases.
    capacity: Vec<ExpectedCapacity>,
    /// Notifications, with the addressees that the caller may know of.
    notifications: Vec<PreviewNotification>,
    /// Types of the documents that are issued.
    issued_documents: Vec<String>,
}

/// Change of the capacity that a case holds.
#[derive(Debug, Object)]
struct ExpectedCapacity {
    asset_id: Uuid,
    asset_code: String,
    unit: String,
    /// Change of the reserved quantity; negative when it is released.
    reserved: i64,
    /// Change of the quantity in use; negative when it is released.
    in_use: i64,
}

/// A notification that the action would send.
#[derive(Debug, Object)]
struct PreviewNotification {
    /// Identifier of the message template, such as `sharing.offered`.
    template: String,
    title: String,
    legal_class: String,
    organizations: Vec<Party>,
}

pub(crate) async fn shown(app: &App, preview: Preview, locale: Locale) -> Result<CasePreview, AppError> {
    let Preview { before, after, capacity, notifications } = preview;
    let ruling = effective_law::of(app, &after.case)?;
    let law = ruling.law();
    let timers = after.case.timers.values().filter(|timer| before.case.timers.get(&timer.limit) != Some(*timer));
    let issued = issued_documents::of(&before);
    let documents = issued_documents::of(&after).into_iter().filter(|document| !issued.contains(document));
    let notified: Vec<OrganizationId> =
        notifications.iter().flat_map(|one| one.organizations.iter().copied()).collect();
    let names = organizations::names(app.store.read(), &notified).await?;
    Ok(CasePreview {
        state: after.case.state.to_string(),
        state_title: state_title(&law, &after.case.state, locale),
        phase: serialized(after.phase),
        decision: after.case.verdict.as_ref().map(|verdict| serialized(verdict.outcome)),
        decision_mode: after.case.verdict.as_ref().map(|verdict| serialized(verdict.mode)),
        works_status: after.case.works.map(serialized),
        flags: after.case.flags.iter().map(|flag| serialized(*flag)).collect(),
        timers: timers.map(|timer| CaseTimer::of(&law, timer, locale)).collect(),
        capacity: capacity.into_iter().map(expected).collect(),
        notifications: notifications.into_iter().map(|one| notification(one, &names, locale)).collect(),
        issued_documents: documents.map(|document| document.as_str().to_owned()).collect(),
    })
}

fn expected(change: CapacityChange) -> ExpectedCapacity {
    let CapacityChange { asset, asset_code, unit, reserved, in_use } = change;
    ExpectedCapacity { asset_id: asset.uuid(), asset_code, unit, reserved, in_use }
}

fn notification(
    one: ExpectedNotification,
    names: &BTreeMap<OrganizationId, Localized>,
    locale: Locale,
) -> PreviewNotification {
    PreviewNotification {
        template: one.template,
        title: one.title,
        legal_class: one.class.as_str().to_owned(),
        organizations: one.organizations.into_iter().map(|id| Party::named(id, names, locale)).collect(),
    }
}
