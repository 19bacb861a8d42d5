//! What a siting application holds.

use serde::{Deserialize, Serialize};

use crate::{
    cases::{
        dossier::Dossier,
        site::{Settlement, SharingAnswer},
    },
    messages::FieldProblem,
    place::Shape,
    workflow::violation::FieldErrors,
};

/// All papers of a siting application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// What is asked for.
    pub application: Application,
    /// What every dossier has.
    pub dossier: Dossier,
}

/// What is asked for; the applicant's draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Application {
    /// A line that says what it is.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// What is to stand there: a kind of the register, `tower`.
    pub asset_kind: String,
    /// Where.
    pub place: Option<Shape>,
    /// The address.
    pub address: Option<String>,
    /// How high it will be.
    pub height_m: Option<f64>,
    /// How densely the place is settled.
    pub settlement: Option<Settlement>,
    /// Where it stands in the plan for passive infrastructure.
    pub plan_reference: Option<String>,
    /// Why what stands near does not do.
    pub sharing_answers: Vec<SharingAnswer>,
}

/// A change of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// The applicant completed its application.
    Supplemented {
        /// The application now.
        application: Application,
    },
}

impl Content {
    /// The papers of a fresh draft.
    #[must_use]
    pub fn new(application: Application) -> Self {
        Self { application, dossier: Dossier::default() }
    }

    pub(in crate::cases) fn write(&mut self, entry: &Entry) {
        match entry.clone() {
            Entry::Supplemented { application } => self.application = application,
        }
    }
}

impl Application {
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
            .unless_said(&self.asset_kind, "/asset_kind", FieldProblem::SayWhatStandsThere)
            .unless(self.place.is_some(), "/place", FieldProblem::SayWhere)
            .unless(self.settlement.is_some(), "/settlement", FieldProblem::SayUrbanOrRural)
    }
}
