//! The steps after an accepted offer: self-help work, entries, the built work, further cables,
//! removal.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{ids::OrganizationId, money::Vnd};

/// Work by the applicant in the owner's stead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelfHelp {
    pub contractor: String,
    /// The document that allows the contractor to work there.
    pub approval: String,
    pub starts_on: NaiveDate,
}

/// The cost of self-help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostClaim {
    pub amount_vnd: Vnd,
    pub explanation: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryNotice {
    pub crew: String,
    pub on: NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsBuilt {
    pub finished_on: NaiveDate,
    pub summary: String,
}

/// The owner's objection to an overlash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    pub explanation: String,
    pub weight: Weight,
}

/// Whether an objection counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Weight {
    /// Filed with evidence; stops the work.
    Effective,
    /// Filed without evidence; recorded without effect.
    Ineffective,
}

/// A further cable on the same places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlash {
    pub description: String,
    /// The start day of the work.
    pub starts_on: NaiveDate,
    pub objection: Option<Objection>,
    pub finished_on: Option<NaiveDate>,
}

/// The notice that ends the use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    pub by: NaiveDate,
    pub reason: String,
    /// The sides that have confirmed the removal.
    pub confirmed_by: Vec<OrganizationId>,
}

/// The dispute over a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The code of the dispute case.
    pub code: String,
    /// The remedy requested from the dispute body.
    pub claim: String,
    pub settlement: Option<String>,
}
