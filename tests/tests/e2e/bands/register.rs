//! A pole, a tower and a duct between two manholes, with numbers that only their owners know.

use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::{POSITION, poles::capacity};

/// Values that a competitor does not see. All three sets give the same bands.
#[derive(Debug)]
pub(crate) struct Hidden {
    /// Attachment positions of the pole: installed, and used by the owner.
    pole: (u32, u32),
    /// The load of the pole in N·m: installed, and used by the owner.
    load: (u32, u32),
    /// Mounting levels of the tower: installed, and used by the owner.
    levels: (u32, u32),
    /// The weight on the tower in kg: installed, and used by the owner.
    weight: (u32, u32),
    height_m: f64,
    /// Bores of the duct: installed, and used by the owner.
    bores: (u32, u32),
    address: &'static str,
}

pub(crate) const HIDDEN: [Hidden; 3] = [
    Hidden {
        pole: (3, 0),
        load: (1_000, 100),
        levels: (2, 0),
        weight: (1_000, 100),
        height_m: 45.0,
        bores: (3, 0),
        address: "12 Trần Phú",
    },
    Hidden {
        pole: (20, 16),
        load: (1_000, 990),
        levels: (12, 9),
        weight: (1_000, 990),
        height_m: 20.0,
        bores: (40, 36),
        address: "14 Lê Lợi",
    },
    Hidden {
        pole: (9, 4),
        load: (90_000, 0),
        levels: (3, 0),
        weight: (9_000, 0),
        height_m: 60.0,
        bores: (9, 4),
        address: "",
    },
];

const LAT: f64 = 20.95;
/// The start of the path through ducts.
const FROM: [f64; 2] = [107.08, 20.96];
/// The end of the path through ducts.
const TO: [f64; 2] = [107.082, 20.96];

#[derive(Debug)]
pub(crate) struct Register {
    pub(crate) pole: String,
    pub(crate) tower: String,
    pub(crate) duct: String,
}

fn point(at: [f64; 2]) -> Value {
    json!({"type": "Point", "coordinates": at})
}

fn used(unit: &str, (installed, own_use): (u32, u32)) -> Value {
    json!({"unit": unit, "installed": installed, "own_use": own_use})
}

impl Register {
    pub(crate) async fn build(test_app: &TestApp) -> Self {
        let add = async |owner: &str, code: &str, kind: &str, geometry: Value, capacity: Value| {
            let body = json!({"code": code, "kind": kind, "geometry": geometry, "capacity": capacity});
            test_app.post(owner, "/assets", &body).await.good().text("/id").to_owned()
        };
        let line = json!({"type": "LineString", "coordinates": [FROM, TO]});
        let pole = json!([capacity(POSITION, 4), capacity("load_nm", 1_000)]);
        let tower = json!([capacity("mounting_level", 2), capacity("weight_kg", 1_000)]);
        add("clerk@power", "MH-1", "manhole", point(FROM), json!([])).await;
        add("clerk@power", "MH-2", "manhole", point(TO), json!([])).await;
        Self {
            pole: add("clerk@power", "POL-1", "pole", point([107.08, LAT]), pole).await,
            tower: add("planner@viettel", "TWR-1", "tower", point([107.09, LAT]), tower).await,
            duct: add("clerk@power", "DUC-1", "duct_section", line, json!([capacity("bore", 4)])).await,
        }
    }

    /// The owners change values that only they see.
    pub(crate) async fn set(&self, test_app: &TestApp, hidden: &Hidden) {
        let pole = json!([used(POSITION, hidden.pole), used("load_nm", hidden.load)]);
        let pole = json!({"capacity": pole, "address": hidden.address, "reason": "Khảo sát"});
        test_app.patch("clerk@power", &self.pole, &pole).await.good();
        let tower = json!([used("mounting_level", hidden.levels), used("weight_kg", hidden.weight)]);
        let tower = json!({"capacity": tower, "attributes": {"height_m": hidden.height_m}, "reason": "Khảo sát"});
        test_app.patch("planner@viettel", &self.tower, &tower).await.good();
        let duct = json!({"capacity": [used("bore", hidden.bores)], "reason": "Khảo sát"});
        test_app.patch("clerk@power", &self.duct, &duct).await.good();
    }

    /// The free positions of the pole.
    pub(crate) async fn free(&self, test_app: &TestApp) -> u32 {
        test_app.ledger("clerk@power", &self.pole, POSITION).await.free
    }

    pub(crate) fn route() -> Value {
        json!({"type": "LineString", "coordinates": [[107.0799, LAT], [107.0802, LAT]]})
    }

    pub(crate) async fn along(&self, test_app: &TestApp, who: &str, units: &Value) -> Value {
        let route = json!({"route": Self::route(), "buffer_m": 20, "units": units});
        test_app.post(who, "/assets/along-route", &route).await.good().body
    }

    pub(crate) async fn plan(&self, test_app: &TestApp, who: &str, question: &str, more: &Value) -> Value {
        let mut body = match question {
            "towers" => json!({"from": point([107.09, LAT]), "within_m": 300.0}),
            "supports" => json!({"route": Self::route(), "span_m": 25.0}),
            "duct-path" => json!({"from": point(FROM), "to": point(TO)}),
            _ => json!({"place": point([107.09, LAT]), "settlement": "urban", "asset_kind": "tower"}),
        };
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        test_app.post(who, &format!("/planning/{question}"), &body).await.good().body
    }
}
