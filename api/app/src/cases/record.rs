//! Writes down an accepted decision: the case guarded by the version that was read, its trail, clocks, tasks, changes and letters.

use std::collections::BTreeSet;

use domain::messages::Noun;
use domain::{
    access::{Actor, Stance},
    cases::{Change, Decision, Event, Facts, Law},
    ids::{OrganizationId, TaskId},
    text::Localized,
    workflow::{clock::next_silence, deadline, definition::Phase, doer::Signature, limit::TimerStatus},
};

use rand::{SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{carry, facts::Look, letters, prompt};
use crate::{
    act::{Caller, Desk},
    failure::Failure,
};
use api_store::{
    case_history::{self, Accepted},
    case_timers::{self, Ticking},
    cases::{self, Guarded, Kept, Sight, Writing},
    published,
    tasks::{self, NewTask},
};

/// One decision to be written down, with the case as it was read.
#[derive(Debug)]
pub struct Record<'a> {
    /// The law it was taken under.
    pub law: Law<'a>,
    /// The case before it.
    pub kept: &'a Kept,
    /// The world it was taken in.
    pub facts: &'a Facts,
    /// The decision.
    pub decision: &'a Decision,
    /// What was done, for the trail.
    pub action: &'a str,
    /// What was said with it.
    pub comment: Option<&'a str>,
}

/// Writes it.
///
/// # Errors
/// [`Desk::overtaken`] when somebody else was faster; a refusal when the room was taken in the same instant.
pub async fn record(desk: &Desk<'_>, record: &Record<'_>) -> Result<Kept, Failure> {
    let decision = record.decision;
    let after = &decision.after;
    let phase = phase(record)?;
    let filed_at =
        record.kept.filed_at.or_else(|| matches!(phase, Phase::Open | Phase::InForce).then_some(decision.at));
    let next_due_at =
        after.timers.values().filter(|timer| timer.status == TimerStatus::Running).map(|timer| timer.due_at).min();
    let actor = actor(desk, record);
    let writing =
        Writing { case: after, phase, next_due_at, filed_at, at: desk.now, by: actor.map(|actor| actor.user) };
    match cases::update(desk.tx, &writing, record.kept.case.version).await? {
        Guarded::Written => {}
        Guarded::Overtaken => return Err(overtaken(desk, record)),
    }
    let accepted = Accepted {
        case: after.id,
        seq: after.version,
        signature: &decision.signature,
        actor,
        action: record.action,
        comment: record.comment,
        events: &decision.events,
        at: desk.now,
        legal_at: decision.at,
    };
    case_history::append(desk.tx, &accepted).await?;
    clocks(desk, record).await?;
    asked(desk, record).await?;
    if record.kept.filed_at.is_none() && filed_at.is_some() && after.papers.dossier().is_some() {
        published::give_secret(desk.tx, after.id, secret(), desk.now).await?;
    }
    carry::carry(desk, record).await?;
    let parties = cases::parties_of(desk.tx, after.id).await?;
    turns(desk, record, &parties).await?;
    letters::write(desk, record, &parties).await?;
    let kept = Kept { case: after.clone(), phase, filed_at, updated_at: desk.now, next_due_at, parties };
    upon_itself(desk, record, kept).await
}

/// What the step brings about on its own case comes when the step is written down: a notice is received, and then found deficient.
async fn upon_itself(desk: &Desk<'_>, record: &Record<'_>, kept: Kept) -> Result<Kept, Failure> {
    let id = kept.case.id;
    for change in &record.decision.changes {
        if let Change::Prompt { case, action, data } = change
            && *case == id
        {
            prompt::prompt(desk, id, action, data.clone(), Look::Standing).await?;
            return cases::find(desk.tx, id, Sight::House).await?.ok_or(Failure::NotFound);
        }
    }
    Ok(kept)
}

