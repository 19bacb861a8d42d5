//! Records an accepted decision: the case, guarded by the version that was read, its history,
//! clocks, tasks and letters.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::messages::Noun;
use domain::{
    access::{Actor, Stance},
    cases::{Change, Decision, Event, Facts, Law},
    ids::{OrganizationId, TaskId},
    text::Localized,
    workflow::{clock::next_silence, deadline, definition::Phase, doer::Signature, leading::next_due_at},
};

use rand::{SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{effective_law::EffectiveLaw, facts::Look, notifications, trigger::Trigger};
use crate::{
    command_pipeline::{Caller, CommandContext},
    error::AppError,
};
use api_store::cases::{
    self, Guarded, StoredCase, Writing,
    case_history::{self, Accepted},
    case_timers::{self, Ticking},
    published,
    tasks::{self, NewTask},
};

/// A decision to record, with the case as it was read.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    /// The law of the decision.
    pub(crate) law: EffectiveLaw<'a>,
    /// The case before the decision.
    pub(crate) kept: StoredCase,
    /// The facts of the decision.
    pub(crate) facts: Facts,
    pub(crate) decision: Decision,
    /// The name of the action, for the history.
    pub(crate) action: String,
    /// The comment of the actor.
    pub(crate) comment: Option<String>,
}

impl Record<'_> {
    pub(super) fn law(&self) -> Law<'_> {
        self.law.law()
    }

    /// The action and its case, for the log.
    pub(super) fn name(&self) -> String {
        format!("{} on {}", self.action, self.decision.after.code_or_id())
    }

    /// The action that a decision triggers on its own case after it is recorded: for example, a
    /// notice is received and then found deficient.
    pub(super) fn own_trigger(&self) -> Option<Trigger> {
        let id = self.decision.after.id;
        self.decision.changes.iter().find_map(|change| match change {
            Change::Trigger { case, action, data } if *case == id => {
                Some(Trigger { case: id, action, data: data.clone(), look: Look::Standing })
            }
            Change::Trigger { .. }
            | Change::Join { .. }
            | Change::Leave { .. }
            | Change::Refile { .. }
            | Change::Register { .. }
            | Change::Watch
            | Change::Reserve { .. }
            | Change::Activate
            | Change::Clear { .. }
            | Change::Release { .. } => None,
        })
    }
}

/// The written values that the returned case needs.
#[derive(Debug)]
pub(super) struct Recorded {
    phase: Phase,
    filed_at: Option<DateTime<Utc>>,
    next_due_at: Option<DateTime<Utc>>,
}

/// Writes the case, its history and its clocks; its changes follow, and then [`close`].
///
/// # Errors
/// [`CommandContext::overtaken`] when another change was committed first.
pub(super) async fn write(context: &CommandContext<'_>, record: &Record<'_>) -> Result<Recorded, AppError> {
    let decision = &record.decision;
    let after = &decision.after;
    let phase = phase(record)?;
    let filed_at =
        record.kept.filed_at.or_else(|| matches!(phase, Phase::Open | Phase::InForce).then_some(decision.at));
    let next_due_at = next_due_at(record.law().definition, after);
    let actor = actor(context, record);
    let writing =
        Writing { case: after, phase, next_due_at, filed_at, at: context.now, by: actor.map(|actor| actor.user) };
    match cases::update(context.tx, &writing, record.kept.case.version).await? {
        Guarded::Written => {}
        Guarded::Overtaken => return Err(overtaken(context, record)),
    }
    let accepted = Accepted {
        case: after.id,
        seq: after.version,
        signature: &decision.signature,
        actor,
        action: &record.action,
        comment: record.comment.as_deref(),
        events: &decision.events,
        at: context.now,
        legal_at: decision.at,
    };
    case_history::append(context.tx, &accepted).await?;
    clocks(context, record).await?;
    asked(context, record).await?;
    if record.kept.filed_at.is_none() && filed_at.is_some() && after.content.dossier().is_some() {
        published::give_secret(context.tx, after.id, secret(), context.now).await?;
    }
    Ok(Recorded { phase, filed_at, next_due_at })
}

