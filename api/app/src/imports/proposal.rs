//! What one row says, read through its mapping and found to be possible by itself.
//!
//! Whether it is possible beside the other rows and the register is for the importer to say.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::place::Shape;
use domain::registry::asset::{Confidence, Lifecycle, Visibility};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An asset as one row speaks of it.
#[derive(Clone, Debug, PartialEq)]
pub struct AssetProposal {
    /// Its code with its owner.
    pub code: String,
    /// A kind of the catalogue.
    pub kind: String,
    pub shape: Shape,
    /// Where in its life it is.
    pub lifecycle: Lifecycle,
    /// Who may see it.
    pub visibility: Visibility,
    pub critical: bool,
    pub shareable: bool,
    pub not_shareable_reason: Option<String>,
    /// Where it stands, in words.
    pub address: Option<String>,
    /// The day the facts were true.
    pub observed_on: Option<NaiveDate>,
    /// Where the facts come from, if the row says it.
    pub source: Option<String>,
    /// How sure they are, if the row says it.
    pub confidence: Option<Confidence>,
    /// Attributes of its kind, typed.
    pub attributes: Map<String, Value>,
    /// What is there, a unit.
    pub capacity: BTreeMap<String, Installed>,
    /// Who owns it together, the one who answers first and without a name: it is the importing
    /// organisation.
    pub shares: Shares,
    /// What the row says of the asset in the file's own words, field by field, to hold other rows
    /// against.
    pub said: BTreeMap<String, String>,
}

/// What is there of a unit and not for others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    pub installed: i64,
    /// Used by the owner.
    pub own_use: i64,
    /// Broken or full of something.
    pub blocked: i64,
    /// Kept back by rule.
    pub policy_reserve: i64,
}

impl Installed {
    /// What is left for others.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.installed.saturating_sub(self.taken())
    }

    /// What is not for others.
    #[must_use]
    pub fn taken(&self) -> i64 {
        self.own_use.saturating_add(self.blocked).saturating_add(self.policy_reserve)
    }
}

/// Shares in hundredths of a percent; they make 10,000 together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// Of the importing organisation.
    pub answering: u16,
    /// Of the others, by the file's name of them.
    pub co_owners: Vec<(String, u16)>,
}

/// A tenant as one row speaks of it.
#[derive(Clone, Debug, PartialEq)]
pub struct OccupancyProposal {
    /// The file's name of it; nobody, for what was found and nobody claims.
    pub tenant: Option<String>,
    /// What the file calls the field of the tenant.
    pub tenant_field: Option<String>,
    /// The owner's own number of this attachment.
    pub reference: Option<String>,
    pub starts_on: Option<NaiveDate>,
    /// Since which instant, where the file knows it so well.
    pub since: Option<DateTime<Utc>>,
    /// How much of each unit.
    pub units: BTreeMap<String, i64>,
    /// What else is known.
    pub details: Map<String, Value>,
    /// The same in words, where the file has it so.
    pub note: Option<String>,
}

/// Everything one row says.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Counted from 1, the header not counted.
    pub row: u64,
    /// The row as written, cut to the bound of an excerpt.
    pub raw: String,
    pub asset: AssetProposal,
    /// Who is on it.
    pub occupancies: Vec<OccupancyProposal>,
}
