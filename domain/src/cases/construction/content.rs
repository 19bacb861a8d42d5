//! What a construction permit and a commencement notice hold.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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

/// All papers of a permit or a notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// What is to be built.
    pub works: Works,
    /// What every dossier has.
    pub dossier: Dossier,
    /// The way that the law sent the works on the day they were filed.
    pub route: Option<Resolved>,
    /// Whether works in a street were announced so that others could join.
    #[serde(default)]
    pub announcement: Option<Announcement>,
    /// When building began.
    pub started_on: Option<NaiveDate>,
    /// When it was finished.
    pub finished_on: Option<NaiveDate>,
    /// Changes of the permit that were asked for.
    #[serde(default)]
    pub adjustments: Vec<Adjustment>,
    /// Who holds the permit after it was passed on.
    pub inherited_by: Option<OrganizationId>,
}

/// What is to be built; the investor's draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Works {
    /// A line that says what it is.
    pub title: String,
    /// In words.
    pub description: String,
    /// What kind of works it is.
    pub work: Option<WorkKind>,
    /// The class under the construction law.
    pub class: Option<Class>,
    /// What will stand there: a kind of the register, `tower`.
    pub asset_kind: String,
    /// Where.
    pub place: Option<Shape>,
    /// The address.
    pub address: Option<String>,
    /// How high it will be.
    pub height_m: Option<f64>,
    /// How densely the place is settled.
    pub settlement: Option<Settlement>,
    /// Whether it follows the plan for passive infrastructure or an approved route.
    pub in_plan: bool,
    /// The approval of the place.
    pub siting_case_id: Option<CaseId>,
    /// The day on which building is to begin.
    pub starts_on: Option<NaiveDate>,
}

/// A change of the permit that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// What is to be different.
    pub change: String,
    /// The answer; absent while it is awaited. It cites the permit and its first issuer.
    pub result: Option<Official>,
    /// The number and issuer of the permit that is changed.
    pub of: Option<Official>,
}

/// A change of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// The law sent the works this way.
    Routed {
        /// Which.
        route: Resolved,
    },
    /// It was looked up whether the works were announced.
    AnnouncementFound {
        /// What was found.
        announcement: Announcement,
    },
    /// The investor completed its papers.
    Supplemented {
        /// The works now.
        works: Works,
    },
    /// Building began.
    Started {
        /// When.
        on: NaiveDate,
    },
    /// It is finished.
    Finished {
        /// When.
        on: NaiveDate,
    },
    /// A change is asked for.
    AdjustmentAsked {
        /// What.
        change: String,
    },
    /// It was allowed.
    Adjusted {
        /// The paper that says so.
        result: Official,
    },
    /// It was refused.
    AdjustmentRefused,
    /// Another organisation holds the permit.
    Inherited {
        /// Which.
        by: OrganizationId,
    },
}

impl Content {
    /// The papers of a fresh draft.
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
    /// What is wrong with a draft.
    #[must_use]
    pub fn faults(&self) -> FieldErrors {
        FieldErrors::of_title(&self.title).unless(
            self.height_m.is_none_or(|height| (0.0..=500.0).contains(&height)),
            "/height_m",
            FieldProblem::HeightBetween { least: 0.into(), most: 500.into() },
        )
    }

    /// What a draft still lacks before it can be filed.
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        FieldErrors::default()
            .unless(self.work.is_some(), "/work", FieldProblem::SayWhatWorks)
            .unless_said(&self.asset_kind, "/asset_kind", FieldProblem::SayWhatWillStandThere)
            .unless(self.place.is_some(), "/place", FieldProblem::SayWhere)
            .unless(self.settlement.is_some(), "/settlement", FieldProblem::SayUrbanOrRural)
    }
}
