//! The common initial state of both worlds: a register, cases in several states, and all other data
//! that viewers query.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::in_process_server::{InProcessServer, Steps, monday};
use crate::test_app::dossiers::{BAI_CHAY, mast};
use crate::test_app::{POSITION, TestApp, cast, poles::capacity, wanting};
use crate::test_db::TestDb;

/// The ids of the common initial state.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Known {
    /// A pole of the power company with 9 of 16 positions free.
    pub open_pole: String,
    /// Another pole with 3 of 12 free.
    pub busy_pole: String,
    /// A pole on which VNPT has a reservation; 5 of 7 are free besides.
    pub reserved_pole: String,
    /// A pole on which VNPT has an agreement in force. No hidden history touches it.
    pub agreed_pole: String,
    /// A pole that only its owner sees.
    pub secret_pole: String,
    /// A duct of the power company.
    pub duct: String,
    /// A tower of the power company.
    pub tower: String,
    /// A pole of the lighting company.
    pub lighting_pole: String,
    /// A request of Viettel, complete, on `open_pole`.
    pub viettel_case: String,
    /// A quality issue of the power company.
    pub power_issue: String,
    /// A request of VNPT on `open_pole`, filed and not yet confirmed.
    pub vnpt_filed: String,
    /// A request of VNPT on `reserved_pole`, complete: its position is reserved.
    pub vnpt_complete: String,
    /// An inquiry of VNPT to the power company, not yet answered.
    pub vnpt_inquiry: String,
    /// Assets that only the second world has; known once the worlds have diverged.
    pub hidden: Vec<String>,
}

/// The state of both worlds before they diverge.
#[derive(Debug)]
pub struct Base {
    pub test_db: TestDb,
    /// The instant at which the worlds diverge.
    pub end: DateTime<Utc>,
    pub known: Known,
}

/// `steps` degrees east of 107.08, a step being 104 m.
pub(super) fn point(steps: f64, lat: f64) -> Value {
    json!({"type": "Point", "coordinates": [107.08 + steps * 0.001, lat]})
}

fn line(from: f64, to: f64, lat: f64) -> Value {
    json!({"type": "LineString", "coordinates": [[107.08 + from * 0.001, lat], [107.08 + to * 0.001, lat]]})
}

/// The capacity of a unit, with the owner's own use.
pub(super) fn used(unit: &str, installed: u32, own_use: u32) -> Value {
    json!({"unit": unit, "installed": installed, "own_use": own_use})
}

async fn asset(test_app: &TestApp, owner: &str, code: &str, kind: &str, geometry: Value, more: Value) -> String {
    let mut body = json!({"code": code, "kind": kind, "geometry": geometry, "address": "Trần Hưng Đạo, Hạ Long"});
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    test_app.post(owner, "/assets", &body).await.good().text("/id").to_owned()
}

impl Base {
    /// Builds the state on an empty database.
    pub async fn build(test_db: TestDb, seed: u64) -> Self {
        let steps = Steps::of(seed);
        let in_process = InProcessServer::open_stepped(test_db, monday(), steps.clone()).await;
        let test_app = async { TestApp::settled(in_process).await.with_offices().await };
        let test_app = api_store::database::random::seeded(steps.next_seed(), test_app).await;
        let mut known = register(&test_app).await;
        cases(&test_app, &mut known, &steps).await;
        others(&test_app, &mut known, &steps).await;
        let end = test_app.now() + TimeDelta::hours(1);
        Self { test_db: test_app.close().await, end, known }
    }
}

fn described(height: f64, note: &str) -> Value {
    json!({"height_m": height, "material": "concrete", "condition": "good", "note": note})
}

