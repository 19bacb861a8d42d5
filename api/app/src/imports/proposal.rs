//! A proposal: the content of one row, read through its mapping and valid by itself.
//!
//! The importer decides whether it is compatible with the other rows and the register.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::place::Shape;
use domain::registry::asset::{Confidence, Lifecycle, Visibility};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The asset of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct AssetProposal {
    pub code: String,
    /// A kind of the catalogue.
    pub kind: String,
    pub shape: Shape,
    pub lifecycle: Lifecycle,
    pub visibility: Visibility,
    pub critical: bool,
    pub shareable: bool,
    pub not_shareable_reason: Option<String>,
    /// The location in words.
    pub address: Option<String>,
    /// The date of the observation.
    pub observed_on: Option<NaiveDate>,
    /// The source of the facts, if the row names it.
    pub source: Option<String>,
    /// The confidence in the facts, if the row names it.
    pub confidence: Option<Confidence>,
    /// Attributes of the asset's kind, typed.
    pub attributes: Map<String, Value>,
    /// The installed capacity of each unit.
    pub capacity: BTreeMap<String, Installed>,
    /// The shares of the owners. The answering owner is the importing organisation, and has no name
    /// here.
    pub shares: Shares,
    /// The raw values of the asset, field by field, for a comparison with other rows.
    pub said: BTreeMap<String, String>,
}

/// The installed quantity of a unit, and the parts that are not available to others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    pub installed: i64,
    /// Used by the owner.
    pub own_use: i64,
    /// Broken or otherwise unusable.
    pub blocked: i64,
    /// Reserved by a rule.
    pub policy_reserve: i64,
}

impl Installed {
    /// The quantity that is available to others.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.installed.saturating_sub(self.taken())
    }

    /// The quantity that is not available to others.
    #[must_use]
    pub fn taken(&self) -> i64 {
        self.own_use.saturating_add(self.blocked).saturating_add(self.policy_reserve)
    }
}

/// Shares in hundredths of a percent; their sum is 10,000.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// The share of the importing organisation.
    pub answering: u16,
    /// The shares of the others, by their names in the file.
    pub co_owners: Vec<(String, u16)>,
}

/// A tenant of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct OccupancyProposal {
    /// The name in the file; `None` for equipment without a known owner.
    pub tenant: Option<String>,
    /// The name of the tenant field in the file.
    pub tenant_field: Option<String>,
    /// The owner's number of this attachment.
    pub reference: Option<String>,
    pub starts_on: Option<NaiveDate>,
    /// The start as an instant, if the file has one.
    pub since: Option<DateTime<Utc>>,
    /// The quantity of each unit.
    pub units: BTreeMap<String, i64>,
    pub details: Map<String, Value>,
    /// The details as text, if the file has them in this form.
    pub note: Option<String>,
}

/// The complete content of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The row number, counted from 1 without the header.
    pub row: u64,
    /// The raw row, cut to the length of an excerpt.
    pub raw: String,
    pub asset: AssetProposal,
    pub occupancies: Vec<OccupancyProposal>,
}
