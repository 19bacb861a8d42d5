//! The mapping of columns to owners and tenants.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::imports::cell::Cell;

/// The owners of an asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnersMapping {
    /// The answering owner. Always the importing organisation: another name refuses the row.
    pub answering: Cell,
    /// The names of the importing organisation in the file; its names in the register by default.
    #[serde(default)]
    pub answering_names: Vec<String>,
    /// The share of the answering owner in percent; 100 by default. The others have the rest in
    /// equal parts, and a whole percentage that is only the rounded equal part (33 of three) means
    /// equal parts.
    #[serde(default)]
    pub answering_percent: Option<Cell>,
    #[serde(default)]
    pub co_owners: Vec<Cell>,
    /// The others with their shares, as a list ([`crate::register::lists::CoOwner`]). A list in a
    /// row replaces the other columns, and the answering owner has the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<Cell>,
}

/// A tenant of the asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OccupancyMapping {
    /// The name. A row with an empty cell has no such tenant.
    pub tenant: Cell,
    /// The owner's number of this attachment.
    #[serde(default)]
    pub reference: Option<Cell>,
    #[serde(default)]
    pub starts_on: Option<Cell>,
    /// The quantity of each unit; 0 means none.
    pub units: BTreeMap<String, Cell>,
    /// Further details, as text.
    #[serde(default)]
    pub details: BTreeMap<String, Cell>,
}
