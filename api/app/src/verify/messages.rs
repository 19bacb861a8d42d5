//! Compares letters with the history: an entry that requires a letter has one, and each letter has
//! its entry.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::access::Stance;
use domain::cases::{Case, Definition, Event};
use domain::workflow::definition::NoticeRule;
use domain::workflow::event::ClockChange;
use domain::workflow::name::LimitId;
use domain::workflow::referral::Answer;

use super::finding::CaseFault;
use crate::app::App;
use api_store::admin::verification::cases::CaseRows;

/// The letters about system actions that no pack defines; the applicant always gets them.
const RECOUNTED: &str = "case.recounted";
const REPINNED: &str = "case.repinned";
/// The action that moves a case to another pack on purpose.
const REPIN: &str = "repin";

pub(super) fn check(app: &App, rows: &CaseRows, (case, events): (&Case, &[Vec<Event>]), faults: &mut Vec<CaseFault>) {
    let known: BTreeSet<i64> = rows.history.iter().map(|entry| entry.seq).collect();
    for notified in &rows.notified {
        match notified {
            None => faults.push(CaseFault::NoNumber),
            Some(seq) if !known.contains(seq) => faults.push(CaseFault::NoEntry(*seq)),
            Some(_) => {}
        }
    }
    let mut pack = None;
    let mut reminded: BTreeMap<LimitId, BTreeSet<usize>> = BTreeMap::new();
    for (entry, events) in rows.history.iter().zip(events) {
        let mut template = None;
        for event in events {
            if let Event::Opened(opening) = event {
                pack = Some(&opening.pack);
            } else if let Event::Repinned { pack: to, .. } = event {
                pack = Some(to);
            }
            let law = pack.and_then(|pack| app.policies.law(pack, &case.kind));
            let must = |notice: &&NoticeRule| notice.topic.is_none() && hears(rows, notice.stance, entry.at);
            let notified = law.map_or(&[][..], |law| notified(law.definition, event, &reminded));
            template = template.or_else(|| notified.iter().find(must).map(|notice| notice.template.to_string()));
            template = template.or_else(|| by_the_system(event, &entry.action).map(str::to_owned));
            if let Event::Clocked { timer, .. } = event {
                reminded.insert(timer.limit.clone(), timer.reminded.clone());
            }
        }
        if let Some(template) = template.filter(|_| !rows.notified.contains(&Some(entry.seq))) {
            faults.push(CaseFault::NotNotified { seq: entry.seq, template });
        }
    }
}

/// Whether an organisation certainly had this stance when the entry was written. The applicant
/// never leaves; other parties count only when they joined before and have not left.
fn hears(rows: &CaseRows, stance: Stance, at: DateTime<Utc>) -> bool {
    stance == Stance::Applicant
        || rows.parties.iter().any(|party| party.stance == stance.as_str() && party.since < at && party.until.is_none())
}

/// The recipients of an event under a pack.
fn notified<'a>(
    definition: &'a Definition,
    event: &Event,
    reminded: &BTreeMap<LimitId, BTreeSet<usize>>,
) -> &'a [NoticeRule] {
    match event {
        Event::Taken(taken) => definition.action_taken(taken).map_or(&[], |action| &action.notices),
        Event::Clocked { timer, why: ClockChange::Expired } => {
            definition.limit(&timer.limit).map_or(&[], |limit| &limit.notices)
        }
        Event::Clocked { timer, why: ClockChange::Reminded } => {
            let before = reminded.get(&timer.limit);
            let new = timer.reminded.iter().find(|place| before.is_none_or(|before| !before.contains(place)));
            let limit = definition.limit(&timer.limit);
            let reminder = new.and_then(|place| limit?.reminders.get(*place));
            reminder.map_or(&[], |reminder| &reminder.notices)
        }
        Event::Answered { rule, opinion, .. } => match opinion.answer {
            Answer::DeemedConsent | Answer::Escalated => definition.referral(rule).map_or(&[], |rule| &rule.notices),
            Answer::Consent | Answer::ConsentWithConditions | Answer::Objection => &[],
        },
        Event::Clocked { .. }
        | Event::Opened(_)
        | Event::Redrafted { .. }
        | Event::CodeAssigned { .. }
        | Event::Repinned { .. }
        | Event::TextReplaced { .. }
        | Event::Raised { .. }
        | Event::Lowered { .. }
        | Event::Decided(_)
        | Event::Works { .. }
        | Event::Asked { .. }
        | Event::Redated { .. }
        | Event::ContentChanged { .. } => &[],
    }
}

/// The letter about a changed calendar or another pack.
fn by_the_system(event: &Event, action: &str) -> Option<&'static str> {
    match event {
        Event::Clocked { why: ClockChange::Recomputed { .. }, .. } | Event::Redated { .. } => Some(RECOUNTED),
        Event::Repinned { .. } => (action == REPIN).then_some(REPINNED),
        Event::Clocked { .. }
        | Event::Opened(_)
        | Event::Redrafted { .. }
        | Event::CodeAssigned { .. }
        | Event::Taken(_)
        | Event::TextReplaced { .. }
        | Event::Raised { .. }
        | Event::Lowered { .. }
        | Event::Decided(_)
        | Event::Works { .. }
        | Event::Asked { .. }
        | Event::Answered { .. }
        | Event::ContentChanged { .. } => None,
    }
}
