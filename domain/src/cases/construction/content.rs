//! The content of a construction permit and of a commencement notice.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::VariantNames;

use super::{announcement::Announcement, route::Resolved};
use crate::{
    cases::{
        dossier::{Dossier, Official},
        site::{Class, Settlement, WorkKind},
    },
    ids::{CaseId, OrganizationId},
    messages::FieldProblem,
    place::Shape,
    workflow::violation::FieldErrors,
};

/// The content of a permit or a notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub works: Works,
    /// The part common to all dossiers.
    pub dossier: Dossier,
    /// The route resolved on the day of filing.
    pub route: Option<Resolved>,
    /// Whether works in a street were announced so that others could join.
    #[serde(default)]
    pub announcement: Option<Announcement>,
    /// The day on which construction began.
    pub started_on: Option<NaiveDate>,
    /// The day of completion.
    pub finished_on: Option<NaiveDate>,
    /// The requested changes of the permit.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
    /// The holder after a transfer of the permit.
    pub inherited_by: Option<OrganizationId>,
}

/// The works; the investor's draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Works {
    pub title: String,
    pub description: String,
    pub work: Option<WorkKind>,
    /// The class under the construction law.
    pub class: Option<Class>,
    /// The planned asset: a kind of the register, for example `tower`.
    pub asset_kind: String,
    pub place: Option<Shape>,
    pub address: Option<String>,
    /// The planned height in metres.
    pub height_m: Option<f64>,
    /// The settlement density of the place.
    pub settlement: Option<Settlement>,
    /// Whether the works follow the plan for passive infrastructure or an approved route.
    pub in_plan: bool,
    pub siting_case_id: Option<CaseId>,
    /// The planned start day.
    pub starts_on: Option<NaiveDate>,
}

/// A requested change of the permit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub change: String,
    /// The answer; absent while it is pending. The answer cites the permit and its first issuer.
    pub result: Option<Official>,
    /// The number and issuer of the original permit.
    pub of: Option<Official>,
}

/// A change of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Entry {
    /// The law prescribes this route.
    Routed {
        route: Resolved,
    },
    /// The result of the announcement check.
    AnnouncementFound {
        announcement: Announcement,
    },
    /// The investor has completed the content.
    Supplemented {
        works: Works,
    },
    Started {
        on: NaiveDate,
    },
    Finished {
        on: NaiveDate,
    },
    AdjustmentAsked {
        change: String,
    },
    Adjusted {
        result: Official,
    },
    AdjustmentRefused,
    Inherited {
        by: OrganizationId,
    },
}

impl Content {
    /// The content of a new draft.
    #[must_use]
    pub fn new(works: Works) -> Self {
        Self {
            works,
            dossier: Dossier::default(),
            route: None,
            announcement: None,
            started_on: None,
            finished_on: None,
            adjustments: Vec::new(),
            inherited_by: None,
        }
    }

    /// The change that waits for an answer.
    #[must_use]
    pub(crate) fn open_adjustment(&self) -> Option<&Adjustment> {
        self.adjustments.last().filter(|asked| asked.result.is_none())
    }

    pub(in crate::cases) fn write(&mut self, entry: &Entry) {
        match entry.clone() {
            Entry::Routed { route } => self.route = Some(route),
            Entry::AnnouncementFound { announcement } => self.announcement = Some(announcement),
            Entry::Supplemented { works } => self.works = works,
            Entry::Started { on } => self.started_on = Some(on),
            Entry::Finished { on } => self.finished_on = Some(on),
            Entry::AdjustmentAsked { change } => {
                let of = self.dossier.result.clone();
                self.adjustments.push(Adjustment { change, result: None, of });
            }
            Entry::Adjusted { result } => {
                if let Some(asked) = self.adjustments.last_mut() {
                    asked.result = Some(result);
                }
            }
            Entry::AdjustmentRefused => {
                self.adjustments.pop();
            }
            Entry::Inherited { by } => self.inherited_by = Some(by),
        }
    }
}

impl Works {
    /// The faults of a draft: it may be incomplete, but not impossible.
    #[must_use]
    pub fn faults(&self) -> FieldErrors {
        FieldErrors::default().unless(
            self.height_m.is_none_or(|height| (0.0..=500.0).contains(&height)),
            "/height_m",
            FieldProblem::HeightBetween { least: 0.into(), most: 500.into() },
        )
    }

    /// The data that a draft lacks before filing.
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        FieldErrors::of_title(&self.title)
            .unless(self.work.is_some(), "/work", FieldProblem::SayWhatWorks)
            .unless_said(&self.asset_kind, "/asset_kind", FieldProblem::SayWhatWillStandThere)
            .unless(self.place.is_some(), "/place", FieldProblem::SayWhere)
            .unless(self.settlement.is_some(), "/settlement", FieldProblem::SayUrbanOrRural)
    }
}
