//! Placeholders in the data of a step: texts that begin with `$`.
//!
//! `$day 5` and `$later 20` are days: five working days, or at least twenty calendar days, after
//! the step. `$org viettel`, `$applicant` and `$other` are organisations, `$doc as_built` is the
//! last document of a kind in the case, `$asset 0` the first requested asset, and `$code QN-TRU` a
//! code of an asset that no other story uses.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::ids::DocumentId;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{cast::Cast, scenario::Story, schedule::Schedule};
use crate::error::AppError;

/// The values that the placeholders of a step refer to.
pub(super) struct Placeholders<'a> {
    pub(super) schedule: &'a Schedule,
    pub(super) cast: &'a Cast,
    pub(super) story: &'a Story,
    /// The day of the step.
    pub(super) today: NaiveDate,
    pub(super) documents: &'a BTreeMap<String, DocumentId>,
    /// The assets that a sharing request names.
    pub(super) assets: &'a [Uuid],
}

impl Placeholders<'_> {
    pub(super) fn fill_in(&self, data: &Map<String, Value>) -> Result<Map<String, Value>, AppError> {
        data.iter().map(|(key, value)| Ok((key.clone(), self.value(value)?))).collect()
    }

    fn value(&self, value: &Value) -> Result<Value, AppError> {
        match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(placeholder) => self.placeholder(placeholder),
                None => Ok(value.clone()),
            },
            Value::Array(items) => {
                items.iter().map(|item| self.value(item)).collect::<Result<_, _>>().map(Value::Array)
            }
            Value::Object(map) => self.fill_in(map).map(Value::Object),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(value.clone()),
        }
    }

    fn placeholder(&self, text: &str) -> Result<Value, AppError> {
        let (name, argument) = text.split_once(' ').unwrap_or((text, ""));
        let unknown = || AppError::internal(format!("the scenario has no value for ${text}"));
        match name {
            "day" => {
                Ok(json!(self.schedule.working_days_after(self.today, argument.parse().map_err(AppError::internal)?)))
            }
            "later" => {
                Ok(json!(self.schedule.calendar_days_after(self.today, argument.parse().map_err(AppError::internal)?)))
            }
            "org" => Ok(json!(self.cast.office(argument)?)),
            "applicant" => Ok(json!(self.cast.office(&self.story.applicant)?)),
            "other" => Ok(json!(self.cast.office(&self.story.other)?)),
            "doc" => self.documents.get(argument).map(|id| json!(id)).ok_or_else(unknown),
            "asset" => {
                let place: usize = argument.parse().map_err(AppError::internal)?;
                self.assets.get(place).map(|id| json!(id)).ok_or_else(unknown)
            }
            "code" => Ok(json!(format!("{argument}-{}-{}", self.story.street, self.story.key.to_uppercase()))),
            _ => Err(unknown()),
        }
    }
}
