//! Writes the letters of a decision: the pack defines the notices, and each becomes letters to
//! people in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::Stance,
    cases::{CaseContent, Event, Facts},
    ids::{OrganizationId, OutboxId},
    notice::Topic,
    workflow::{definition::NoticeRule, event::ClockChange},
};
use serde_json::{Value, json};

use super::{
    nearby_works,
    record::{Record, actor},
};
use crate::{command_pipeline::CommandContext, error::AppError, subscriptions};
use api_store::{
    notices::{
        addressees,
        outbox::{self, NewMessage},
    },
    people::organizations,
};

pub(crate) async fn write(
    context: &CommandContext<'_>,
    record: &Record<'_>,
    parties: &BTreeSet<(OrganizationId, Stance)>,
) -> Result<(), AppError> {
    if record.decision.notices.is_empty() {
        return Ok(());
    }
    let hearing = hearing(context, record).await?;
    let hears = |office: OrganizationId, notice: &NoticeRule| {
        notice.topic.is_none_or(|topic| hearing.get(&topic).is_none_or(|offices| offices.contains(&office)))
    };
    let recipients: Vec<(OrganizationId, &NoticeRule)> = record
        .decision
        .notices
        .iter()
        .flat_map(|notice| {
            offices(notice.stance, parties, &record.facts, record.decision.after.applicant)
                .map(move |office| (office, notice))
        })
        .filter(|(office, notice)| hears(*office, notice))
        .collect();
    let recipients = once_each(recipients);
    let ids: BTreeSet<OrganizationId> = recipients.iter().map(|(office, _)| *office).collect();
    let today = record.law().office.local_date(context.now);
    let people = addressees::people(context.tx, &ids, today).await?;
    let about = about(context, record).await?;
    let case = &record.decision.after;
    let notifications = recipients
        .into_iter()
        .flat_map(|(office, notice)| {
            let payload = with_due(&about, record, notice);
            people.get(&office).into_iter().flatten().map(move |to| NewMessage {
                id: OutboxId::new(context.new_id()),
                case: Some((case.id, case.version)),
                template: notice.template.to_string(),
                class: notice.class,
                to: to.clone(),
                payload: payload.clone(),
            })
        })
        .collect();
    Ok(outbox::enqueue(context.tx, context.now, notifications).await?)
}

/// An organisation with two stances in the case gets the same letter once, with legal effect if
/// either stance requires it.
fn once_each(mut recipients: Vec<(OrganizationId, &NoticeRule)>) -> Vec<(OrganizationId, &NoticeRule)> {
    recipients.sort_by_key(|(_, notice)| notice.class);
    let mut seen = BTreeSet::new();
    recipients.retain(|(office, notice)| seen.insert((*office, notice.template.as_str())));
    recipients
}

/// The recipients for each topic of the decision: owners of assets beside the place, organisations
/// that asked to join, and subscribers for the place. Without a place, all parties.
async fn hearing(
    context: &CommandContext<'_>,
    record: &Record<'_>,
) -> Result<BTreeMap<Topic, BTreeSet<OrganizationId>>, AppError> {
    let mut found = BTreeMap::new();
    let Some(place) = record.decision.after.content.place() else { return Ok(found) };
    let topics: BTreeSet<Topic> = record.decision.notices.iter().filter_map(|notice| notice.topic).collect();
    if topics.is_empty() {
        return Ok(found);
    }
    let mut concerned = nearby_works::owners(context, place).await?;
    if let CaseContent::PlannedWorks(content) = &record.decision.after.content {
        concerned.extend(content.joins.iter().map(|join| join.organization));
    }
    let today = context.app.local_date(context.now);
    let listeners = subscriptions::listeners((context.tx, &context.app.compute), place, today).await?;
    for topic in topics {
        let mut offices = listeners.hearing(topic);
        offices.extend(&concerned);
        found.insert(topic, offices);
    }
    Ok(found)
}

