//! The content of cells that list owners or tenants: JSON, so that it is the same in a table, a
//! feature and a spreadsheet. Exports write it, imports read it; it has no fields besides those of
//! these types.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// A co-owner of an asset: `{"name": "VNPT", "percent": 33.33}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoOwner {
    pub name: String,
    /// The share, to the hundredth of a percent.
    pub percent: f64,
}

/// A tenant's use of a unit of an asset: `{"tenant": "FPT", "unit": "bore", "quantity": 2,
/// "status": "active", "since": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenancy {
    /// The tenant; `None` for a use that a survey found and nobody claims.
    pub tenant: Option<String>,
    /// The tenant's id in this register; another register knows the tenant only by name.
    #[serde(skip)]
    pub organization: Option<Uuid>,
    pub unit: String,
    pub quantity: u32,
    /// In use, or reserved for a request.
    pub status: Status,
    /// The start of the use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The status of a tenancy. An ended tenancy is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    /// Reserved for a request, which is a case of its own.
    Reserved,
}

/// A list as the text of a cell; an empty list is null.
#[must_use]
pub fn cell<T: Serialize>(items: &[T]) -> Value {
    if items.is_empty() {
        return Value::Null;
    }
    serde_json::to_string(items).map_or(Value::Null, Value::String)
}
