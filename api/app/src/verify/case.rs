//! Verifies one case: its history is intact, its events give the stored row, and the derived rows
//! follow from the events.

use std::collections::BTreeMap;

use domain::cases::{Case, Event};
use domain::ids::{AssetId, CaseId};
use domain::registry::kind::UnitNature;
use domain::workflow::doer::Signature;
use domain::workflow::history::{CLEANING_ACTION, Entry, HistoryError, verify};
use domain::workflow::leading::next_due_at;

use super::finding::{CaseFault, Finding};
use super::{Proof, holdings, messages, timers};
use crate::app::App;
use crate::error::AppError;
use api_store::admin::verification::cases::{CaseRows, contradicted};
use api_store::entities::{case_history, cases};

/// The rows of a case, with its events.
pub(super) struct Read {
    pub(super) rows: CaseRows,
    /// The events, entry by entry; or the parse error.
    pub(super) events: Result<Vec<Vec<Event>>, serde_json::Error>,
}

impl Read {
    pub(super) fn of(mut rows: CaseRows) -> Self {
        // The hash is over the stored events, so parsing leaves the stored values intact.
        let events = rows.history.iter_mut().map(|entry| serde_json::from_value(entry.events.clone()));
        let events = events.collect::<Result<_, _>>();
        Self { rows, events }
    }
}

/// Verifies the history and the derived rows of one case.
pub(super) fn check(
    app: &App,
    read: &Read,
    natures: &BTreeMap<(AssetId, String), UnitNature>,
    proof: &mut Proof,
) -> Result<(), AppError> {
    let rows = &read.rows;
    let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    proof.cases = proof.cases.saturating_add(1);
    proof.entries = proof.entries.saturating_add(count(rows.history.len()));
    proof.timers = proof.timers.saturating_add(count(rows.timers.len()));
    let mut faults = Vec::new();
    match verify_chain(CaseId::new(rows.case.id), &rows.history) {
        Ok(replaced) => proof.replaced = proof.replaced.saturating_add(replaced),
        Err(broken) => faults.push(CaseFault::HistoryError(broken)),
    }
    let replayed = match &read.events {
        Err(why) => Err(CaseFault::EventUnreadable(why.to_string())),
        Ok(events) => Case::replayed(events.iter().cloned()).map_err(|why| CaseFault::NoCase(why.to_string())),
    };
    match (replayed, &read.events) {
        (Err(fault), _) => faults.push(fault),
        (Ok(_), Err(_)) => {}
        (Ok(case), Ok(events)) => {
            stored(app, &rows.case, &case, &mut faults)?;
            timers::check(app, rows, &case, &mut faults);
            holdings::check(app, rows, (&case, events), natures, &mut faults);
            messages::check(app, rows, (&case, events), &mut faults);
        }
    }
    let code = rows.case.code_or_id();
    proof.findings.extend(faults.into_iter().map(|fault| Finding::Case { code: code.clone(), fault }));
    Ok(())
}

/// Counts the entries with replaced text, which the cleaning step reports in an entry of its own.
fn verify_chain(case: CaseId, history: &[case_history::Model]) -> Result<u64, HistoryError> {
    let entries: Vec<Entry> = history
        .iter()
        .map(|row| Entry {
            case,
            seq: u64::try_from(row.seq).unwrap_or(0),
            at: row.at,
            legal_at: row.legal_at,
            events: row.events.clone(),
        })
        .collect();
    let trail = entries.iter().zip(history).map(|(entry, row)| {
        let previous = Some(row.prev_hash.as_str()).filter(|previous| !previous.is_empty());
        (entry, previous, row.hash.as_str())
    });
    let Some(replacement) = verify(trail)? else { return Ok(0) };
    let seq = replacement.named_by;
    // The hash does not cover the action and the stance.
    let named_by = history.iter().find(|row| u64::try_from(row.seq) == Ok(seq));
    let system = Signature::System.stance();
    if named_by.is_some_and(|row| row.action == CLEANING_ACTION && row.stance == system.as_str()) {
        Ok(replacement.entries)
    } else {
        Err(HistoryError::NotReplaced { seq })
    }
}

/// Compares the row of a case with the case that its events give.
fn stored(app: &App, row: &cases::Model, case: &Case, faults: &mut Vec<CaseFault>) -> Result<(), AppError> {
    match serde_json::from_value::<Case>(row.snapshot.clone()) {
        Err(why) => faults.push(CaseFault::Unreadable(why.to_string())),
        Ok(stored) if stored != *case => faults.push(CaseFault::Differs),
        Ok(_) => {}
    }
    faults.extend(contradicted(row, case)?.into_iter().map(CaseFault::Column));
    let law = app.policies.law(&case.pack, &case.kind);
    let due = law.map(|law| next_due_at(law.definition, case).map(timers::stored));
    if due.is_some_and(|due| row.next_due_at.map(timers::stored) != due) {
        faults.push(CaseFault::Column("next_due_at"));
    }
    let state = law.and_then(|law| law.definition.state(&case.state));
    if state.is_some_and(|state| row.phase != state.phase.as_str()) {
        faults.push(CaseFault::Column("phase"));
    }
    Ok(())
}
