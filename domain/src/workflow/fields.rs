//! What must be said with an action: typed fields with bounds, checked before any guard runs.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{deadline, denial::Fault, law::Law, limit::Unit, name::FieldId, rules::Rules};
use crate::text::{Localized, nfc};

/// A field of an action's data.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its key in `data`.
    pub id: FieldId,
    /// What people call it.
    pub title: Localized,
    /// What it holds.
    pub form: Form,
    /// Whether it can be left out.
    #[serde(default)]
    pub need: Need,
    /// The smallest number, or the fewest characters or entries.
    pub min: Option<i64>,
    /// The greatest number, or the most characters or entries.
    pub max: Option<i64>,
    /// The only values, for a choice.
    #[serde(default)]
    pub choices: Vec<String>,
    /// How far ahead a date must lie.
    pub lead: Option<Lead>,
}

/// How far ahead a date must lie: a notice is given in good time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    /// How many units.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// Where it stands in the law.
    pub clause: String,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// Whole dong.
    AmountVnd,
    /// A legal day, `2023-10-02`.
    Date,
    /// One of the choices.
    Choice,
    /// A list, whose entries the effect reads.
    List,
    /// An object, which the effect reads.
    Object,
}

/// Whether a field can be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// It must be there.
    #[default]
    Required,
    /// It may be there.
    Optional,
}

impl Field {
    /// The faults of the value sent for this field.
    #[must_use]
    pub fn faults(&self, data: &Map<String, Value>) -> Option<Fault> {
        let pointer = format!("/data/{}", self.id);
        match data.get(self.id.as_str()) {
            None | Some(Value::Null) => {
                (self.need == Need::Required).then(|| Fault::new(pointer, format!("is required: {}", self.title.en)))
            }
            Some(value) => self.wrong(value).map(|why| Fault::new(pointer, why)),
        }
    }

    /// The fault of a date that lies too near.
    #[must_use]
    pub fn too_soon<R: Rules>(&self, law: Law<'_, R>, data: &Map<String, Value>, at: DateTime<Utc>) -> Option<Fault> {
        let lead = self.lead.as_ref()?;
        let day: NaiveDate = data.get(self.id.as_str())?.as_str()?.parse().ok()?;
        let earliest = deadline::period(law.calendar, law.office, at, lead.amount, lead.unit).nominal_on;
        (day < earliest).then(|| {
            Fault::new(format!("/data/{}", self.id), format!("must not be before {earliest} ({})", lead.clause))
        })
    }

    fn wrong(&self, value: &Value) -> Option<String> {
        match self.form {
            Form::Text => match value.as_str() {
                None => Some("must be text".to_owned()),
                Some(text) if text.trim().is_empty() => Some("must not be empty".to_owned()),
                Some(text) => self.outside(i64::try_from(text.chars().count()).unwrap_or(i64::MAX), "characters"),
            },
            Form::Integer => match value.as_i64() {
                None => Some("must be a whole number".to_owned()),
                Some(number) => self.outside(number, ""),
            },
            Form::AmountVnd => match value.as_i64() {
                Some(number) if number >= 0 => self.outside(number, "VND"),
                Some(_) | None => Some("must be whole VND, not below 0".to_owned()),
            },
            Form::Date => match value.as_str().map(str::parse::<NaiveDate>) {
                Some(Ok(_)) => None,
                Some(Err(_)) | None => Some("must be a date such as 2023-10-02".to_owned()),
            },
            Form::Choice => match value.as_str() {
                Some(text) if self.choices.iter().any(|choice| choice == text) => None,
                Some(_) | None => Some(format!("must be one of: {}", self.choices.join(", "))),
            },
            Form::List => match value.as_array() {
                None => Some("must be a list".to_owned()),
                Some(list) => self.outside(i64::try_from(list.len()).unwrap_or(i64::MAX), "entries"),
            },
            Form::Object => (!value.is_object()).then(|| "must be an object".to_owned()),
        }
    }

    fn outside(&self, number: i64, unit: &str) -> Option<String> {
        if let Some(min) = self.min.filter(|min| number < *min) {
            return Some(format!("must be at least {min} {unit}").trim_end().to_owned());
        }
        self.max.filter(|max| number > *max).map(|max| format!("must be at most {max} {unit}").trim_end().to_owned())
    }
}

/// Reads a typed value out of the data of a command.
///
/// # Errors
/// The fault, with its pointer, when the value is missing or of another shape.
pub fn read<T: serde::de::DeserializeOwned>(data: &Map<String, Value>, field: &str) -> Result<T, Fault> {
    let value = data.get(field).cloned().unwrap_or(Value::Null);
    serde_json::from_value(tidied(value))
        .map_err(|error| Fault::new(format!("/data/{field}"), in_words(&error.to_string())))
}

/// What a reader of JSON says, without the names that our code has for things.
fn in_words(said: &str) -> String {
    let Some((found, wanted)) = said.split_once(", expected ") else { return said.to_owned() };
    let wanted = match wanted {
        "u8" | "u16" | "u32" | "u64" => "a whole number, not below 0",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        named if named.starts_with("struct ") || named.starts_with("internally tagged enum ") => "an object",
        named
            if ["enum ", "tuple struct ", "unit struct ", "newtype struct "]
                .iter()
                .any(|kind| named.starts_with(kind)) =>
        {
            "another kind of value"
        }
        "string or map" => "a word",
        plain => plain,
    };
    format!("{found}, expected {wanted}")
}

/// Reads a typed value that may be absent.
///
/// # Errors
/// The fault, with its pointer, when the value is of another shape.
pub fn read_optional<T: serde::de::DeserializeOwned>(
    data: &Map<String, Value>,
    field: &str,
) -> Result<Option<T>, Fault> {
    match data.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => read(data, field).map(Some),
    }
}

/// All text in normal form and without blanks around it, so that what looks the same is the same.
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
        read::<T>(&data, "it").unwrap_err().message
    }

    #[test]
    fn faults_name_no_types_of_ours() {
        assert_eq!(said::<Reason>(&json!("x")), "invalid type: string \"x\", expected an object");
        assert_eq!(said::<Vec<Reason>>(&json!([5])), "invalid type: integer `5`, expected an object");
        assert_eq!(said::<u32>(&json!("x")), "invalid type: string \"x\", expected a whole number, not below 0");
        assert_eq!(said::<String>(&json!(5)), "invalid type: integer `5`, expected a string");
        assert_eq!(said::<Choice>(&json!("two")), "unknown variant `two`, expected `one`");
        assert_eq!(said::<Choice>(&json!(5)), "invalid type: integer `5`, expected a word");
        assert_eq!(said::<Reason>(&json!({"code": "A"})), "missing field `explanation`");
    }
}
