//! The consequences of an action before anybody performs it.
//!
//! The action runs with all its consequences in a transaction that is never committed, so a preview
//! cannot differ from the action, and the refusals are the same.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::{Actor, Stance},
    cases::{
        CaseContent,
        cleanup::{self, ItemStatus},
    },
    ids::{AssetId, OrganizationId},
    messages::Rule,
    notice::LegalClass,
    text::Locale,
};
use serde_json::Value;

use super::{
    clock,
    perform_action::{PerformAction, with_place},
};
use crate::{
    app::App,
    command_pipeline::{Command, CommandContext, RequestContext, may_ever, may_here, places},
    error::AppError,
};
use api_store::{
    Tx, assets,
    assets::ledger,
    cases::StoredCase,
    notices::outbox::{self, WrittenMessage},
    visibility::AssetVisibility,
};

/// Retries of a preview that gave way to a concurrent change.
const TIMES_AGAIN: u8 = 5;

/// The consequences of an action.
#[derive(Debug)]
pub struct Preview {
    /// The case before the action, after the time events that are due.
    pub before: StoredCase,
    /// The case after the action.
    pub after: StoredCase,
    /// The capacity that the action takes or releases for the case.
    pub capacity: Vec<CapacityChange>,
    /// The notifications that the caller may know of.
    pub notifications: Vec<ExpectedNotification>,
}

/// The change of the capacity that a case holds of one unit of an asset.
#[derive(Debug)]
pub struct CapacityChange {
    pub asset: AssetId,
    pub asset_code: String,
    pub unit: String,
    /// The change of the reserved quantity.
    pub reserved: i64,
    /// The change of the quantity in use.
    pub in_use: i64,
}

/// A notification with the addressees that the caller may know of.
#[derive(Debug)]
pub struct ExpectedNotification {
    /// The name of the message template.
    pub template: String,
    /// The subject, in the language of the caller.
    pub title: String,
    pub class: LegalClass,
    pub organizations: BTreeSet<OrganizationId>,
}

/// Previews an action.
///
/// # Errors
/// The refusal that the action itself would give.
pub async fn preview(
    app: &App,
    request: &RequestContext,
    command: &PerformAction,
    locale: Locale,
) -> Result<Preview, AppError> {
    let mut outcome = dry_run(app, request, command, locale).await;
    for _ in 0..TIMES_AGAIN {
        if !matches!(outcome, Err(AppError::Again)) {
            break;
        }
        outcome = dry_run(app, request, command, locale).await;
    }
    match outcome {
        Err(AppError::Refused(refusal)) if refusal.message.is(Rule::RouteHasCapacity) => {
            let place = wait_list_position(app, request, command).await?;
            Err(AppError::Refused(Box::new(with_place(*refusal, place))))
        }
        other => other,
    }
}

async fn dry_run(
    app: &App,
    request: &RequestContext,
    command: &PerformAction,
    locale: Locale,
) -> Result<Preview, AppError> {
    let permission = command.required_permission();
    may_ever(app, request, &permission)?;
    let tx = app.store.begin().await?;
    app.calendar_cache.refresh(&tx).await?;
    let context = CommandContext { app, tx: &tx, request, now: app.clock.now() };
    clock::settle_within(&context, command.case).await?;
    let before = command.find(&context).await?;
    let held = ledger::holding(&tx, command.case).await?;
    let seen = command.around(&context, before.clone()).await?;
    if !may_here(&context, &permission, &command.relations(&seen, &context)) {
        return Err(command.forbidden(&seen));
    }
    let decided = command.decide(&seen, &context)?;
    let after = command.save(&context, seen, decided).await?;
    let capacity = capacity(&tx, &before, &after, held).await?;
    let notifications = notifications(&context, (&before, &after), request.actor()?, locale).await?;
    // The transaction ends here without a commit.
    drop(tx);
    Ok(Preview { before, after, capacity, notifications })
}

async fn wait_list_position(
    app: &App,
    request: &RequestContext,
    command: &PerformAction,
) -> Result<Option<u32>, AppError> {
    let tx = app.store.begin().await?;
    let context = CommandContext { app, tx: &tx, request, now: app.clock.now() };
    clock::settle_within(&context, command.case).await?;
    let position = clock::queue_up_within(&context, command.case).await?;
    drop(tx);
    Ok(position)
}

/// Reserved and used quantities by asset and unit.
type Holding = BTreeMap<(AssetId, String), ledger::Held>;

