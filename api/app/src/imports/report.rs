//! What a batch tells besides its numbers, kept with it and shown when it is done.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::Finding;

/// What a batch tells besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Organisations that were created, or would be.
    pub organizations_created: Vec<String>,
    pub unread_columns: Vec<String>,
    /// Assets that lie in no area the register knows.
    pub outside_areas: u64,
    /// How often each rule spoke.
    pub rules: BTreeMap<String, u64>,
    /// How often in a row the work was begun, saved no row and did not come to an end.
    pub attempts: u32,
}

impl Report {
    /// What a batch has told so far; what cannot be read is begun anew.
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

    /// As it is kept.
    #[must_use]
    pub fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
