//! The content of an information request.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    ids::{AssetId, OrganizationId},
    messages::FieldProblem,
    place::Shape,
    registry::band::Band,
    workflow::{evidence::Reason, violation::FieldErrors},
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub inquiry: Inquiry,
    /// The disclosed information, as in the register on that day.
    pub disclosure: Option<Disclosure>,
    /// The reasons for withholding something or everything.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// The inquiry; the draft.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inquiry {
    pub title: String,
    /// The owner of the assets.
    pub owner_id: Option<OrganizationId>,
    /// An area, a route or a point.
    pub place: Option<Shape>,
    /// The radius around the place, in metres.
    pub within_m: Option<u32>,
    /// The purpose of the answer.
    pub purpose: String,
}

/// The information from an owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disclosure {
    pub items: Vec<Item>,
    /// Whether more assets exist than one answer holds.
    pub cut_off: bool,
}

/// The minimum information on an asset (Regulation (EU) 2024/1309 Art. 4(1)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub asset_id: AssetId,
    /// The owner's code for the asset.
    pub code: String,
    pub kind: String,
    pub place: Shape,
    /// The band of free capacity; absent for kinds without capacity.
    pub free: Option<Band>,
}

/// A change of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Entry {
    Disclosed { disclosure: Disclosure },
    Withheld { reasons: Vec<Reason> },
}

impl Content {
    /// The content of a new draft.
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
    /// The data that an inquiry lacks before filing: area and purpose are mandatory.
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        FieldErrors::of_title(&self.title)
            .unless(self.owner_id.is_some(), "/owner_id", FieldProblem::NameTheOwner)
            .unless(self.place.is_some(), "/place", FieldProblem::SayWhere)
            .unless_said(&self.purpose, "/purpose", FieldProblem::SayWhatFor)
    }
}
