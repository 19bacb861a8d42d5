//! The content of a siting application.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    cases::{
        dossier::Dossier,
        site::{Settlement, SharingAnswer},
    },
    messages::FieldProblem,
    place::Shape,
    workflow::violation::FieldErrors,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub application: Application,
    /// The part common to all dossiers.
    pub dossier: Dossier,
}

/// The application; the applicant's draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Application {
    pub title: String,
    pub purpose: String,
    /// The planned asset: a kind of the register, for example `tower`.
    pub asset_kind: String,
    pub place: Option<Shape>,
    pub address: Option<String>,
    /// The planned height in metres.
    pub height_m: Option<f64>,
    /// The settlement density of the place.
    pub settlement: Option<Settlement>,
    /// The reference in the plan for passive infrastructure.
    pub plan_reference: Option<String>,
    /// Why the existing assets nearby are not suitable.
    pub sharing_answers: Vec<SharingAnswer>,
}

/// A change of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Entry {
    /// The applicant has completed the application.
    Supplemented { application: Application },
}

impl Content {
    /// The content of a new draft.
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
            .unless_said(&self.asset_kind, "/asset_kind", FieldProblem::SayWhatStandsThere)
            .unless(self.place.is_some(), "/place", FieldProblem::SayWhere)
            .unless(self.settlement.is_some(), "/settlement", FieldProblem::SayUrbanOrRural)
    }
}
