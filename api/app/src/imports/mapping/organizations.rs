//! What the names of organisations in a file mean.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What the names of organisations mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationsMapping {
    /// What happens to a name nobody knows.
    #[serde(default)]
    pub unknown: UnknownOrganization,
    /// How many organisations one file may create.
    #[serde(default = "few")]
    pub at_most: usize,
    /// The file's name → the organisation.
    #[serde(default)]
    pub names: BTreeMap<String, NamedOrganization>,
}

fn few() -> usize {
    200
}

impl Default for OrganizationsMapping {
    fn default() -> Self {
        Self { unknown: UnknownOrganization::default(), at_most: few(), names: BTreeMap::new() }
    }
}

/// What happens to a name nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownOrganization {
    /// The row is refused.
    #[default]
    Refuse,
    /// An organisation without people is created, and the report says so.
    CreateExternal,
}

/// An organisation a file speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedOrganization {
    /// Its name in the register, in Vietnamese or English; so it is created, if it must be.
    pub name: String,
}
