//! A reservation does not give access to an asset in full. An agreement in force does, while it
//! lasts.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::test_app::{POSITION, TestApp};

tests::on_both_databases!(
    a_reservation_opens_nothing,
    an_agreement_opens_for_its_time,
    what_becomes_secret_is_still_there_for_those_with_a_reservation,
    a_refusal_shows_the_applicant_neither_numbers_nor_reasons,
);

/// The fields that only organisations concerned with the asset see.
const IN_FULL: [&str; 8] =
    ["address", "attributes", "capacity", "grade", "visibility", "critical", "confidence", "source"];

fn detail(asset: &Value) -> Vec<&'static str> {
    IN_FULL.into_iter().filter(|name| asset.get(name).is_some_and(|value| !value.is_null())).collect()
}

/// The fields beyond the minimum information that a person reads, in all operations.
async fn opened(test_app: &TestApp, who: &str, pole: &str) -> Vec<String> {
    let one = test_app.get(who, &format!("/assets/{pole}")).await;
    assert_eq!(one["id"], json!(pole));
    let mut opened: Vec<String> = detail(&one).into_iter().map(|name| format!("asset {name}")).collect();
    let listed = test_app.list(who, "/assets").await;
    let listed = listed.iter().find(|asset| asset["id"] == one["id"]).unwrap();
    opened.extend(detail(listed).into_iter().map(|name| format!("list {name}")));
    if test_app.read(who, &format!("/assets/{pole}/versions")).await.status != StatusCode::FORBIDDEN {
        opened.push("versions".to_owned());
    }
    let feature = test_app.client().bare(reqwest::Method::GET, &format!("/ogc/collections/assets/items/{pole}"));
    let feature = tests::test_client::answered(feature.bearer_auth(who)).await.unwrap().good();
    opened.extend(detail(&feature.body["properties"]).into_iter().map(|name| format!("map {name}")));
    let along = json!({
        "route": {"type": "LineString", "coordinates": [[107.079, 20.95], [107.09, 20.95]]}, "buffer_m": 50.0,
    });
    let along = test_app.post(who, "/assets/along-route", &along).await.good().body;
    let items = along["items"].as_array().unwrap();
    let found = items.iter().find(|item| item.pointer("/asset/id").or_else(|| item.get("id")) == Some(&one["id"]));
    if let Some(found) = found {
        let asset = found.get("asset").unwrap_or(found);
        opened.extend(detail(asset).into_iter().map(|name| format!("route {name}")));
    }
    opened
}

fn said(more: &Value) -> Value {
    let mut said = json!({
        "address": "Ngõ Mật 77", "source": "Khảo sát Zeta", "attributes": {"height_m": 9.5},
        "capacity": [{"unit": POSITION, "installed": 7, "own_use": 2}],
    });
    for (name, value) in more.as_object().unwrap() {
        said[name] = value.clone();
    }
    said
}

async fn a_reservation_opens_nothing(test_app: TestApp) {
    let pole = test_app.pole_with("clerk@power", said(&json!({}))).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.reserved, 1);
    assert_eq!(opened(&test_app, "planner@vnpt", &pole).await, [""; 0]);
    let path = format!("/assets/{pole}");
    assert_eq!(
        test_app.get("planner@vnpt", &path).await,
        test_app.get("planner@viettel", &path).await,
        "as everybody sees it"
    );
    // The organisation sees its own units and no others.
    let own = test_app.list("planner@vnpt", &format!("/assets/{pole}/occupancies")).await;
    assert_eq!(own.len(), 1);
    assert_eq!((&own[0]["status"], &own[0]["quantity"]), (&json!("reserved"), &json!(1)));
    // The case shows no number of the ledger either, in any state before the agreement.
    let offer = json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"});
    test_app.perform("clerk@power", &case, "offer", offer).await;
    test_app.perform("manager@vnpt", &case, "accept", json!({})).await;
    test_app.perform("clerk@power", &case, "no_make_ready", json!({})).await;
    assert_eq!(opened(&test_app, "planner@vnpt", &pole).await, [""; 0]);
    for path in [format!("/cases/{case}"), format!("/cases/{case}/history"), "/tasks".to_owned()] {
        let notified = test_app.get("planner@vnpt", &path).await.to_string();
        for word in ["installed", "\"free\"", "own_use", "Zeta", "Ngõ Mật"] {
            assert!(!notified.contains(word), "{path} tells {word}: {notified}");
        }
    }
}

async fn an_agreement_opens_for_its_time(test_app: TestApp) {
    let pole = test_app.pole_with("clerk@power", said(&json!({}))).await;
    let cases = test_app.tenants(&["vnpt"], "clerk@power", &pole).await;
    let seen = opened(&test_app, "planner@vnpt", &pole).await;
    for what in ["asset capacity", "list address", "versions", "map source", "route capacity"] {
        assert!(seen.iter().any(|one| one == what), "{what} of {seen:?}");
    }
    assert_eq!(opened(&test_app, "planner@viettel", &pole).await, [""; 0]);
    let end = json!({"removal_on": test_app.in_days(61), "reason": "Hạ ngầm"});
    test_app.perform("planner@vnpt", &cases[0], "notify_removal", end).await;
    test_app.days(61).await;
    test_app.perform("planner@vnpt", &cases[0], "confirm_removed", json!({})).await;
    test_app.perform("clerk@power", &cases[0], "close_removal", json!({})).await;
    assert_eq!(opened(&test_app, "planner@vnpt", &pole).await, [""; 0], "it is over");
}

async fn what_becomes_secret_is_still_there_for_those_with_a_reservation(test_app: TestApp) {
    let pole = test_app.pole_with("clerk@power", said(&json!({}))).await;
    test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    test_app.patch("clerk@power", &pole, &json!({"visibility": "secret"})).await.good();
    assert_eq!(test_app.read("planner@viettel", &format!("/assets/{pole}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(opened(&test_app, "planner@vnpt", &pole).await, [""; 0]);
}

async fn a_refusal_shows_the_applicant_neither_numbers_nor_reasons(test_app: TestApp) {
    let closed = json!({"shareable": false, "not_shareable_reason": "Hợp đồng độc quyền với Zeta"});
    let pole = test_app.pole_with("clerk@power", said(&closed)).await;
    let case = test_app.draft("planner@vnpt", &tests::test_app::wanting(&[&pole])).await;
    let answer = test_app.attempt("planner@vnpt", &case, "submit", json!({})).await;
    assert_eq!((answer.status, answer.text("/rule")), (StatusCode::CONFLICT, "elements_are_open"), "{}", answer.body);
    assert!(!answer.body.to_string().contains("Zeta"), "{}", answer.body);
    // The error names the unit that the asset lacks and does not list the existing units.
    let open = test_app.pole_with("clerk@power", said(&json!({}))).await;
    let mut wrong = tests::test_app::wanting(&[&open]);
    wrong["elements"][0]["units"][0]["unit"] = json!("bore");
    let answer = test_app.post("planner@vnpt", "/sharing-requests", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert!(!answer.body.to_string().contains(POSITION), "{}", answer.body);
}
