//! What follows an accepted offer: the work in the owner's stead, entries, what was built, further cables, the end.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{ids::OrganizationId, money::Vnd};

/// Work by the applicant in the owner's stead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfHelp {
    /// The contractor.
    pub contractor: String,
    /// What allows it to work there.
    pub approval: String,
    /// When it begins.
    pub starts_on: NaiveDate,
}

/// What self-help cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostClaim {
    /// How much.
    pub amount_vnd: Vnd,
    /// For what.
    pub explanation: String,
}

/// An announced entry to the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryNotice {
    /// Who.
    pub crew: String,
    /// When.
    pub on: NaiveDate,
}

/// What was built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsBuilt {
    /// When it was finished.
    pub finished_on: NaiveDate,
    /// In words; photos and drawings are documents.
    pub summary: String,
}

/// What the owner holds against something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// In words.
    pub explanation: String,
    /// Whether it counts.
    pub weight: Weight,
}

/// Whether an objection counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It came with what proves it.
    Effective,
    /// It came without; it is recorded and stops nothing.
    Ineffective,
}

/// A further cable on the same places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlash {
    /// What.
    pub description: String,
    /// When the work begins.
    pub starts_on: NaiveDate,
    /// What the owner holds against it.
    pub objection: Option<Objection>,
    /// When it was finished.
    pub finished_on: Option<NaiveDate>,
}

/// The notice that ends the use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// By when the places must be empty.
    pub by: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who has confirmed that they are empty.
    pub confirmed_by: Vec<OrganizationId>,
}

/// The dispute over a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The code of the case in which it is settled.
    pub code: String,
    /// What is asked of the dispute body.
    pub claim: String,
    /// How it ended.
    pub settlement: Option<String>,
}
