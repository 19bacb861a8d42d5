//! One resource of each kind that a planner of VNPT may not see, with the operation by which
//! another person created it.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::cast::{HALONG, LIGHTING, person};
use tests::test_app::poles::capacity;
use tests::test_app::{POSITION, TestApp, wanting};
use tests::test_client::answered;

/// A kind of resource with an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    Absence,
    Asset,
    Case,
    Correction,
    Delegation,
    Document,
    Export,
    Import,
    Issue,
    ReceivedMessage,
    Notice,
    Photo,
    Session,
    Subscription,
    Task,
    Transfer,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";

/// Creates one hidden resource of each kind. Returns their ids.
pub(crate) async fn hidden(test_app: &TestApp) -> BTreeMap<Thing, String> {
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let secret = json!({"visibility": "secret", "capacity": [capacity(POSITION, 3)], "attributes": {"tag": "HL-17"}});
    let asset = test_app.pole_with("clerk@power", secret.clone()).await;
    test_app.pole_with("clerk@power", secret).await;
    let path = format!("/assets/{asset}");

    let photo = test_app.ask("clerk@power", Method::POST, &format!("{path}/photos?name=cot.png"));
    let photo = photo.header("Content-Type", "application/octet-stream").body(PNG);
    let photo = answered(photo).await.unwrap().good();
    let found = json!({"attributes": {"height_m": 9}, "observed_on": test_app.in_days(0)});
    let correction = test_app.change("clerk@power", &path, Method::POST, &format!("{path}/corrections"), &found).await;
    let offer = json!({"asset_ids": [asset], "to_organization_id": fixtures::office(LIGHTING), "reason": "Bàn giao"});
    let transfer = test_app.post("boss@power", "/asset-transfers", &offer).await.good();

    let pole = test_app.pole("clerk@lighting", 3).await;
    let case = test_app.filed("planner@mobifone", &[&pole]).await;
    let document = test_app.document("planner@mobifone", &case, "as_built").await;
    test_app.draft("planner@mobifone", &wanting(&[&pole])).await;
    test_app.work().await;

    let subscription = json!({"place": {"type": "Polygon",
        "coordinates": [[[107.0, 20.9], [107.1, 20.9], [107.1, 21.0], [107.0, 21.0], [107.0, 20.9]]]}, "topics": ["works_published"]});
    let delegated = json!({
        "to_user_id": person("reviewer@halong"), "organization_id": fixtures::office(HALONG), "role": "district_lead",
        "valid_from": test_app.in_days(1), "valid_to": test_app.in_days(4), "reason": "Nghỉ phép",
    });
    let away = json!({"valid_from": test_app.in_days(1), "valid_to": test_app.in_days(2)});
    let import =
        test_app.ask("clerk@power", Method::POST, "/imports?mode=dry_run&file_name=poles.csv&mapping=hatang-export");
    let import = import.header("Content-Type", "application/octet-stream").body("code,kind\nP-1,pole\n");
    let import = answered(import).await.unwrap().good();

    BTreeMap::from([
        (Thing::Absence, id(&test_app.post("boss@lighting", "/absences", &away).await.good().body)),
        (Thing::Asset, asset),
        (Thing::Case, case.clone()),
        (Thing::Correction, correction.good().text("/id").to_owned()),
        (Thing::Delegation, id(&test_app.post("lead@halong", "/delegations", &delegated).await.good().body)),
        (Thing::Document, document),
        (
            Thing::Export,
            id(&test_app.post("clerk@power", "/exports/assets", &json!({"format": "csv"})).await.good().body),
        ),
        (Thing::Import, import.text("/id").to_owned()),
        (Thing::Issue, id(&test_app.list("clerk@power", "/quality/issues?status=any").await[0])),
        (
            Thing::ReceivedMessage,
            id(&test_app.list(tests::test_app::cast::ADMIN, &format!("/outbox?case={case}")).await[0]),
        ),
        (Thing::Notice, id(&test_app.list("clerk@lighting", "/notifications").await[0])),
        (Thing::Photo, photo.text("/id").to_owned()),
        (Thing::Session, id(&test_app.list("planner@mobifone", "/me/sessions").await[0])),
        (
            Thing::Subscription,
            id(&test_app.post("planner@mobifone", "/subscriptions", &subscription).await.good().body),
        ),
        (Thing::Task, id(&test_app.list("clerk@lighting", "/tasks").await[0])),
        (Thing::Transfer, transfer.text("/id").to_owned()),
    ])
}
