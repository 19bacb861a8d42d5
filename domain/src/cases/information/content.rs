//! What an information request holds.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AssetId, OrganizationId},
    messages::FieldProblem,
    place::Shape,
    registry::band::Band,
    workflow::{evidence::Reason, violation::FieldErrors},
};

/// All papers of an information request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// What is asked.
    pub inquiry: Inquiry,
    /// What was disclosed, as the register stood on that day.
    pub disclosure: Option<Disclosure>,
    /// Why something, or everything, was withheld.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// What is asked; the draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inquiry {
    /// A line that says what it is.
    pub title: String,
    /// Whose assets.
    pub owner_id: Option<OrganizationId>,
    /// Where: an area, a route or a point.
    pub place: Option<Shape>,
    /// How far around it, in metres.
    pub within_m: Option<u32>,
    /// What the answer is for.
    pub purpose: String,
}

/// What an owner told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disclosure {
    /// The assets, by code.
    pub items: Vec<Item>,
    /// Whether there are more than one answer holds.
    pub cut_off: bool,
}

/// The minimum information on an asset (Regulation (EU) 2024/1309 Art. 4(1)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The asset.
    pub asset_id: AssetId,
    /// The owner's code for it.
    pub code: String,
    /// Its kind.
    pub kind: String,
    /// Where it stands.
    pub place: Shape,
    /// Roughly how much room it has; nothing is said of kinds without room.
    pub free: Option<Band>,
}

/// A change of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// The owner told.
    Disclosed {
        /// What.
        disclosure: Disclosure,
    },
    /// The owner withheld.
    Withheld {
        /// Why.
        reasons: Vec<Reason>,
    },
}

impl Content {
    /// The papers of a fresh draft.
    #[must_use]
    pub fn new(inquiry: Inquiry) -> Self {
        Self { inquiry, disclosure: None, reasons: Vec::new() }
    }

    pub(in crate::cases) fn write(&mut self, entry: &Entry) {
        match entry.clone() {
            Entry::Disclosed { disclosure } => self.disclosure = Some(disclosure),
            Entry::Withheld { reasons } => self.reasons = reasons,
        }
    }
}

impl Inquiry {
    /// What is wrong with a draft.
    #[must_use]
    pub fn faults(&self) -> FieldErrors {
        FieldErrors::of_title(&self.title)
    }

    /// What an inquiry still lacks before it can be filed: area and purpose are mandatory.
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        FieldErrors::default()
            .unless(self.owner_id.is_some(), "/owner_id", FieldProblem::NameTheOwner)
            .unless(self.place.is_some(), "/place", FieldProblem::SayWhere)
            .unless_said(&self.purpose, "/purpose", FieldProblem::SayWhatFor)
    }
}
