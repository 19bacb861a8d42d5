//! What a notice of planned works holds.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::messages::FieldProblem;
use crate::{ids::OrganizationId, place::Shape, workflow::evidence::Reason, workflow::violation::FieldErrors};

/// All papers of planned works.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// What is planned.
    pub notice: Notice,
    /// Who asked to join, and what became of it.
    #[serde(default)]
    pub joins: Vec<Join>,
    /// Whether room for third parties must be built because somebody was refused (Regulation (EU) 2024/1309 Art. 5(4)).
    #[serde(default)]
    pub spare_capacity_duty: bool,
    /// When digging began.
    pub started_on: Option<NaiveDate>,
    /// When the street was closed again.
    pub reinstated_on: Option<NaiveDate>,
}

/// What is planned; the initiator's draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notice {
    /// A line that says what it is.
    pub title: String,
    /// Which elements are involved, in words.
    pub description: String,
    /// Where.
    pub place: Option<Shape>,
    /// The streets.
    pub address: Option<String>,
    /// When it is to begin.
    pub starts_on: Option<NaiveDate>,
    /// How long it will take.
    pub duration_days: Option<u32>,
    /// When the final project is to be filed.
    pub final_project_on: Option<NaiveDate>,
    /// Whom to ask.
    pub contact: String,
    /// Whether public money pays for it.
    pub publicly_financed: bool,
    /// Why a street is dug that was closed only lately.
    pub justification: Option<String>,
}

/// Somebody who wants to join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// Who.
    pub organization: OrganizationId,
    /// What it wants to lay.
    pub elements: String,
    /// Which share of the cost it offers.
    pub share_percent: u32,
    /// What became of it.
    pub status: JoinStatus,
    /// Why it was refused.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// What became of a wish to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum JoinStatus {
    /// It waits for an answer.
    Asked,
    /// It may join.
    Agreed,
    /// It signed the split of the cost.
    Signed,
    /// It may not.
    Refused,
    /// It did not sign in time; the others go on.
    Dropped,
}

/// A change of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// Somebody asks to join.
    JoinAsked {
        /// Who, and what.
        join: Join,
    },
    /// It may.
    JoinAgreed {
        /// Who.
        organization: OrganizationId,
    },
    /// It may not.
    JoinRefused {
        /// Who.
        organization: OrganizationId,
        /// Why.
        reasons: Vec<Reason>,
    },
    /// It signed the split.
    Signed {
        /// Who.
        organization: OrganizationId,
    },
    /// Those who have not signed drop out.
    UnsignedDropped,
    /// Digging began.
    Started {
        /// When.
        on: NaiveDate,
    },
    /// The street is closed again.
    Reinstated {
        /// When.
        on: NaiveDate,
    },
}

impl Content {
    /// The papers of a fresh draft.
    #[must_use]
    pub fn new(notice: Notice) -> Self {
        Self { notice, joins: Vec::new(), spare_capacity_duty: false, started_on: None, reinstated_on: None }
    }

    /// A wish that is in one of these states.
    #[must_use]
    pub fn join(&self, organization: OrganizationId, wanted: &[JoinStatus]) -> Option<&Join> {
        self.joins.iter().find(|join| join.organization == organization && wanted.contains(&join.status))
    }

    fn set(&mut self, organization: OrganizationId, from: JoinStatus, to: JoinStatus) -> Option<&mut Join> {
        let found = self.joins.iter_mut().find(|join| join.organization == organization && join.status == from)?;
        found.status = to;
        Some(found)
    }

    pub(in crate::cases) fn write(&mut self, entry: &Entry) {
        match entry.clone() {
            Entry::JoinAsked { join } => self.joins.push(join),
            Entry::JoinAgreed { organization } => {
                self.set(organization, JoinStatus::Asked, JoinStatus::Agreed);
            }
            Entry::JoinRefused { organization, reasons } => {
                if let Some(join) = self.set(organization, JoinStatus::Asked, JoinStatus::Refused) {
                    join.reasons = reasons;
                }
                self.spare_capacity_duty |= self.notice.publicly_financed;
            }
            Entry::Signed { organization } => {
                self.set(organization, JoinStatus::Agreed, JoinStatus::Signed);
            }
            Entry::UnsignedDropped => {
                for join in self.joins.iter_mut().filter(|join| join.status == JoinStatus::Agreed) {
                    join.status = JoinStatus::Dropped;
                }
            }
            Entry::Started { on } => self.started_on = Some(on),
            Entry::Reinstated { on } => self.reinstated_on = Some(on),
        }
    }
}

impl Notice {
    /// What is wrong with a draft.
    #[must_use]
    pub fn faults(&self) -> FieldErrors {
        FieldErrors::of_title(&self.title)
    }

    /// What a notice still lacks before it can be published (Regulation (EU) 2024/1309 Art. 6(1)(a) to (e)).
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        FieldErrors::default()
            .unless(self.place.is_some(), "/place", FieldProblem::SayWhere)
            .unless_said(&self.description, "/description", FieldProblem::SayWhichElements)
            .unless(self.starts_on.is_some(), "/starts_on", FieldProblem::SayWhenItBegins)
            .unless(self.duration_days.is_some(), "/duration_days", FieldProblem::SayHowLong)
            .unless(self.final_project_on.is_some(), "/final_project_on", FieldProblem::SayWhenProjectIsFiled)
            .unless_said(&self.contact, "/contact", FieldProblem::SayWhomToAsk)
    }
}
