//! The mapping of organisation names in a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::VariantNames;

/// The meaning of organisation names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationsMapping {
    /// The treatment of unknown names.
    #[serde(default)]
    pub unknown: UnknownOrganization,
    /// The most organisations that one file may create.
    #[serde(default = "few")]
    pub at_most: usize,
    /// Maps names in the file to organisations.
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

/// The treatment of unknown names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum UnknownOrganization {
    #[default]
    Refuse,
    /// Creates an organisation without people, and lists it in the report.
    CreateExternal,
}

/// An organisation named in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedOrganization {
    /// The name in the register, in Vietnamese or English; also the name of an organisation that
    /// must be created.
    pub name: String,
}