/// The organisations that a notice addresses. Tenants are the current tenants of the assets, even
/// if they are not parties of the case.
fn offices<'a>(
    stance: Stance,
    parties: &'a BTreeSet<(OrganizationId, Stance)>,
    facts: &'a Facts,
    applicant: OrganizationId,
) -> impl Iterator<Item = OrganizationId> + 'a {
    let takes_part = parties.iter().filter(move |(_, known)| *known == stance).map(|(office, _)| *office);
    let on_the_assets = (stance == Stance::Tenant)
        .then(|| facts.assets.values().flat_map(|asset| asset.tenants.iter().copied()))
        .into_iter()
        .flatten()
        .filter(move |tenant| *tenant != applicant);
    takes_part.chain(on_the_assets).collect::<BTreeSet<_>>().into_iter()
}

/// The data that every letter of the decision may use.
async fn about(context: &CommandContext<'_>, record: &Record<'_>) -> Result<Value, AppError> {
    let case = &record.decision.after;
    let content = &case.content;
    let asked: Vec<_> =
        case.referrals.iter().rev().filter_map(|asked| Some((asked.agency, asked.opinion.as_ref()?))).collect();
    let agencies = asked.iter().map(|(agency, _)| *agency);
    let wanted: Vec<OrganizationId> =
        [Some(case.applicant), content.owner()].into_iter().flatten().chain(agencies).collect();
    let names = organizations::names(context.tx, &wanted).await?;
    let name =
        |id: Option<OrganizationId>| id.and_then(|id| names.get(&id)).map(|name| json!({"vi": name.vi, "en": name.en}));
    let taken = case.taken.last();
    let done = record.law().definition.actions.iter().find(|action| action.id == *record.action.as_str());
    let opinions: Vec<Value> =
        asked.iter().map(|(agency, opinion)| json!({"agency": name(Some(*agency)), "opinion": opinion})).collect();
    let offer = content.sharing().and_then(|content| content.offers.last());
    Ok(json!({
        "case": {"id": case.id, "code": case.code_or_id(), "title": content.title(), "state": case.state, "pack": case.pack},
        "applicant": name(Some(case.applicant)),
        "owner": name(content.owner()),
        "authority": content.dossier().and_then(|dossier| dossier.authority.as_ref()).map(|authority| &authority.name),
        "dossier": content.dossier(),
        "kind": record.law().definition.title,
        "what": done.map(|action| &action.title),
        "opinions": opinions,
        "recounted": recounted(record),
        "action": record.action,
        "actor": actor(context, record).map(|actor| actor.name.clone()),
        "comment": record.comment,
        "clause": done.and_then(|action| action.clause.as_ref()),
        "data": taken.map(|taken| taken.data.clone()),
        "reasons": content.reasons(),
        "gaps": content.gaps(),
        "offer": offer,
        "happened_on": record.law().office.local_date(record.decision.at),
        "link": format!("/cases/{}", case.id),
    }))
}

fn with_due(about: &Value, record: &Record<'_>, notice: &NoticeRule) -> Value {
    let mut payload = about.clone();
    let timer = notice.due.as_ref().and_then(|limit| record.decision.after.timers.get(limit));
    let clause =
        notice.due.as_ref().and_then(|limit| record.law().definition.limit(limit)).map(|limit| limit.clause.clone());
    if let Value::Object(map) = &mut payload {
        map.insert("due_on".to_owned(), json!(timer.map(|timer| timer.due_on)));
        map.insert("due_clause".to_owned(), json!(clause));
    }
    payload
}

/// The due dates that a calendar change moved.
fn recounted(record: &Record<'_>) -> Vec<Value> {
    let definition = record.law().definition;
    let moved = record.decision.events.iter().filter_map(|event| match event {
        Event::Clocked { timer, why: ClockChange::Recomputed { was } } => {
            Some((definition.limit(&timer.limit).map(|limit| &limit.title), *was, timer.due_on))
        }
        Event::Redated { rule, was, due_on, .. } => {
            Some((definition.referral(rule).map(|rule| &rule.title), *was, *due_on))
        }
        Event::Clocked { .. }
        | Event::Opened(_)
        | Event::Redrafted { .. }
        | Event::CodeAssigned { .. }
        | Event::Taken(_)
        | Event::Repinned { .. }
        | Event::TextReplaced { .. }
        | Event::Raised { .. }
        | Event::Lowered { .. }
        | Event::Decided(_)
        | Event::Works { .. }
        | Event::Asked { .. }
        | Event::Answered { .. }
        | Event::ContentChanged { .. } => None,
    });
    moved.map(|(title, was, due_on)| json!({"title": title, "was": was, "due_on": due_on})).collect()
}