async fn register(test_app: &TestApp) -> Known {
    let power = "clerk@power";
    let mut known = Known::default();
    let load = |installed: u32, own: u32| used("load_nm", installed, own);
    known.open_pole = asset(test_app, power, "PC-001", "pole", point(0.0, 20.95), json!({
        "capacity": [used(POSITION, 16, 6), load(9000, 2000)], "attributes": described(8.5, "ghi chú alfa"), "source": "Biên bản alfa",
    })).await;
    known.busy_pole = asset(
        test_app,
        power,
        "PC-002",
        "pole",
        point(1.0, 20.95),
        json!({
            "capacity": [used(POSITION, 12, 9), load(6000, 6000)], "attributes": described(10.0, "ghi chú alfa"),
        }),
    )
    .await;
    known.reserved_pole = asset(test_app, power, "PC-003", "pole", point(2.0, 20.95), json!({
        "capacity": [used(POSITION, 7, 1), load(9000, 0)], "attributes": described(8.5, "ghi chú alfa"), "source": "Biên bản alfa",
    })).await;
    known.agreed_pole = asset(
        test_app,
        power,
        "PC-004",
        "pole",
        point(3.0, 20.95),
        json!({
            "capacity": [capacity(POSITION, 8)], "attributes": described(8.5, "ghi chú bravo"),
        }),
    )
    .await;
    known.secret_pole = asset(test_app, power, "PC-SEC", "pole", point(4.0, 20.95), json!({
        "capacity": [capacity(POSITION, 8), load(500, 0)], "visibility": "secret", "attributes": described(12.0, "ghi chú kín"),
    })).await;
    asset(
        test_app,
        power,
        "PC-CRIT",
        "pole",
        point(5.0, 20.95),
        json!({"capacity": [capacity(POSITION, 4)], "critical": true}),
    )
    .await;
    asset(test_app, power, "PC-005", "pole", point(6.0, 20.95), json!({"capacity": [used(POSITION, 4, 4)]})).await;
    asset(
        test_app,
        power,
        "PC-006",
        "pole",
        point(6.05, 20.95),
        json!({"capacity": [capacity(POSITION, 2)], "attributes": {"tag": "PC-T1"}}),
    )
    .await;
    asset(
        test_app,
        power,
        "PC-007",
        "pole",
        point(7.0, 20.95),
        json!({"capacity": [capacity(POSITION, 2)], "shareable": false, "not_shareable_reason": "An toàn điện"}),
    )
    .await;
    // Two pairs of probable duplicates: a quality issue of the power company, and one of VNPT.
    asset(test_app, power, "PC-008", "pole", point(8.0, 20.95), json!({"capacity": [capacity(POSITION, 2)]})).await;
    asset(test_app, power, "PC-009", "pole", point(8.01, 20.95), json!({"capacity": [capacity(POSITION, 2)]})).await;
    ducts_and_towers(test_app, &mut known).await;
    others_poles(test_app, &mut known).await;
    known
}

async fn ducts_and_towers(test_app: &TestApp, known: &mut Known) {
    let power = "clerk@power";
    for (code, steps, lat) in [("M0", 0.0, 20.96), ("M1", 1.0, 20.96), ("M2", 2.0, 20.96), ("M3", 3.0, 20.96)] {
        asset(test_app, power, code, "manhole", point(steps, lat), json!({})).await;
    }
    let bores = |installed: u32, own: u32| json!({"capacity": [used("bore", installed, own), used("fill_mm2", 4000, 100)], "attributes": {}});
    known.duct = asset(test_app, power, "D01", "duct_section", line(0.0, 1.0, 20.96), bores(12, 9)).await;
    asset(test_app, power, "D12", "duct_section", line(1.0, 2.0, 20.96), bores(4, 1)).await;
    asset(test_app, "clerk@lighting", "D23", "duct_section", line(2.0, 3.0, 20.96), bores(4, 1)).await;
    known.tower = asset(
        test_app,
        power,
        "T1",
        "tower",
        point(3.0, 20.97),
        json!({
            "capacity": [used("mounting_level", 10, 6), used("weight_kg", 4000, 1000)], "attributes": {"height_m": 42},
        }),
    )
    .await;
}