/// The person who acts, when it is one. What the house does on one case because of a change to another is the house's own: who
/// withdraws a request must not become known to the competitor who gets the place.
#[must_use]
pub fn actor<'a>(desk: &Desk<'a>, record: &Record<'_>) -> Option<&'a Actor> {
    match (&record.decision.signature, &desk.call.caller) {
        (Signature::Person { .. }, Caller::Person(actor)) => Some(actor),
        (Signature::Person { .. } | Signature::System, Caller::Person(_) | Caller::System) => None,
    }
}

fn overtaken(desk: &Desk<'_>, record: &Record<'_>) -> Failure {
    match &record.decision.signature {
        Signature::Person { .. } => desk.overtaken(Noun::Case),
        // What the house does by itself it does again; nobody named a version of this case.
        Signature::System => Failure::Again,
    }
}

fn phase(record: &Record<'_>) -> Result<Phase, Failure> {
    let state = &record.decision.after.state;
    record
        .law
        .definition
        .state(state)
        .map(|state| state.phase)
        .ok_or_else(|| Failure::internal(format!("the pack knows no state {state}")))
}

/// A word that nobody guesses and everybody can read out: ten letters and figures that are not taken for each other.
fn secret() -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    let mut dice = StdRng::from_seed(api_store::random::bytes());
    (0..10).filter_map(|_| LETTERS.choose(&mut dice).map(|letter| char::from(*letter))).collect()
}

/// An agency that is asked takes part from then on.
async fn asked(desk: &Desk<'_>, record: &Record<'_>) -> Result<(), Failure> {
    for event in &record.decision.events {
        if let Event::Asked { referral } = event {
            let case = record.decision.after.id;
            cases::join(desk.tx, case, referral.agency, Stance::Consulted, desk.now).await?;
        }
    }
    Ok(())
}

/// Only the clocks that moved are written, each with the instant at which it wakes by itself. An awaited opinion has no clock:
/// the first of the case wakes for it, and meanwhile all are written, so that none is left with a wake of another's.
async fn clocks(desk: &Desk<'_>, record: &Record<'_>) -> Result<(), Failure> {
    let (before, after) = (&record.kept.case, &record.decision.after);
    let silence = next_silence(record.law, after);
    let all = silence.is_some() || next_silence(record.law, before).is_some();
    let mut ticking: Vec<Ticking<'_>> = after
        .timers
        .values()
        .filter(|timer| all || before.timers.get(&timer.limit) != Some(timer))
        .map(|timer| {
            let limit = record.law.definition.limit(&timer.limit);
            let next_wake_at = limit.and_then(|limit| deadline::next_wake(record.law, limit, timer));
            Ticking { id: desk.new_id(), timer, next_wake_at }
        })
        .collect();
    if let (Some(silence), Some(first)) = (silence, ticking.first_mut()) {
        first.next_wake_at = Some(first.next_wake_at.map_or(silence, |own| own.min(silence)));
    }
    Ok(case_timers::write(desk.tx, after, ticking).await?)
}

/// Whose turn it is now: a task for each organisation that stands in the stance and has the roles.
async fn turns(
    desk: &Desk<'_>,
    record: &Record<'_>,
    parties: &BTreeSet<(OrganizationId, Stance)>,
) -> Result<(), Failure> {
    let after = &record.decision.after;
    let due_at =
        after.timers.values().filter(|timer| timer.status == TimerStatus::Running).map(|timer| timer.due_at).min();
    let title = record.law.definition.state(&after.state).map_or_else(
        || Localized { vi: after.code.clone(), en: after.code.clone() },
        |state| Localized {
            vi: format!("{}: {}", after.code, state.title.vi),
            en: format!("{}: {}", after.code, state.title.en),
        },
    );
    let wanted = record
        .decision
        .turn
        .iter()
        .flat_map(|who| {
            parties.iter().filter(|(_, stance)| *stance == who.stance).map(|(organization, _)| NewTask {
                id: TaskId::new(desk.new_id()),
                kind: tasks::Kind::Turn,
                case: Some(after.id),
                title: title.clone(),
                organization: *organization,
                roles: who.roles.clone(),
                area: None,
                due_at,
            })
        })
        .collect();
    Ok(tasks::turn(desk.tx, desk.now, after.id, wanted).await?)
}
