//! The catalogue of asset kinds: kinds are data, and these types define what the data can express.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::band::{BandRules, BandThresholds};
use super::capacity::Overload;
use crate::messages::{Expected, FieldProblem};
use crate::{text::Localized, workflow::violation::FieldError};

/// How the register counts a unit of capacity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitNature {
    /// Slots: positions, bores, levels. Reserved when a request is complete.
    Slot,
    /// Load: moment, wind area, power. Checked at the offer, reserved when the place is ready.
    Budget,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindCatalogue {
    /// The thresholds for loaded and overloaded assets.
    pub overload: Overload,
    /// The titles of the choices that attributes offer.
    #[serde(default)]
    pub choices: BTreeMap<String, Localized>,
    #[serde(rename = "kind")]
    pub kinds: Vec<AssetKind>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AssetKind {
    /// The name, for example `pole`.
    pub id: String,
    /// The name for people.
    pub title: Localized,
    /// The forms of geometry that assets may have.
    pub shapes: Vec<ShapeForm>,
    /// The attributes of the kind.
    #[serde(rename = "attribute", default)]
    pub attributes: Vec<Attribute>,
    /// The units of capacity.
    #[serde(rename = "unit", default)]
    pub units: Vec<CapacityUnit>,
}

/// The form of a shape, named as in GeoJSON.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, IntoStaticStr, VariantArray,
)]
pub enum ShapeForm {
    Point,
    LineString,
    Polygon,
}

impl ShapeForm {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A unit of capacity.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityUnit {
    /// The name, for example `attachment_position`.
    pub id: String,
    /// The name for people.
    pub title: Localized,
    pub nature: UnitNature,
    /// The physical unit of one, for example `N·m`; absent for slots.
    pub measure: Option<String>,
    /// The largest installed amount on one asset.
    pub max: u32,
    /// The thresholds of the bands that a competitor sees; slot units have bands, budgets have
    /// none.
    pub bands: Option<BandThresholds>,
}

/// An attribute of an asset.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// A name that includes the unit: `height_m`.
    pub id: String,
    pub title: Localized,
    pub form: AttributeForm,
    /// The physical unit of a number, for example `m`.
    pub measure: Option<String>,
    /// The smallest value, for numbers.
    pub min: Option<f64>,
    /// The greatest value, for numbers; the most characters, for text.
    pub max: Option<f64>,
    /// The allowed values, for a choice.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether the attribute is mandatory.
    #[serde(default)]
    pub need: AttributeNeed,
}

/// The form of an attribute's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeForm {
    Number,
    Integer,
    Text,
    Choice,
    Flag,
    Date,
}

/// Whether an attribute is mandatory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeNeed {
    #[default]
    Optional,
    Required,
}

impl KindCatalogue {
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<&AssetKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// The thresholds of all slot units.
    #[must_use]
    pub fn bands(&self) -> BandRules {
        let units = self.kinds.iter().flat_map(|kind| &kind.units);
        BandRules(units.filter_map(|unit| Some((unit.id.clone(), unit.bands?))).collect())
    }
}

impl AssetKind {
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&CapacityUnit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// The faults of the attributes of an asset of this kind, each with its JSON pointer.
    #[must_use]
    pub fn faults(&self, attributes: &Map<String, Value>) -> Vec<FieldError> {
        let wrong = attributes.iter().filter_map(|(name, value)| {
            let pointer = format!("/attributes/{name}");
            match self.attributes.iter().find(|attribute| attribute.id == *name) {
                None => {
                    let (kind, attribute) = (self.id.clone(), name.clone());
                    Some(FieldError::new(pointer, FieldProblem::AttributeUnknown { kind, attribute }))
                }
                Some(attribute) => attribute.wrong(value).map(|why| FieldError::new(pointer, why)),
            }
        });
        let absent = self
            .attributes
            .iter()
            .filter(|attribute| attribute.need == AttributeNeed::Required)
            .filter(|attribute| attributes.get(&attribute.id).is_none_or(Value::is_null))
            .map(|attribute| FieldError::new(format!("/attributes/{}", attribute.id), FieldProblem::Required));
        wrong.chain(absent).collect()
    }
}

impl Attribute {
    /// The fault of a value; a `null` value is valid.
    #[must_use]
    pub fn wrong(&self, value: &Value) -> Option<FieldProblem> {
        let not = |expected: Expected| Some(FieldProblem::WrongType { expected });
        if value.is_null() {
            return None;
        }
        match self.form {
            AttributeForm::Number => match value.as_f64() {
                None => not(Expected::Number),
                Some(number) => self.outside(number),
            },
            AttributeForm::Integer => match value.as_i64() {
                None => not(Expected::WholeNumber),
                Some(_) => value.as_f64().and_then(|number| self.outside(number)),
            },
            AttributeForm::Text => match value.as_str() {
                None => not(Expected::Text),
                Some(text) => self.too_long(text),
            },
            AttributeForm::Choice => match value.as_str() {
                Some(word) if self.choices.iter().any(|choice| choice == word) => None,
                Some(_) | None => Some(FieldProblem::UnknownValue { allowed: self.choices.clone() }),
            },
            AttributeForm::Flag if value.is_boolean() => None,
            AttributeForm::Flag => not(Expected::Boolean),
            AttributeForm::Date => match value.as_str().map(str::parse::<chrono::NaiveDate>) {
                Some(Ok(_)) => None,
                Some(Err(_)) | None => not(Expected::Date),
            },
        }
    }

    fn outside(&self, number: f64) -> Option<FieldProblem> {
        if let Some(min) = self.min.filter(|min| number < *min) {
            return Some(FieldProblem::AtLeast { least: min.into() });
        }
        self.max.filter(|max| number > *max).map(|max| FieldProblem::AtMost { most: max.into() })
    }

    fn too_long(&self, text: &str) -> Option<FieldProblem> {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let most = self.max.filter(|max| f64::from(length) > *max);
        most.map(|most| FieldProblem::TooManyCharacters { most: most.into() })
    }
}
