//! The content of a notice of planned works.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

use crate::messages::FieldProblem;
use crate::{ids::OrganizationId, place::Shape, workflow::evidence::Reason, workflow::violation::FieldErrors};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub notice: Notice,
    /// The requests to join, with their status.
    #[serde(default)]
    pub joins: Vec<Join>,
    /// Whether the works must include capacity for third parties after a refused request
    /// (Regulation (EU) 2024/1309 Art. 5(4)).
    #[serde(default)]
    pub spare_capacity_duty: bool,
    /// The day on which digging began.
    pub started_on: Option<NaiveDate>,
    /// The day on which the street was closed again.
    pub reinstated_on: Option<NaiveDate>,
}

/// The planned works; the initiator's draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Notice {
    pub title: String,
    /// The affected elements, in words.
    pub description: String,
    pub place: Option<Shape>,
    pub address: Option<String>,
    /// The planned start day.
    pub starts_on: Option<NaiveDate>,
    pub duration_days: Option<u32>,
    /// The planned filing day of the final project.
    pub final_project_on: Option<NaiveDate>,
    /// The contact for questions.
    pub contact: String,
    /// Whether public money finances the works.
    pub publicly_financed: bool,
    /// Why the initiator digs a recently closed street.
    pub justification: Option<String>,
}

/// A request to join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    pub organization: OrganizationId,
    /// The elements that the organisation wants to lay.
    pub elements: String,
    /// The offered share of the cost.
    pub share_percent: u32,
    pub status: JoinStatus,
    /// The reasons of a refusal.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// The progress of a request to join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum JoinStatus {
    /// Waits for an answer.
    Asked,
    /// The organisation may join.
    Agreed,
    /// Signed the split of the cost.
    Signed,
    /// The organisation may not join.
    Refused,
    /// Did not sign in time; the others continue.
    Dropped,
}

/// A change of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Entry {
    JoinAsked {
        join: Join,
    },
    JoinAgreed {
        organization: OrganizationId,
    },
    JoinRefused {
        organization: OrganizationId,
        reasons: Vec<Reason>,
    },
    Signed {
        organization: OrganizationId,
    },
    /// The organisations without a signature lose their request.
    UnsignedDropped,
    Started {
        on: NaiveDate,
    },
    Reinstated {
        on: NaiveDate,
    },
}

impl Content {
    /// The content of a new draft.
    #[must_use]
    pub fn new(notice: Notice) -> Self {
        Self { notice, joins: Vec::new(), spare_capacity_duty: false, started_on: None, reinstated_on: None }
    }

    /// The request of an organisation in one of these states.
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
    /// The data that a notice lacks before publication (Regulation (EU) 2024/1309 Art. 6(1)(a) to
    /// (e)).
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        FieldErrors::of_title(&self.title)
            .unless(self.place.is_some(), "/place", FieldProblem::SayWhere)
            .unless_said(&self.description, "/description", FieldProblem::SayWhichElements)
            .unless(self.starts_on.is_some(), "/starts_on", FieldProblem::SayWhenItBegins)
            .unless(self.duration_days.is_some(), "/duration_days", FieldProblem::SayHowLong)
            .unless(self.final_project_on.is_some(), "/final_project_on", FieldProblem::SayWhenProjectIsFiled)
            .unless_said(&self.contact, "/contact", FieldProblem::SayWhomToAsk)
    }
}
