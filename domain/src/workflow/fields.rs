//! The fields of an action's data: typed, with bounds, checked before any guard runs.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{IntoStaticStr, VariantNames};

use super::{deadline, law::Law, limit::Unit, name::FieldId, rules::Rules, violation::FieldError};
use crate::{
    decode::decode,
    messages::{Expected, FieldProblem},
    text::{Localized, nfc},
};

/// A field of an action's data.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, bound = "")]
pub struct Field<R: Rules> {
    /// The key in `data`.
    pub id: FieldId,
    pub title: Localized,
    pub form: Form,
    /// The shape of the entries of a list, of an object, or of a text that names something.
    pub of: Option<R::Shape>,
    /// Whether the field is mandatory.
    #[serde(default)]
    pub need: Need,
    /// The smallest number, or the fewest characters or entries.
    pub min: Option<i64>,
    /// The greatest number, or the most characters or entries.
    pub max: Option<i64>,
    /// The allowed values, for a choice.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// The lead time of a date.
    pub lead: Option<Lead>,
}

/// An allowed value of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The value in `data`.
    pub id: String,
    pub title: Localized,
}

/// The shape of a field's value beyond its form. A kind of case defines its shapes.
pub trait ValueShape: Copy {
    /// The form of the fields that can have the shape.
    fn form(self) -> Form;

    /// The fault of a value that has not the shape. The effects read the value in the same way.
    fn fault(self, value: &Value, pointer: &str) -> Option<FieldError>;
}

/// The least time between now and a date, for a timely notice.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    pub amount: u32,
    pub unit: Unit,
    /// The reference in the law.
    pub clause: String,
}

/// The form of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[derive(IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Form {
    Text,
    Integer,
    /// An amount in whole dong.
    AmountVnd,
    /// A legal day, `2023-10-02`.
    Date,
    Choice,
    /// A list; the effect reads its entries.
    List,
    /// An object; the effect reads it.
    Object,
}

/// Whether a field is mandatory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Need {
    #[default]
    Required,
    Optional,
}

impl<R: Rules> Field<R> {
    /// The fault of the value sent for this field.
    #[must_use]
    pub fn faults(&self, data: &Map<String, Value>) -> Option<FieldError> {
        let pointer = format!("/data/{}", self.id);
        match data.get(self.id.as_str()) {
            None | Some(Value::Null) => {
                let title = || self.title.clone();
                (self.need == Need::Required)
                    .then(|| FieldError::new(pointer, FieldProblem::RequiredNamed { title: title() }))
            }
            Some(value) => match self.wrong(value) {
                Some(why) => Some(FieldError::new(pointer, why)),
                None => self.of.and_then(|shape| shape.fault(value, &pointer)),
            },
        }
    }

    /// Reports whether a value is among the choices.
    #[must_use]
    pub fn offers(&self, value: &str) -> bool {
        self.choices.iter().any(|choice| choice.id == value)
    }

    /// The smallest number, or the fewest characters or entries, that the field accepts.
    #[must_use]
    pub fn least(&self) -> Option<i64> {
        match self.form {
            Form::AmountVnd => Some(self.min.unwrap_or(0).max(0)),
            Form::Text => Some(self.min.unwrap_or(1).max(1)),
            Form::Integer | Form::List => self.min,
            Form::Date | Form::Choice | Form::Object => None,
        }
    }

    /// The greatest number, or the most characters or entries, that the field accepts.
    #[must_use]
    pub fn most(&self) -> Option<i64> {
        match self.form {
            Form::AmountVnd | Form::Text | Form::Integer | Form::List => self.max,
            Form::Date | Form::Choice | Form::Object => None,
        }
    }

    /// The first day that the field accepts at an instant, for a date with a lead time.
    #[must_use]
    pub fn earliest_on(&self, law: Law<'_, R>, at: DateTime<Utc>) -> Option<NaiveDate> {
        let lead = self.lead.as_ref()?;
        Some(deadline::period(law.calendar, law.office, at, lead.amount, lead.unit).nominal_on)
    }

    /// The fault of a date that is too soon.
    #[must_use]
    pub(crate) fn too_soon(&self, law: Law<'_, R>, data: &Map<String, Value>, at: DateTime<Utc>) -> Option<FieldError> {
        let (lead, earliest) = (self.lead.as_ref()?, self.earliest_on(law, at)?);
        let day: NaiveDate = data.get(self.id.as_str())?.as_str()?.parse().ok()?;
        (day < earliest).then(|| {
            let clause = lead.clause.clone();
            FieldError::new(format!("/data/{}", self.id), FieldProblem::TooEarly { earliest, clause })
        })
    }

