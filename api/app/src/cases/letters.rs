//! Writes the letters of a decision: the pack defines the notices, and each becomes letters to
//! people in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::Stance,
    cases::{CaseContent, Event, Facts},
    ids::{OrganizationId, OutboxId},
    notice::Topic,
    workflow::{definition::Tell, event::ClockChange},
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
        outbox::{self, NewLetter},
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
    let hears = |office: OrganizationId, tell: &Tell| {
        tell.topic.is_none_or(|topic| hearing.get(&topic).is_none_or(|offices| offices.contains(&office)))
    };
    let told: Vec<(OrganizationId, &Tell)> = record
        .decision
        .notices
        .iter()
        .flat_map(|tell| {
            offices(tell.stance, parties, &record.facts, record.decision.after.applicant)
                .map(move |office| (office, tell))
        })
        .filter(|(office, tell)| hears(*office, tell))
        .collect();
    let told = once_each(told);
    let ids: BTreeSet<OrganizationId> = told.iter().map(|(office, _)| *office).collect();
    let today = record.law().office.local_date(context.now);
    let people = addressees::people(context.tx, &ids, today).await?;
    let about = about(context, record).await?;
    let case = &record.decision.after;
    let letters = told
        .into_iter()
        .flat_map(|(office, tell)| {
            let payload = with_due(&about, record, tell);
            people.get(&office).into_iter().flatten().map(move |to| NewLetter {
                id: OutboxId::new(context.new_id()),
                case: Some((case.id, case.version)),
                letter: tell.letter.to_string(),
                class: tell.class,
                to: to.clone(),
                payload: payload.clone(),
            })
        })
        .collect();
    Ok(outbox::enqueue(context.tx, context.now, letters).await?)
}

/// An organisation with two stances in the case gets the same letter once, with legal effect if
/// either stance requires it.
fn once_each(mut told: Vec<(OrganizationId, &Tell)>) -> Vec<(OrganizationId, &Tell)> {
    told.sort_by_key(|(_, tell)| tell.class);
    let mut seen = BTreeSet::new();
    told.retain(|(office, tell)| seen.insert((*office, tell.letter.as_str())));
    told
}

/// The recipients for each topic of the decision: owners of assets beside the place, organisations
/// that asked to join, and subscribers for the place. Without a place, all parties.
async fn hearing(
    context: &CommandContext<'_>,
    record: &Record<'_>,
) -> Result<BTreeMap<Topic, BTreeSet<OrganizationId>>, AppError> {
    let mut found = BTreeMap::new();
    let Some(place) = record.decision.after.papers.place() else { return Ok(found) };
    let topics: BTreeSet<Topic> = record.decision.notices.iter().filter_map(|tell| tell.topic).collect();
    if topics.is_empty() {
        return Ok(found);
    }
    let mut concerned = nearby_works::owners(context, place).await?;
    if let CaseContent::PlannedWorks(papers) = &record.decision.after.papers {
        concerned.extend(papers.joins.iter().map(|join| join.organization));
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
    let papers = &case.papers;
    let asked: Vec<_> =
        case.referrals.iter().rev().filter_map(|asked| Some((asked.agency, asked.opinion.as_ref()?))).collect();
    let agencies = asked.iter().map(|(agency, _)| *agency);
    let wanted: Vec<OrganizationId> =
        [Some(case.applicant), papers.owner()].into_iter().flatten().chain(agencies).collect();
    let names = organizations::names(context.tx, &wanted).await?;
    let name =
        |id: Option<OrganizationId>| id.and_then(|id| names.get(&id)).map(|name| json!({"vi": name.vi, "en": name.en}));
    let taken = case.taken.last();
    let done = record.law().definition.actions.iter().find(|action| action.id == *record.action.as_str());
    let opinions: Vec<Value> =
        asked.iter().map(|(agency, opinion)| json!({"agency": name(Some(*agency)), "opinion": opinion})).collect();
    let offer = papers.sharing().and_then(|papers| papers.offers.last());
    Ok(json!({
        "case": {"id": case.id, "code": case.code, "title": papers.title(), "state": case.state, "pack": case.pack},
        "applicant": name(Some(case.applicant)),
        "owner": name(papers.owner()),
        "authority": papers.dossier().and_then(|dossier| dossier.authority.as_ref()).map(|authority| &authority.name),
        "dossier": papers.dossier(),
        "kind": record.law().definition.title,
        "what": done.map(|action| &action.title),
        "opinions": opinions,
        "recounted": recounted(record),
        "action": record.action,
        "actor": actor(context, record).map(|actor| actor.name.clone()),
        "comment": record.comment,
        "clause": done.and_then(|action| action.clause.as_ref()),
        "data": taken.map(|taken| taken.data.clone()),
        "reasons": papers.reasons(),
        "gaps": papers.gaps(),
        "offer": offer,
        "happened_on": record.law().office.local_date(record.decision.at),
        "link": format!("/cases/{}", case.id),
    }))
}

fn with_due(about: &Value, record: &Record<'_>, tell: &Tell) -> Value {
    let mut payload = about.clone();
    let timer = tell.due.as_ref().and_then(|limit| record.decision.after.timers.get(limit));
    let clause =
        tell.due.as_ref().and_then(|limit| record.law().definition.limit(limit)).map(|limit| limit.clause.clone());
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
        | Event::Taken(_)
        | Event::Repinned { .. }
        | Event::TextReplaced { .. }
        | Event::Raised { .. }
        | Event::Lowered { .. }
        | Event::Decided(_)
        | Event::Works { .. }
        | Event::Asked { .. }
        | Event::Answered { .. }
        | Event::Paper { .. } => None,
    });
    moved.map(|(title, was, due_on)| json!({"title": title, "was": was, "due_on": due_on})).collect()
}
