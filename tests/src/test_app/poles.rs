//! Poles of the town, put into the register by their owners, and the ledgers of their room.

use std::sync::atomic::Ordering;

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::TestApp;
pub use crate::fixtures::POSITION;
use crate::test_client::Answer;

/// The room of a unit, as its owner reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Ledger {
    /// The unit.
    pub unit: String,
    /// What is there.
    pub installed: u32,
    /// What the owner uses itself.
    pub own_use: u32,
    /// What cannot be used.
    pub blocked: u32,
    /// What is kept back.
    pub policy_reserve: u32,
    /// What is set aside for requests.
    pub reserved: u32,
    /// What tenants use.
    pub active: u32,
    /// What is left.
    pub free: u32,
}

impl Ledger {
    /// What all its parts are together.
    #[must_use]
    pub fn sum(&self) -> u32 {
        self.own_use + self.blocked + self.policy_reserve + self.reserved + self.active + self.free
    }
}

/// What to send for the room of a pole.
#[must_use]
pub fn room(unit: &str, installed: u32) -> Value {
    json!({"unit": unit, "installed": installed})
}

impl TestApp {
    /// A pole with so many places, all of them free; its id.
    pub async fn pole(&self, owner: &str, places: u32) -> String {
        self.pole_with(owner, json!({"capacity": [room(POSITION, places)]})).await
    }

    /// A pole of which more is said; its id. Poles are numbered `QN-POL-000001` on, in a row.
    ///
    /// # Panics
    /// When the register does not take it.
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
    /// When the asset has no such unit, or it is not for these eyes.
    pub async fn ledger(&self, owner: &str, asset: &str, unit: &str) -> Ledger {
        let asset = self.get(owner, &format!("/assets/{asset}")).await;
        let all: Vec<Ledger> = serde_json::from_value(asset["capacity"].clone()).expect("ledgers");
        all.into_iter().find(|ledger| ledger.unit == unit).expect("the unit")
    }

    /// Changes an asset as it now stands, and takes whatever answer there is.
    pub async fn patch(&self, who: &str, asset: &str, body: &Value) -> Answer {
        let path = format!("/assets/{asset}");
        self.change(who, &path, Method::PATCH, &path, body).await
    }

    /// Who is on an asset and who was, as its owner reads it.
    pub async fn occupancies(&self, owner: &str, asset: &str) -> Vec<Value> {
        self.list(owner, &format!("/assets/{asset}/occupancies")).await
    }
}
