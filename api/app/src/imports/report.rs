//! The report of a batch, stored with it and shown when it is done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::Finding;

/// The report of a batch, in addition to its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Organisations that were created, or would be created by a dry run.
    pub organizations_created: Vec<String>,
    pub unread_columns: Vec<String>,
    /// Assets outside all known areas.
    pub outside_areas: u64,
    /// The number of findings for each rule.
    pub rules: BTreeMap<String, u64>,
    /// Consecutive attempts that neither saved a row nor finished.
    pub attempts: u32,
}

impl Report {
    /// The stored report; empty when it cannot be read.
    #[must_use]
    pub fn of(stored: &Value) -> Self {
        serde_json::from_value(stored.clone()).unwrap_or_default()
    }

    pub fn count(&mut self, findings: &[Finding]) {
        for finding in findings {
            let counted = self.rules.entry(finding.fault.rule().to_owned()).or_default();
            *counted = counted.saturating_add(1);
        }
    }

    /// The report in the form of the store.
    #[must_use]
    pub fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
