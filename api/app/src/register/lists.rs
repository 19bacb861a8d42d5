//! What a cell holds when it lists owners or tenants: JSON, so that it is the same in a table, a feature and a spreadsheet. Exports
//! write it, imports read it; nothing stands in it that these types do not name.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// A co-owner of an asset: `{"name": "VNPT", "percent": 33.33}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoOwner {
    /// What it is called.
    pub name: String,
    /// How much it holds, to the hundredth of a percent.
    pub percent: f64,
}

/// What somebody takes of a unit of an asset: `{"tenant": "FPT", "unit": "bore", "quantity": 2, "status": "active", "since": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenancy {
    /// Who; nobody, for what was found and nobody claims.
    pub tenant: Option<String>,
    /// Which organisation that is here; another register knows it only by its name.
    #[serde(skip)]
    pub organization: Option<Uuid>,
    /// The unit.
    pub unit: String,
    /// How much of it.
    pub quantity: u32,
    /// In use, or held for a request.
    pub status: Status,
    /// Since when it is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// What is known besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How a tenancy stands. What has ended is no tenancy any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In use.
    Active,
    /// Held for a request, which is a case of its own.
    Reserved,
}

/// A list as the text of a cell; an empty one is nothing.
#[must_use]
pub fn cell<T: Serialize>(items: &[T]) -> Value {
    if items.is_empty() {
        return Value::Null;
    }
    serde_json::to_string(items).map_or(Value::Null, Value::String)
}