async fn others_poles(test_app: &TestApp, known: &mut Known) {
    known.lighting_pole = asset(
        test_app,
        "clerk@lighting",
        "CS-001",
        "pole",
        point(0.5, 20.95),
        json!({
            "capacity": [capacity(POSITION, 6)], "attributes": described(8.0, "ghi chú charlie"),
        }),
    )
    .await;
    for (code, steps) in [("VN-001", 10.0), ("VN-002", 10.01), ("VN-003", 11.0)] {
        asset(
            test_app,
            "planner@vnpt",
            code,
            "pole",
            point(steps, 20.95),
            json!({"capacity": [capacity(POSITION, 6)], "attributes": described(7.0, "của VNPT")}),
        )
        .await;
    }
    asset(
        test_app,
        "planner@mobifone",
        "MB-001",
        "pole",
        point(12.0, 20.95),
        json!({"capacity": [capacity(POSITION, 6)]}),
    )
    .await;
}

async fn cases(test_app: &TestApp, known: &mut Known, steps: &Steps) {
    // An agreement in force; days pass.
    api_store::database::random::seeded(
        steps.next_seed(),
        test_app.tenants(&["vnpt"], "clerk@power", &known.agreed_pole),
    )
    .await;
    known.vnpt_complete = test_app.complete("planner@vnpt", "clerk@power", &[&known.reserved_pole]).await;
    test_app.draft("planner@vnpt", &wanting(&[&known.open_pole, &known.busy_pole])).await;
    test_app.filed("planner@vnpt", &[&known.lighting_pole]).await;
    known.viettel_case = test_app.complete("planner@viettel", "clerk@power", &[&known.open_pole]).await;
    test_app.document("planner@viettel", &known.viettel_case, "route_plan").await;
    let open = test_app.filed("planner@vnpt", &[&known.open_pole]).await;
    test_app.document("planner@vnpt", &open, "route_plan").await;
    known.vnpt_filed.clone_from(&open);
    let inquiry = json!({
        "title": "Cột quanh phố Trần Hưng Đạo", "owner_id": cast::office(cast::POWER), "purpose": "Lập phương án kéo cáp",
        "place": {"type": "Polygon", "coordinates": [[[107.0, 20.9], [107.2, 20.9], [107.2, 21.0], [107.0, 21.0], [107.0, 20.9]]]},
    });
    let inquiry = test_app.post("planner@vnpt", "/information-requests", &inquiry).await.good();
    inquiry.text("/id").clone_into(&mut known.vnpt_inquiry);
    test_app.perform("planner@vnpt", &known.vnpt_inquiry, "submit", json!({})).await;
    let message = json!({"body": "Đề nghị khảo sát", "audience": "parties"});
    test_app.post("planner@vnpt", &format!("/cases/{open}/messages"), &message).await.good();
    test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    test_app.post("planner@vnpt", "/siting-applications", &mast(BAI_CHAY)).await.good();
    test_app.filed_site("planner@viettel", BAI_CHAY).await;
    let trench = json!({
        "title": "Ngầm hóa cáp phố Trần Hưng Đạo", "description": "Ống D110, 4 lỗ, 600 m", "contact": "0203 3825 001",
        "place": {"type": "LineString", "coordinates": [[107.0800, 20.9500], [107.0830, 20.9500]]},
        "starts_on": "2024-01-15", "duration_days": 45, "final_project_on": "2023-12-15", "publicly_financed": true,
    });
    let works = test_app.post("planner@vnpt", "/planned-works", &trench).await.good().text("/id").to_owned();
    test_app.perform("planner@vnpt", &works, "publish", json!({})).await;
}

async fn others(test_app: &TestApp, known: &mut Known, steps: &Steps) {
    api_store::database::random::seeded(steps.next_seed(), test_app.work()).await;
    let issues = test_app.list("clerk@power", "/quality/issues").await;
    let id = issues.first().and_then(|issue| issue["id"].as_str());
    id.expect("an issue of two poles at one place").clone_into(&mut known.power_issue);
    for who in ["planner@vnpt", "planner@mobifone", "clerk@lighting"] {
        test_app.post(who, "/exports/assets", &json!({"format": "csv"})).await.good();
        test_app.post(who, "/subscriptions", &json!({"title": "Công trình", "topics": ["works_published"]})).await;
    }
    let absence = json!({"valid_from": test_app.in_days(5), "valid_to": test_app.in_days(6), "reason": "Nghỉ phép"});
    test_app.post("planner@vnpt", "/absences", &absence).await;
    api_store::database::random::seeded(steps.next_seed(), test_app.work()).await;
}
