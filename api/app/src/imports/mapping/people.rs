//! Who owns an asset, and who is on it, as columns say it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::imports::cell::Cell;

/// Who owns an asset together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnersMapping {
    /// The owner who answers. Always the importing organisation: another name refuses the row.
    pub answering: Cell,
    /// What the file calls the importing organisation; its names in the register unless said.
    #[serde(default)]
    pub answering_names: Vec<String>,
    /// Its share in percent; all of it unless said. The others hold the rest in equal parts, and a
    /// whole percentage that is only the rounded equal part (33 of three) means equal parts.
    #[serde(default)]
    pub answering_percent: Option<Cell>,
    #[serde(default)]
    pub co_owners: Vec<Cell>,
    /// The others with their shares, as a list ([`crate::register::lists::CoOwner`]); where a row
    /// has one, it alone counts, and the one who answers holds the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<Cell>,
}

/// A tenant on the asset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OccupancyMapping {
    /// Who. A row with nothing here has no such tenant.
    pub tenant: Cell,
    /// The owner's own number of this attachment.
    #[serde(default)]
    pub reference: Option<Cell>,
    #[serde(default)]
    pub starts_on: Option<Cell>,
    /// How much of each unit; 0 is nothing of it.
    pub units: BTreeMap<String, Cell>,
    /// What else is known, as words.
    #[serde(default)]
    pub details: BTreeMap<String, Cell>,
}
