//! Kinds of asset are data; this says what the data can say.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::band::{BandRules, BandThresholds};
use super::capacity::Overload;
use crate::messages::{Expected, FieldProblem};
use crate::{text::Localized, workflow::violation::FieldError};

/// How a unit of room is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitNature {
    /// In places: positions, bores, levels. Set aside when a request is complete.
    Slot,
    /// In load: moment, wind area, power. Checked at the offer, set aside when the place is ready.
    Budget,
}

/// All kinds of asset.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindCatalogue {
    /// From where on an asset counts as loaded, and as overloaded.
    pub overload: Overload,
    /// The kinds.
    #[serde(rename = "kind")]
    pub kinds: Vec<AssetKind>,
}

/// A kind of asset.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AssetKind {
    /// Its name, `pole`.
    pub id: String,
    /// What people call it.
    pub title: Localized,
    /// The shapes it can have.
    pub shapes: Vec<ShapeForm>,
    /// What is known of it.
    #[serde(rename = "attribute", default)]
    pub attributes: Vec<Attribute>,
    /// What room it has.
    #[serde(rename = "unit", default)]
    pub units: Vec<RoomUnit>,
}

/// A shape in space.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Display, EnumString, IntoStaticStr, VariantArray,
)]
pub enum ShapeForm {
    /// A place.
    Point,
    /// A course.
    LineString,
    /// A piece of ground.
    Polygon,
}

impl ShapeForm {
    /// As in GeoJSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A unit of room.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RoomUnit {
    /// Its name, `attachment_position`.
    pub id: String,
    /// What people call it.
    pub title: Localized,
    /// How it is counted.
    pub nature: UnitNature,
    /// What one of it is, `N·m`; absent for places.
    pub measure: Option<String>,
    /// The most that can be installed on one asset.
    pub max: u32,
    /// Where the bands begin in which a competitor sees what is free; a slot unit has them, a budget has none.
    pub bands: Option<BandThresholds>,
}

/// Something known of an asset.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Its name, with the unit in it: `height_m`.
    pub id: String,
    /// What people call it.
    pub title: Localized,
    /// What it holds.
    pub form: AttributeForm,
    /// The smallest value, for numbers.
    pub min: Option<f64>,
    /// The greatest value, for numbers; the most characters, for words.
    pub max: Option<f64>,
    /// The only values, for a choice.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Whether it must be known.
    #[serde(default)]
    pub need: AttributeNeed,
}

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeForm {
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// Words.
    Text,
    /// One of the choices.
    Choice,
    /// Yes or no.
    Flag,
    /// A legal day.
    Date,
}

/// Whether an attribute must be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeNeed {
    /// It can be unknown.
    #[default]
    Optional,
    /// It must be known.
    Required,
}

impl KindCatalogue {
    /// A kind by name.
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
    /// A unit of its room by name.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&RoomUnit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// Everything wrong with the attributes of an asset of this kind, each under its JSON pointer.
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
    /// What is wrong with a value; an absent one (`null`) is not.
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
