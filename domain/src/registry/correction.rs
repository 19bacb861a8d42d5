//! Corrections of an asset after a field survey, and their preconditions.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{
    asset::Confidence,
    quality::{QualityRules, class_of},
};
use crate::messages::FieldProblem;
use crate::{place::Shape, workflow::violation::FieldError};

/// The most photos of one correction.
pub(crate) const MOST_PHOTOS: usize = 20;

/// The status of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// Waits for the owner.
    Proposed,
    /// Part of the register.
    Accepted,
    /// Refused by the owner.
    Refused,
}

impl Status {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The data that a correction replaces.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geometry: Option<Shape>,
    /// The changed attributes; `null` removes one.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
}

/// The survey behind a correction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Survey {
    pub observed_on: NaiveDate,
    /// The accuracy of the device in metres.
    pub accuracy_metres: Option<f64>,
    /// The number of photos.
    pub photos: usize,
    pub by: Surveyor,
}

/// The organisation that surveyed the asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surveyor {
    /// The owner, whose statement suffices.
    Owner,
    /// Another organisation, which needs a photo and the owner's decision.
    Other,
}

/// Checks a survey and returns the accuracy class of the position; `None` when the survey does not
/// change the position.
pub fn check(
    rules: QualityRules,
    corrected: &Corrected,
    survey: &Survey,
    today: NaiveDate,
) -> Result<Option<Confidence>, Vec<FieldError>> {
    let mut faults = Vec::new();
    if corrected.geometry.is_none() && corrected.attributes.is_empty() {
        faults.push(FieldError::new("", FieldProblem::NothingCorrected));
    }
    if survey.observed_on > today {
        faults.push(FieldError::new("/observed_on", FieldProblem::MustNotLieAhead));
    }
    if survey.photos > MOST_PHOTOS {
        faults.push(FieldError::new("/photo_ids", FieldProblem::AtMost { most: MOST_PHOTOS.into() }));
    }
    if survey.by == Surveyor::Other && survey.photos == 0 {
        faults.push(FieldError::new("/photo_ids", FieldProblem::PhotoNeeded));
    }
    let class = match (&corrected.geometry, survey.accuracy_metres) {
        (Some(_), None) => {
            faults.push(FieldError::new("/accuracy_m", FieldProblem::AccuracyNeeded));
            None
        }
        (_, Some(metres)) if !(metres > 0.0 && metres <= 10_000.0) => {
            faults.push(FieldError::new("/accuracy_m", FieldProblem::MoreThanZero { most: 10_000.into() }));
            None
        }
        (None, None | Some(_)) => None,
        (Some(_), Some(metres)) => {
            let class = class_of(rules, metres);
            if class.is_none() {
                faults.push(FieldError::new(
                    "/accuracy_m",
                    FieldProblem::AccuracyTooLow { most_m: rules.class_b_m.into() },
                ));
            }
            class
        }
    };
    if faults.is_empty() { Ok(class) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Corrected, Survey, Surveyor, check};
    use crate::{
        place::Shape,
        registry::{asset::Confidence, quality::QualityRules},
    };

    const RULES: QualityRules = QualityRules {
        duplicate_m: 3.0,
        length_tolerance_percent: 10.0,
        length_tolerance_m: 2.0,
        area_tolerance_m: 50.0,
        class_a_m: 0.5,
        class_b_m: 5.0,
    };

    fn pointers(corrected: &Corrected, survey: &Survey) -> Vec<String> {
        let today = "2023-10-02".parse().unwrap();
        let faults = check(RULES, corrected, survey, today).err().unwrap_or_default();
        faults.into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_place_needs_a_device_that_is_exact_enough_and_a_stranger_a_photo() {
        let day = |text: &str| text.parse().unwrap();
        let place = Corrected { geometry: Some(Shape::point(107.0, 21.0).unwrap()), ..Corrected::default() };
        let own = Survey { observed_on: day("2023-10-01"), accuracy_metres: Some(0.3), photos: 0, by: Surveyor::Owner };
        assert_eq!(check(RULES, &place, &own, day("2023-10-02")), Ok(Some(Confidence::A)));
        assert_eq!(pointers(&place, &Survey { by: Surveyor::Other, ..own }), ["/photo_ids"]);
        assert_eq!(pointers(&place, &Survey { accuracy_metres: None, ..own }), ["/accuracy_m"]);
        assert_eq!(pointers(&place, &Survey { accuracy_metres: Some(5.5), ..own }), ["/accuracy_m"]);
        assert_eq!(pointers(&place, &Survey { accuracy_metres: Some(f64::NAN), ..own }), ["/accuracy_m"]);
        assert_eq!(
            pointers(&Corrected::default(), &Survey { observed_on: day("2023-10-03"), ..own }),
            ["", "/observed_on"]
        );
        let height = Corrected { attributes: json!({"height_m": 12}).as_object().unwrap().clone(), geometry: None };
        assert_eq!(check(RULES, &height, &Survey { accuracy_metres: None, ..own }, day("2023-10-02")), Ok(None));
    }
}
