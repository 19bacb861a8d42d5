//! From "these are told" to letters: who they are by name today, in which language, and what the letter needs to know.
//!
//! A letter is rendered when it leaves and not when it is written: the transaction that changes a case stays short, and a template
//! that fails costs a letter a retry and never a citizen the decision. What the letter says is fixed all the same: its payload is
//! stored here, and what was rendered from it at the first attempt is kept with the row, sent again unchanged at every later one, and
//! remains as proof of what was said.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Stance;
use domain::cases::{Decision, Definition};
use domain::ids::{OrganizationId, OutboxId};
use domain::text::Localized;
use domain::workflow::definition::Tell;
use domain::workflow::event::{Event, Taken};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::store::outbox::{NewLetter, Recipient};
use crate::store::{Stored, Tx, addressees, outbox};

/// What happened, for the letters about it.
#[derive(Debug)]
pub struct Cause<'a> {
    /// The machine of the case.
    pub definition: &'a Definition,
    /// What was decided; its notices say who is told.
    pub decision: &'a Decision,
    /// The place of it in the history of the case.
    pub seq: u64,
    /// What the case is called.
    pub title: &'a str,
    /// When.
    pub now: DateTime<Utc>,
    /// The legal day of it.
    pub today: NaiveDate,
}

/// Write the letters and notices that follow from a decision, in its transaction, after its parties were saved.
///
/// # Errors
/// When the database is in trouble.
pub async fn tell(tx: &Tx, cause: &Cause<'_>, new_id: impl Fn() -> Uuid + Send) -> Stored<()> {
    let notices = &cause.decision.notices;
    if notices.is_empty() {
        return Ok(());
    }
    let case = cause.decision.after.id;
    let asked: BTreeSet<Stance> =
        notices.iter().map(|tell| tell.stance).chain([Stance::Applicant, Stance::Owner]).collect();
    let parties = addressees::parties(tx, case, &asked, cause.now).await?;
    let offices: BTreeSet<OrganizationId> = parties.iter().map(|(office, _)| *office).collect();
    let people = addressees::people(tx, &offices, cause.today).await?;
    let names = addressees::names(tx, &offices).await?;
    let common = common(cause, &parties, &names);
    let mut letters = Vec::new();
    for tell in notices {
        for (office, _) in parties.iter().filter(|(_, stance)| *stance == tell.stance) {
            for to in people.get(office).into_iter().flatten() {
                letters.push(NewLetter {
                    id: OutboxId::new(new_id()),
                    case: Some((case, cause.seq)),
                    letter: tell.letter.to_string(),
                    class: tell.class,
                    to: to.clone(),
                    payload: payload(&common, cause, tell, to, names.get(office)),
                });
            }
        }
    }
    outbox::enqueue(tx, cause.now, letters).await
}

/// What all letters about one cause know.
fn common(
    cause: &Cause<'_>,
    parties: &[(OrganizationId, Stance)],
    names: &BTreeMap<OrganizationId, Localized>,
) -> serde_json::Map<String, Value> {
    let case = &cause.decision.after;
    let named = |stance: Stance| -> Vec<&Localized> {
        parties.iter().filter(|(_, other)| *other == stance).filter_map(|(office, _)| names.get(office)).collect()
    };
    let taken = cause.decision.events.iter().rev().find_map(taken);
    let action = taken.and_then(|taken| cause.definition.actions.iter().find(|action| action.id == taken.action));
    let mut all = serde_json::Map::new();
    all.insert(
        "case".to_owned(),
        json!({
            "id": case.id,
            "code": case.code,
            "kind": case.kind,
            "kind_title": cause.definition.title,
            "title": cause.title,
            "state": case.state,
            "state_title": cause.definition.state(&case.state).map(|state| &state.title),
        }),
    );
    all.insert("applicant".to_owned(), json!(named(Stance::Applicant).first()));
    all.insert("owners".to_owned(), json!(named(Stance::Owner)));
    all.insert(
        "action".to_owned(),
        json!({
            "id": taken.map(|taken| &taken.action),
            "title": action.map(|action| &action.title),
            "comment": taken.and_then(|taken| taken.comment.as_deref()),
            "data": taken.map(|taken| &taken.data),
            "clause": action.and_then(|action| action.clause.as_deref()),
        }),
    );
    all.insert("at".to_owned(), json!(cause.decision.at));
    all
}

fn taken(event: &Event<domain::cases::House>) -> Option<&Taken> {
    if let Event::Taken(taken) = event { Some(taken) } else { None }
}

/// What one letter knows besides.
fn payload(
    common: &serde_json::Map<String, Value>,
    cause: &Cause<'_>,
    tell: &Tell,
    to: &Recipient,
    office: Option<&Localized>,
) -> Value {
    let mut all = common.clone();
    let due = tell.due.as_ref().and_then(|id| {
        let timer = cause.decision.after.timers.get(id)?;
        let limit = cause.definition.limit(id)?;
        Some(json!({ "limit": id, "title": limit.title, "on": timer.due_on, "clause": limit.clause }))
    });
    all.insert("due".to_owned(), due.unwrap_or_default());
    all.insert("legal_class".to_owned(), json!(tell.class));
    all.insert("to".to_owned(), json!({ "name": to.name, "organization": office, "stance": tell.stance }));
    Value::Object(all)
}
