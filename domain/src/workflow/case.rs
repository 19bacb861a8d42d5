//! The state of a case: the sum of its events, and nothing else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::{
    event::{Event, Flag, Opening, Taken, Verdict, WorksStatus},
    limit::{Timer, TimerStatus},
    name::{ActionId, KindName, LimitId, PackId, StateId},
    referral::Referral,
    rules::Rules,
};
use crate::ids::{CaseId, OrganizationId, UserId};

/// A case. State, decision, mode of decision and status of the works are four separate values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Case<R: Rules> {
    pub id: CaseId,
    /// The code for people; a draft has none until it is filed.
    #[serde(default)]
    pub code: Option<String>,
    pub kind: KindName,
    /// The rule pack of the case.
    pub pack: PackId,
    pub state: StateId,
    pub applicant: OrganizationId,
    /// The case that this case follows.
    pub previous: Option<CaseId>,
    /// The last decision of the case.
    pub verdict: Option<Verdict>,
    /// The status of the physical works.
    pub works: Option<WorksStatus>,
    /// Flags beside the state.
    pub flags: BTreeSet<Flag>,
    pub timers: BTreeMap<LimitId, Timer>,
    /// The consultations of agencies, open and closed.
    pub referrals: Vec<Referral>,
    /// The performed actions, in order.
    pub taken: Vec<Taken>,
    /// The content of the case.
    #[serde(rename = "papers")]
    pub content: R::Content,
    pub opened_at: DateTime<Utc>,
    /// The number of accepted commands.
    pub version: u64,
}

/// Why a list of events is not a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The first event is not an opening.
    #[error("the history does not begin with an opening")]
    NoOpening,
    /// A second opening follows.
    #[error("the history opens the case twice")]
    OpenedTwice,
}

impl<R: Rules> Case<R> {
    /// The case after its opening.
    #[must_use]
    pub fn opened(opening: Opening<R>) -> Self {
        Self {
            id: opening.id,
            code: opening.code,
            kind: opening.kind,
            pack: opening.pack,
            state: opening.state,
            applicant: opening.applicant,
            previous: opening.previous,
            verdict: None,
            works: None,
            flags: BTreeSet::new(),
            timers: BTreeMap::new(),
            referrals: Vec::new(),
            taken: Vec::new(),
            content: opening.content,
            opened_at: opening.at,
            version: 1,
        }
    }

    /// Builds a case from its history: one list of events for each accepted command.
    ///
    /// # Errors
    /// [`ReplayError`] when the lists do not begin with exactly one opening.
    pub fn replayed<I>(entries: I) -> Result<Self, ReplayError>
    where
        I: IntoIterator<Item = Vec<Event<R>>>,
    {
        let mut entries = entries.into_iter();
        let mut first = entries.next().unwrap_or_default().into_iter();
        let Some(Event::Opened(opening)) = first.next() else {
            return Err(ReplayError::NoOpening);
        };
        let mut case = Self::opened(*opening);
        for event in first {
            case.apply(&event);
        }
        for events in entries {
            if events.iter().any(|event| matches!(event, Event::Opened(_))) {
                return Err(ReplayError::OpenedTwice);
            }
            case.accept(&events);
        }
        Ok(case)
    }

    /// Applies the events of one accepted command; the version increases by one.
    pub fn accept(&mut self, events: &[Event<R>]) {
        for event in events {
            self.apply(event);
        }
        self.version = self.version.saturating_add(1);
    }

    /// Applies one event. All changes of a case use this function.
    pub(super) fn apply(&mut self, event: &Event<R>) {
        match event {
            Event::Opened(_) | Event::TextReplaced { .. } => {}
            Event::CodeAssigned { code } => self.code = Some(code.clone()),
            Event::Redrafted { content } => self.content = R::Content::clone(content),
            Event::Taken(taken) => {
                self.state = taken.to.clone();
                self.taken.push(taken.clone());
            }
            Event::Repinned { pack, state } => {
                self.pack = pack.clone();
                if let Some(state) = state {
                    self.state = state.clone();
                }
            }
            Event::Clocked { timer, .. } => {
                self.timers.insert(timer.limit.clone(), timer.clone());
            }
            Event::Raised { flag } => {
                self.flags.insert(*flag);
            }
            Event::Lowered { flag } => {
                self.flags.remove(flag);
            }
            Event::Decided(verdict) => self.verdict = Some(verdict.clone()),
            Event::Works { status } => self.works = Some(*status),
            Event::Asked { referral } => self.referrals.push(referral.clone()),
            Event::Answered { rule, agency, opinion } => {
                let mut asked = self.referrals.iter_mut().rev();
                if let Some(referral) = asked.find(|r| r.rule == *rule && r.agency == *agency && r.is_open()) {
                    referral.opinion = Some(opinion.clone());
                }
            }
            Event::Redated { rule, agency, due_on, due_at, .. } => {
                let mut asked = self.referrals.iter_mut().rev();
                if let Some(referral) = asked.find(|r| r.rule == *rule && r.agency == *agency && r.is_open()) {
                    referral.due_on = *due_on;
                    referral.due_at = *due_at;
                }
            }
            Event::ContentChanged { entry } => R::apply(&mut self.content, entry),
        }
    }

    /// The name of the case in logs, findings and letters: its code, or its id while it is a draft.
    #[must_use]
    pub fn code_or_id(&self) -> String {
        self.code.clone().unwrap_or_else(|| self.id.to_string())
    }

    /// The number of times that an action was performed.
    #[must_use]
    pub fn times(&self, action: &ActionId) -> u32 {
        u32::try_from(self.taken.iter().filter(|taken| taken.action == *action).count()).unwrap_or(u32::MAX)
    }

    /// The last time that an action was performed.
    #[must_use]
    pub fn last(&self, action: &str) -> Option<&Taken> {
        self.taken.iter().rev().find(|taken| taken.action == *action)
    }

    #[must_use]
    pub(crate) fn was_taken_by(&self, action: &ActionId, user: UserId) -> bool {
        self.taken.iter().any(|taken| taken.action == *action && taken.signature.user() == Some(user))
    }

    #[must_use]
    pub fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// The clock of a limit while it runs or is paused.
    #[must_use]
    pub(crate) fn live_timer(&self, limit: &LimitId) -> Option<&Timer> {
        self.timers.get(limit).filter(|timer| matches!(timer.status, TimerStatus::Running | TimerStatus::Paused))
    }
}