/// Writes the tasks and letters after the changes, and returns the current case.
pub(super) async fn close(
    context: &CommandContext<'_>,
    record: &Record<'_>,
    recorded: Recorded,
) -> Result<StoredCase, AppError> {
    let after = &record.decision.after;
    let parties = cases::parties_of(context.tx, after.id).await?;
    turns(context, record, &parties).await?;
    notifications::write(context, record, &parties).await?;
    let Recorded { phase, filed_at, next_due_at } = recorded;
    Ok(StoredCase {
        case: after.clone(),
        phase,
        filed_at,
        updated_at: context.now,
        next_due_at,
        parties,
        opened_by: record.kept.opened_by,
    })
}

/// The acting person, if any. An action of the server on one case because of a change to another
/// has no actor: a competitor who gets a place must not learn who withdrew a request.
#[must_use]
pub(crate) fn actor<'a>(context: &CommandContext<'a>, record: &Record<'_>) -> Option<&'a Actor> {
    match (&record.decision.signature, &context.request.caller) {
        (Signature::Person { .. }, Caller::Person(actor)) => Some(actor),
        (Signature::Person { .. } | Signature::System, Caller::Person(_) | Caller::System) => None,
    }
}

fn overtaken(context: &CommandContext<'_>, record: &Record<'_>) -> AppError {
    match &record.decision.signature {
        Signature::Person { .. } => context.overtaken(Noun::Case),
        // The server repeats its own actions; no caller named a version of this case.
        Signature::System => AppError::Again,
    }
}

fn phase(record: &Record<'_>) -> Result<Phase, AppError> {
    let state = &record.decision.after.state;
    record
        .law()
        .definition
        .state(state)
        .map(|state| state.phase)
        .ok_or_else(|| AppError::internal(format!("the pack knows no state {state}")))
}

/// A secret of ten characters that is hard to guess and easy to read aloud, without characters that
/// resemble each other.
fn secret() -> String {
    const CHARACTERS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    let mut dice = StdRng::from_seed(api_store::database::random::bytes());
    (0..10).filter_map(|_| CHARACTERS.choose(&mut dice).map(|character| char::from(*character))).collect()
}

/// A consulted agency becomes a party of the case.
async fn asked(context: &CommandContext<'_>, record: &Record<'_>) -> Result<(), AppError> {
    for event in &record.decision.events {
        if let Event::Asked { referral } = event {
            let case = record.decision.after.id;
            cases::join(context.tx, case, referral.agency, Stance::Consulted, context.now).await?;
        }
    }
    Ok(())
}

/// Writes only the clocks that changed, each with its wake-up instant. An awaited opinion has no
/// clock of its own: the first clock of the case wakes for it. Meanwhile all clocks are written, so
/// that none keeps the wake-up of another.
async fn clocks(context: &CommandContext<'_>, record: &Record<'_>) -> Result<(), AppError> {
    let (before, after) = (&record.kept.case, &record.decision.after);
    let silence = next_silence(record.law(), after);
    let all = silence.is_some() || next_silence(record.law(), before).is_some();
    let mut ticking: Vec<Ticking<'_>> = after
        .timers
        .values()
        .filter(|timer| all || before.timers.get(&timer.limit) != Some(timer))
        .map(|timer| {
            let limit = record.law().definition.limit(&timer.limit);
            let next_wake_at = limit.and_then(|limit| deadline::next_wake(record.law(), limit, timer));
            Ticking { id: context.new_id(), timer, next_wake_at }
        })
        .collect();
    if let (Some(silence), Some(first)) = (silence, ticking.first_mut()) {
        first.next_wake_at = Some(first.next_wake_at.map_or(silence, |own| own.min(silence)));
    }
    Ok(case_timers::write(context.tx, after, ticking).await?)
}

/// Creates the tasks of the next step: one for each organisation that has the stance and the roles.
async fn turns(
    context: &CommandContext<'_>,
    record: &Record<'_>,
    parties: &BTreeSet<(OrganizationId, Stance)>,
) -> Result<(), AppError> {
    let after = &record.decision.after;
    let due_at = next_due_at(record.law().definition, after);
    let code = after.code_or_id();
    let title = record.law().definition.state(&after.state).map_or_else(
        || Localized { vi: code.clone(), en: code.clone() },
        |state| Localized { vi: format!("{code}: {}", state.title.vi), en: format!("{code}: {}", state.title.en) },
    );
    let wanted = record
        .decision
        .turn
        .iter()
        .flat_map(|who| {
            parties.iter().filter(|(_, stance)| *stance == who.stance).map(|(organization, _)| NewTask {
                id: TaskId::new(context.new_id()),
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
    Ok(tasks::turn(context.tx, context.now, after.id, wanted).await?)
}
