//! How much of the streets of a campaign is in use, before it and after it.
//!
//! Everybody who takes part reads a measure, and its event is in the chain of hashes that they read, from which a hidden
//! number could be guessed. So a measure holds bands; who sees all of the assets in full reads the number in the register.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::registry::band::{Band, BandRules};

/// A street as it was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// On which day.
    pub on: NaiveDate,
    /// The instant, as of which the register has the number; absent in measures from before there were bands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// How many assets it has.
    pub assets: u32,
    /// How many of their places are in use. Stored only in measures from before there were bands; shown only to who sees all
    /// of the assets in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_use: Option<u32>,
    /// In which band the places in use are, by slot unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_use_bands: Vec<InUseBand>,
    /// How much of that is nobody's and has a number in the campaign.
    pub nobodys: u32,
    /// The photographs, as documents of this case.
    pub photos: Vec<String>,
}

/// The band of the places in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InUseBand {
    /// Of this slot unit; of all units together in measures from before there were bands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The band, by the thresholds of the unit.
    pub band: Band,
}

/// When a street was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Moment {
    /// Before.
    Before,
    /// After.
    After,
}

impl Measure {
    /// Gives a measure from before there were bands the band of its number.
    #[must_use]
    pub fn banded(mut self, rules: &BandRules) -> Self {
        if let Some(number) = self.in_use.filter(|_| self.in_use_bands.is_empty()) {
            self.in_use_bands.push(InUseBand { unit: None, band: rules.of_sum(number) });
        }
        self
    }

    /// As a reader sees it who does not see all of the assets in full: bands and no number.
    #[must_use]
    pub fn without_number(self, rules: &BandRules) -> Self {
        Self { in_use: None, ..self.banded(rules) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Measure;
    use crate::registry::band::{BandRules, BandThresholds};

    fn rules() -> BandRules {
        let thresholds = |some, many| BandThresholds { few: 1, some, many };
        BandRules([("position".to_owned(), thresholds(3, 6)), ("core".to_owned(), thresholds(8, 24))].into())
    }

    #[test]
    fn a_measure_from_before_bands_is_read_and_shown_without_its_number() {
        let stored = json!({"on": "2023-10-05", "assets": 2, "in_use": 17, "nobodys": 3, "photos": []});
        let read: Measure = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), stored, "as it was stored");
        let bands = json!([{"band": "some"}]);
        let shown = serde_json::to_value(read.clone().without_number(&rules())).unwrap();
        assert_eq!((shown.get("in_use"), &shown["in_use_bands"]), (None, &bands));
        let in_full = serde_json::to_value(read.banded(&rules())).unwrap();
        assert_eq!((&in_full["in_use"], &in_full["in_use_bands"]), (&json!(17), &bands));
    }
}