    fn wrong(&self, value: &Value) -> Option<FieldProblem> {
        let not = |expected: Expected| Some(FieldProblem::WrongType { expected });
        match self.form {
            Form::Text => match value.as_str() {
                None => not(Expected::Text),
                Some(text) if text.trim().is_empty() => Some(FieldProblem::Empty),
                Some(text) => self.outside_characters(text.chars().count()),
            },
            Form::Integer => match value.as_i64() {
                None => not(Expected::WholeNumber),
                Some(number) => self.outside(number),
            },
            Form::AmountVnd => match value.as_i64() {
                Some(number) if number >= 0 => self.outside(number),
                Some(_) | None => Some(FieldProblem::WholeVnd),
            },
            Form::Date => match value.as_str().map(str::parse::<NaiveDate>) {
                Some(Ok(_)) => None,
                Some(Err(_)) | None => not(Expected::Date),
            },
            Form::Choice => match value.as_str() {
                Some(text) if self.offers(text) => None,
                Some(_) | None => {
                    let allowed = self.choices.iter().map(|choice| choice.id.clone()).collect();
                    Some(FieldProblem::UnknownValue { allowed })
                }
            },
            Form::List => match value.as_array() {
                None => not(Expected::List),
                Some(list) => self.outside_items(list.len()),
            },
            Form::Object => value.is_object().then_some(()).map_or_else(|| not(Expected::Object), |()| None),
        }
    }

    fn outside(&self, number: i64) -> Option<FieldProblem> {
        let below = self.least_above(number).map(|least| FieldProblem::AtLeast { least: least.into() });
        below.or_else(|| self.most_below(number).map(|most| FieldProblem::AtMost { most: most.into() }))
    }

    fn outside_characters(&self, count: usize) -> Option<FieldProblem> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let below = self.least_above(count).map(|least| FieldProblem::TooFewCharacters { least: least.into() });
        below.or_else(|| self.most_below(count).map(|most| FieldProblem::TooManyCharacters { most: most.into() }))
    }

    fn outside_items(&self, count: usize) -> Option<FieldProblem> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let below = self.least_above(count).map(|least| FieldProblem::TooFewItems { least: least.into() });
        below.or_else(|| self.most_below(count).map(|most| FieldProblem::TooManyItems { most: most.into() }))
    }

    fn least_above(&self, number: i64) -> Option<i64> {
        self.least().filter(|least| number < *least)
    }

    fn most_below(&self, number: i64) -> Option<i64> {
        self.most().filter(|most| number > *most)
    }
}

/// Reads a typed value from the data of a command.
///
/// # Errors
/// The fault, with its pointer, when the value is missing or of another form.
pub fn read<T: serde::de::DeserializeOwned>(data: &Map<String, Value>, field: &str) -> Result<T, FieldError> {
    let value = data.get(field).cloned().unwrap_or(Value::Null);
    decode(&tidied(value), &format!("/data/{field}"))
}

/// The fault of a value that is not of a type.
#[must_use]
pub fn fault_of<T: serde::de::DeserializeOwned>(value: &Value, pointer: &str) -> Option<FieldError> {
    decode::<T>(&tidied(value.clone()), pointer).err()
}

/// Reads an optional typed value.
///
/// # Errors
/// The fault, with its pointer, when the value is of another form.
pub(crate) fn read_optional<T: serde::de::DeserializeOwned>(
    data: &Map<String, Value>,
    field: &str,
) -> Result<Option<T>, FieldError> {
    match data.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => read(data, field).map(Some),
    }
}

/// Normalises all texts and trims blanks, so that equal appearance means equal text.
#[must_use]
pub fn tidied(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(nfc(text.trim())),
        Value::Array(list) => Value::Array(list.into_iter().map(tidied).collect()),
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, tidied(value))).collect()),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::workflow::evidence::Reason;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Choice {
        One,
    }

    fn said<T: serde::de::DeserializeOwned + std::fmt::Debug>(value: &Value) -> String {
        let Value::Object(data) = json!({ "it": value }) else { unreachable!() };
        let fault = read::<T>(&data, "it").unwrap_err();
        format!("{} {}", fault.pointer, fault.message)
    }

    #[test]
    fn faults_name_no_types_of_ours() {
        assert_eq!(said::<Reason>(&json!("x")), "/data/it must be an object");
        assert_eq!(said::<Vec<Reason>>(&json!([5])), "/data/it/0 must be an object");
        assert_eq!(said::<u32>(&json!("x")), "/data/it must be a whole number, not below 0");
        assert_eq!(said::<String>(&json!(5)), "/data/it must be a text");
        assert_eq!(said::<Choice>(&json!("two")), "/data/it must be one of: one");
        assert_eq!(said::<Choice>(&json!(5)), "/data/it must be a text");
        assert_eq!(said::<Reason>(&json!({"code": "A"})), "/data/it/explanation is missing");
    }
}
