//! How much of the capacity of the campaign's streets is in use, before and after the work.
//!
//! Every party reads a measure, and its event is part of the hash chain that parties read. A party
//! could guess a hidden number from the hash. A measure therefore holds bands; a reader with full
//! access to all assets reads the number in the register.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::registry::band::{Band, BandRules};

/// The measurement of a street.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub on: NaiveDate,
    /// The instant for which the register holds the number; absent in measures from before the
    /// introduction of bands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// The number of assets.
    pub assets: u32,
    /// The number of places in use. Stored only in measures from before the introduction of bands;
    /// visible only to readers with full access to all assets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_use: Option<u32>,
    /// The band of the places in use, by slot unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub in_use_bands: Vec<InUseBand>,
    /// The quantity in use by unknown owners with a number in the campaign.
    pub nobodys: u32,
    /// The photographs, as documents of this case.
    pub photos: Vec<String>,
}

/// The band of the places in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InUseBand {
    /// The slot unit; `None` means all units together, in measures from before the introduction of
    /// bands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The band, by the thresholds of the unit.
    pub band: Band,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Moment {
    Before,
    After,
}

impl Measure {
    /// Gives a measure without bands the band of its number.
    #[must_use]
    pub fn banded(mut self, rules: &BandRules) -> Self {
        if let Some(number) = self.in_use.filter(|_| self.in_use_bands.is_empty()) {
            self.in_use_bands.push(InUseBand { unit: None, band: rules.of_sum(number) });
        }
        self
    }

    /// The measure for a reader without full access to all assets: bands and no number.
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
