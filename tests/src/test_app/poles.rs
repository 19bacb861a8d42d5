//! Poles that their owners register, and their capacity ledgers.

use std::sync::atomic::Ordering;

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::TestApp;
pub use crate::fixtures::POSITION;
use crate::test_client::TestResponse;

/// The ledger of a unit, as its owner reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Ledger {
    pub unit: String,
    pub installed: u32,
    /// The quantity that the owner uses itself.
    pub own_use: u32,
    /// The quantity that nobody can use.
    pub blocked: u32,
    /// The quantity that the owner's policy reserves.
    pub policy_reserve: u32,
    /// The quantity reserved for requests.
    pub reserved: u32,
    /// The quantity that tenants use.
    pub active: u32,
    pub free: u32,
}

impl Ledger {
    /// The sum of all parts.
    #[must_use]
    pub fn sum(&self) -> u32 {
        self.own_use + self.blocked + self.policy_reserve + self.reserved + self.active + self.free
    }
}

/// The request body for the capacity of a pole.
#[must_use]
pub fn capacity(unit: &str, installed: u32) -> Value {
    json!({"unit": unit, "installed": installed})
}

impl TestApp {
    /// Registers a pole with this number of positions, all free; returns its id.
    pub async fn pole(&self, owner: &str, places: u32) -> String {
        self.pole_with(owner, json!({"capacity": [capacity(POSITION, places)]})).await
    }

    /// Registers a pole with further content; returns its id. Codes run from `QN-POL-000001`, in a
    /// row.
    ///
    /// # Panics
    /// When the server rejects the pole.
    pub async fn pole_with(&self, owner: &str, more: Value) -> String {
        let number = self.poles.fetch_add(1, Ordering::Relaxed) + 1;
        let mut body = json!({
            "code": format!("QN-POL-{number:06}"),
            "kind": "pole",
            "geometry": {"type": "Point", "coordinates": [107.08 + f64::from(number) * 0.0003, 20.95]},
            "address": "Trần Hưng Đạo, Hạ Long",
        });
        for (name, value) in more.as_object().cloned().unwrap_or_default() {
            body[name] = value;
        }
        self.post(owner, "/assets", &body).await.good().text("/id").to_owned()
    }

    /// The ledger of a unit of an asset, as its owner reads it.
    ///
    /// # Panics
    /// When the asset has no such unit, or the caller may not see it.
    pub async fn ledger(&self, owner: &str, asset: &str, unit: &str) -> Ledger {
        let asset = self.get(owner, &format!("/assets/{asset}")).await;
        let all: Vec<Ledger> = serde_json::from_value(asset["capacity"].clone()).expect("ledgers");
        all.into_iter().find(|ledger| ledger.unit == unit).expect("the unit")
    }

    /// Changes an asset in its current version, and returns any answer.
    pub async fn patch(&self, who: &str, asset: &str, body: &Value) -> TestResponse {
        let path = format!("/assets/{asset}");
        self.change(who, &path, Method::PATCH, &path, body).await
    }

    /// The current and former occupancies of an asset, as its owner reads them.
    pub async fn occupancies(&self, owner: &str, asset: &str) -> Vec<Value> {
        self.list(owner, &format!("/assets/{asset}/occupancies")).await
    }
}