async fn capacity(
    tx: &Tx,
    before: &StoredCase,
    after: &StoredCase,
    mut held: Holding,
) -> Result<Vec<CapacityChange>, AppError> {
    let mut changed: BTreeMap<(AssetId, String), (i64, i64)> = BTreeMap::new();
    for (unit, now) in ledger::holding(tx, after.case.id).await? {
        let was = held.remove(&unit).unwrap_or_default();
        changed.insert(unit, difference(was, now));
    }
    changed.extend(held.into_iter().map(|(unit, was)| (unit, difference(was, ledger::Held::default()))));
    for item in removed_items(before, after) {
        let (_, in_use) = changed.entry((item.asset_id, item.unit.clone())).or_default();
        *in_use = in_use.saturating_sub(i64::from(item.quantity));
    }
    changed.retain(|_, change| *change != (0, 0));
    let ids: Vec<AssetId> = changed.keys().map(|(asset, _)| *asset).collect();
    let found = assets::find_many(tx, &ids, &AssetVisibility::Everything).await?;
    let codes: BTreeMap<AssetId, String> = found.into_iter().map(|found| (found.asset.id, found.asset.code)).collect();
    let change = |((asset, unit), (reserved, in_use)): ((AssetId, String), (i64, i64))| CapacityChange {
        asset,
        asset_code: codes.get(&asset).cloned().unwrap_or_default(),
        unit,
        reserved,
        in_use,
    };
    Ok(changed.into_iter().map(change).collect())
}

fn difference(was: ledger::Held, now: ledger::Held) -> (i64, i64) {
    let less = |now: u32, was: u32| i64::from(now).saturating_sub(i64::from(was));
    (less(now.reserved, was.reserved), less(now.active, was.active))
}

/// The items of a campaign that the action removes.
fn removed_items<'a>(before: &StoredCase, after: &'a StoredCase) -> Vec<&'a cleanup::Item> {
    let (CaseContent::CleanUpCampaign(was), CaseContent::CleanUpCampaign(now)) =
        (&before.case.content, &after.case.content)
    else {
        return Vec::new();
    };
    let is_gone = |item: &&cleanup::Item| {
        item.status == ItemStatus::Removed && was.item(item.number).is_none_or(|was| was.status != ItemStatus::Removed)
    };
    now.items.iter().filter(is_gone).collect()
}

/// The notifications of the action on this case. Only addressees that the caller may know of are
/// shown: an addressee with hidden assets, or with a hidden use of an asset, leaves no trace.
async fn notifications(
    context: &CommandContext<'_>,
    (before, after): (&StoredCase, &StoredCase),
    actor: &Actor,
    locale: Locale,
) -> Result<Vec<ExpectedNotification>, AppError> {
    let messages = outbox::of_case_since(context.tx, after.case.id, before.case.version).await?;
    let known = known_parties(after, actor);
    let is_known = |organization: &OrganizationId| is_for_owner(after, actor) || known.contains(organization);
    let mut found: BTreeMap<String, ExpectedNotification> = BTreeMap::new();
    for WrittenMessage { template, class, organization, payload } in messages {
        let Some(organization) = organization.filter(is_known) else { continue };
        if let Some(expected) = found.get_mut(&template) {
            expected.class = expected.class.min(class);
            expected.organizations.insert(organization);
            continue;
        }
        let title = subject(context.app, &template, locale, payload)?;
        let organizations = BTreeSet::from([organization]);
        found.insert(template.clone(), ExpectedNotification { template, title, class, organizations });
    }
    Ok(found.into_values().collect())
}

fn subject(app: &App, template: &str, locale: Locale, mut payload: Value) -> Result<String, AppError> {
    if let Value::Object(values) = &mut payload {
        values.insert("base_url".to_owned(), Value::from(app.config.server.public_url.trim_end_matches('/')));
    }
    Ok(app.policies.letter_templates.render(template, locale, payload).map_err(AppError::internal)?.subject)
}

/// Whether the caller acts for the owner of all assets of a sharing request. Such a caller knows
/// the co-owners and the tenants, to whom such a case sends its other notifications.
fn is_for_owner(case: &StoredCase, actor: &Actor) -> bool {
    case.case.content.sharing().is_some()
        && places(actor, &case.parties).iter().any(|place| place.stance == Stance::Owner)
}

/// The parties that the caller knows: those that every reader of the case sees, and the caller's
/// own organisations.
fn known_parties(case: &StoredCase, actor: &Actor) -> BTreeSet<OrganizationId> {
    let is_known = |stance: Stance| match stance {
        Stance::Applicant
        | Stance::Owner
        | Stance::Reviewer
        | Stance::Consulted
        | Stance::Respondent
        | Stance::Regulator => true,
        Stance::CoOwner
        | Stance::Tenant
        | Stance::Former
        | Stance::Informed
        | Stance::Admin
        | Stance::Public
        | Stance::System => false,
    };
    let parties = case.parties.iter().filter(|(_, stance)| is_known(*stance)).map(|(organization, _)| *organization);
    parties.chain(actor.memberships.iter().map(|membership| membership.organization)).collect()
}
