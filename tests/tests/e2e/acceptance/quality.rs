//! Data-quality issues of the register, and corrections by surveys in the field.

use api_app::error::AppError;
use api_app::quality::{Step, step, whole};
use api_store::assets::quality;
use api_store::database::leases::{self, Lease};
use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::cast::{POWER, VNPT};
use tests::test_app::messages::notified;
use tests::test_app::{POSITION, TestApp, poles::capacity};
use tests::test_client::{TestResponse, answered};

use super::{invalid, refused};

tests::on_both_databases!(
    a_pole_that_was_entered_twice_is_found_dismissed_and_resolved,
    ends_lengths_and_tags_that_do_not_fit,
    one_node_at_a_time_looks_through_the_register,
    the_owner_takes_over_what_a_survey_found,
    the_owners_own_survey_is_true_at_once,
);

fn at(east: f64) -> Value {
    json!({"type": "Point", "coordinates": [107.08 + east, 20.95]})
}

async fn issues(test_app: &TestApp, who: &str, filter: &str) -> Vec<(String, String)> {
    test_app.work().await;
    let found = test_app.list(who, &format!("/quality/issues{filter}")).await;
    let mut all: Vec<_> = found
        .iter()
        .map(|one| (one["code"].as_str().unwrap().to_owned(), one["status"].as_str().unwrap().to_owned()))
        .collect();
    all.sort();
    all
}

async fn say(test_app: &TestApp, who: &str, issue: &str, verb: &str, body: &Value) -> TestResponse {
    let path = format!("/quality/issues/{issue}");
    test_app.change(who, &path, Method::POST, &format!("{path}/{verb}"), body).await
}

async fn a_pole_that_was_entered_twice_is_found_dismissed_and_resolved(test_app: TestApp) {
    let pole = async |owner: &str, east: f64| {
        test_app.pole_with(owner, json!({"geometry": at(east), "capacity": [capacity(POSITION, 2)]})).await
    };
    let (first, second) = (pole("clerk@power", 0.0).await, pole("clerk@power", 0.000_015).await);
    // A pole of another owner nearby is not an issue of this owner.
    pole("planner@vnpt", 0.000_005).await;
    let open = [("duplicate_place".to_owned(), "open".to_owned())];
    assert_eq!(issues(&test_app, "clerk@power", "").await, open);
    assert_eq!(issues(&test_app, "officer@sotttt", "").await, open);
    assert_eq!(issues(&test_app, "planner@vnpt", "").await, []);
    let one = test_app.list("clerk@power", &format!("/quality/issues?asset_id={second}")).await.remove(0);
    let (lower, higher) = (first.clone().min(second.clone()), first.clone().max(second.clone()));
    assert_eq!((&one["asset_id"], &one["other_asset_id"]), (&json!(lower), &json!(higher)));
    assert!(one["explanation"].as_str().unwrap().contains("cách 1.6 m"), "{one}");
    let id = one["id"].as_str().unwrap().to_owned();
    assert_eq!(test_app.read("planner@vnpt", &format!("/quality/issues/{id}")).await.status, StatusCode::NOT_FOUND);

    let why = json!({"reason": "Hai cột đôi, cùng móng"});
    invalid(&say(&test_app, "clerk@power", &id, "dismiss", &json!({"reason": " "})).await, &["/reason"]);
    assert_eq!(say(&test_app, "officer@sotttt", &id, "dismiss", &why).await.status, StatusCode::FORBIDDEN);
    let dismissed = say(&test_app, "clerk@power", &id, "dismiss", &why).await.good();
    assert_eq!((dismissed.text("/status"), dismissed.text("/reason")), ("dismissed", "Hai cột đôi, cùng móng"));
    refused(&say(&test_app, "clerk@power", &id, "dismiss", &why).await, "issue_status");
    // The examination finds the issue again, and the issue stays dismissed.
    test_app.patch("clerk@power", &first, &json!({"address": "Bãi Cháy"})).await.good();
    assert_eq!(issues(&test_app, "clerk@power", "").await, []);
    assert_eq!(issues(&test_app, "clerk@power", "?status=dismissed").await.len(), 1);
    say(&test_app, "clerk@power", &id, "reopen", &json!({})).await.good();

    test_app.patch("clerk@power", &second, &json!({"geometry": at(0.001)})).await.good();
    assert_eq!(
        issues(&test_app, "clerk@power", "?status=any").await,
        [("duplicate_place".to_owned(), "resolved".to_owned())]
    );
    test_app.patch("clerk@power", &second, &json!({"geometry": at(0.000_01)})).await.good();
    assert_eq!(issues(&test_app, "clerk@power", "?status=any").await, open);
    assert_eq!(issues(&test_app, "clerk@power", "?code=loose_end").await, []);
    let unknown = test_app.read("clerk@power", "/quality/issues?code=ugly").await;
    invalid(&unknown, &["code"]);
}

async fn ends_lengths_and_tags_that_do_not_fit(test_app: TestApp) {
    let add = async |code: &str, kind: &str, geometry: Value, attributes: Value| {
        let body = json!({"code": code, "kind": kind, "geometry": geometry, "attributes": attributes});
        test_app.post("planner@vnpt", "/assets", &body).await.good().text("/id").to_owned()
    };
    let line = json!({"type": "LineString", "coordinates": [[107.08, 20.95], [107.081, 20.95]]});
    add("D-1", "duct_section", line, json!({"length_m": 200})).await;
    add("P-1", "pole", at(0.01), json!({"tag": "HL-Đ/17"})).await;
    add("P-2", "pole", at(0.02), json!({"tag": "hl-đ/17"})).await;
    let codes = |found: Vec<(String, String)>| found.into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    let found = codes(issues(&test_app, "planner@vnpt", "").await);
    assert_eq!(found, ["duplicate_tag", "length_mismatch", "loose_end", "loose_end"]);
    // A new manhole closes a loose end at once. A manhole that another owner hides closes none.
    add("M-1", "manhole", at(0.0), json!({})).await;
    let hidden = json!({"code": "M-2", "kind": "manhole", "geometry": at(0.001), "critical": true});
    test_app.post("clerk@power", "/assets", &hidden).await.good();
    let found = codes(issues(&test_app, "planner@vnpt", "").await);
    assert_eq!(found, ["duplicate_tag", "length_mismatch", "loose_end"]);
    let left = test_app.list("planner@vnpt", "/quality/issues?code=loose_end").await.remove(0);
    assert_eq!(left["part"], "end");
    // The daily examination finds the same issues.
    test_app.days(2).await;
    assert_eq!(through(&test_app).await, 5);
    assert_eq!(codes(issues(&test_app, "planner@vnpt", "").await).len(), 3);
}

/// Examines the whole register as soon as no other node does.
async fn through(test_app: &TestApp) -> u64 {
    loop {
        match whole(test_app.app(), "by hand", |_| {}).await {
            Err(AppError::Conflict(_)) => {}
            done => return done.unwrap(),
        }
    }
}

async fn one_node_at_a_time_looks_through_the_register(test_app: TestApp) {
    let (app, second) = (test_app.app(), test_app.second_organization().await);
    let until = test_app.now() + TimeDelta::minutes(2);
    loop {
        let tx = app.store.begin().await.unwrap();
        let lease = leases::take(&tx, "quality_issue", "another node", test_app.now(), until).await.unwrap();
        app.store.commit(tx).await.unwrap();
        if lease == Lease::Ours {
            break;
        }
    }
    test_app.pole("clerk@power", 2).await;
    assert_eq!(step(app, "this node").await.unwrap(), Step::Elsewhere);
    assert_eq!(step(&second, "that node").await.unwrap(), Step::Elsewhere);
    assert!(whole(app, "this node", |_| {}).await.is_err());
    assert_eq!(quality::count(app.store.read()).await.unwrap(), 1, "what was changed waits");
    let tx = app.store.begin().await.unwrap();
    leases::release(&tx, "quality_issue", "another node").await.unwrap();
    app.store.commit(tx).await.unwrap();
    while step(&second, "that node").await.unwrap() != Step::Nothing {}
    assert_eq!(step(app, "this node").await.unwrap(), Step::Nothing, "the lease was given back, and the work is done");
    assert_eq!(quality::count(app.store.read()).await.unwrap(), 0);
    assert_eq!(through(&test_app).await, 1);
}

async fn photo(test_app: &TestApp, who: &str, asset: &str, bytes: &'static [u8]) -> TestResponse {
    let path = format!("/assets/{asset}/photos?name=cot-17.png");
    let ask = test_app.ask(who, Method::POST, &path).header("Content-Type", "application/octet-stream").body(bytes);
    answered(ask).await.unwrap()
}

async fn correct(test_app: &TestApp, who: &str, asset: &str, body: &Value) -> TestResponse {
    let path = format!("/assets/{asset}");
    test_app.change(who, &path, Method::POST, &format!("{path}/corrections"), body).await
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";

async fn the_owner_takes_over_what_a_survey_found(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let path = format!("/assets/{pole}");
    let place = at(0.002);
    let mut found = json!({
        "geometry": place, "attributes": {"height_m": 8.5}, "observed_on": test_app.in_days(0), "accuracy_m": 0.3,
        "device": "GNSS RTK", "note": "Cột nằm phía đối diện",
    });
    invalid(&correct(&test_app, "planner@vnpt", &pole, &found).await, &["/photo_ids"]);
    let program = photo(&test_app, "planner@vnpt", &pole, b"MZ\x90\0 program").await;
    assert_eq!(program.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", program.body);
    let shown = photo(&test_app, "planner@vnpt", &pole, PNG).await.good();
    assert_eq!((shown.text("/media_type"), shown.status), ("image/png", StatusCode::CREATED));
    found["photo_ids"] = json!([shown.body["id"]]);
    let mut coarse = found.clone();
    coarse["accuracy_m"] = json!(12.0);
    coarse["observed_on"] = json!(test_app.in_days(1));
    invalid(&correct(&test_app, "planner@vnpt", &pole, &coarse).await, &["/observed_on", "/accuracy_m"]);
    let mut tall = found.clone();
    tall["attributes"] = json!({"height_m": "tall"});
    invalid(&correct(&test_app, "planner@vnpt", &pole, &tall).await, &["/attributes/height_m"]);

    let proposed = correct(&test_app, "planner@vnpt", &pole, &found).await.good();
    assert_eq!((proposed.status, proposed.text("/status")), (StatusCode::CREATED, "proposed"));
    assert_eq!(proposed.body["photos"], json!([{"id": shown.body["id"], "sha256": shown.body["sha256"]}]));
    let messages = test_app.all_messages().await;
    assert_eq!(notified(&messages, "asset.correction_proposed").keys().copied().collect::<Vec<_>>(), [POWER]);
    assert_eq!(test_app.get("clerk@power", &path).await["version"], 1, "nothing has changed yet");
    let id = proposed.text("/id").to_owned();
    let this = format!("/asset-corrections/{id}");
    assert_eq!(test_app.read("planner@mobifone", &this).await.status, StatusCode::NOT_FOUND);
    let stranger = test_app.change("planner@vnpt", &this, Method::POST, &format!("{this}/approve"), &json!({})).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN, "{}", stranger.body);
    assert_eq!(test_app.list("clerk@power", "/asset-corrections?status=proposed").await.len(), 1);

    let accepted =
        test_app.change("clerk@power", &this, Method::POST, &format!("{this}/approve"), &json!({})).await.good();
    assert_eq!(accepted.text("/status"), "accepted");
    let after = test_app.get("clerk@power", &path).await;
    assert_eq!((&after["geometry"], &after["confidence"], &after["version"]), (&place, &json!("A"), &json!(2)));
    assert_eq!((&after["attributes"]["height_m"], &after["observed_on"]), (&json!(8.5), &json!(test_app.in_days(0))));
    assert!(after["source"].as_str().unwrap().contains("GNSS RTK, ±0.3 m"), "{}", after["source"]);
    let versions = test_app.list("clerk@power", &format!("{path}/versions")).await;
    assert_eq!((&versions[0]["verb"], &versions[0]["reason"]), (&json!("survey"), &json!("Cột nằm phía đối diện")));
    let messages = test_app.all_messages().await;
    assert_eq!(notified(&messages, "asset.correction_accepted").keys().copied().collect::<Vec<_>>(), [VNPT]);
    let again = test_app.change("clerk@power", &this, Method::POST, &format!("{this}/approve"), &json!({})).await;
    refused(&again, "correction_is_settled");

    let second = correct(&test_app, "officer@sotttt", &pole, &found).await.good().text("/id").to_owned();
    let this = format!("/asset-corrections/{second}");
    let no = json!({"reason": "Đã đo lại ngày 01/10"});
    let no = test_app.change("boss@power", &this, Method::POST, &format!("{this}/reject"), &no).await.good();
    assert_eq!((no.text("/status"), no.text("/reason")), ("refused", "Đã đo lại ngày 01/10"));
    assert_eq!(test_app.get("clerk@power", &path).await["version"], 2);
    let picture = test_app.read("clerk@power", &format!("{path}/photos/{}", shown.text("/id"))).await;
    assert_eq!((picture.status, picture.header("content-type")), (StatusCode::OK, "image/png"));
    let hidden = test_app.read("planner@mobifone", &format!("{path}/photos/{}", shown.text("/id"))).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{}", hidden.body);
}

async fn the_owners_own_survey_is_true_at_once(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let path = format!("/assets/{pole}");
    let found = json!({"geometry": at(0.003), "observed_on": test_app.in_days(-1), "accuracy_m": 3.0});
    let written = correct(&test_app, "clerk@power", &pole, &found).await.good();
    assert_eq!(written.text("/status"), "accepted");
    let after = test_app.get("clerk@power", &path).await;
    assert_eq!((&after["confidence"], &after["geometry"], &after["version"]), (&json!("B"), &at(0.003), &json!(2)));
    let stale = test_app
        .ask("clerk@power", Method::POST, &format!("{path}/corrections"))
        .header("If-Match", "\"1\"")
        .json(&found);
    assert_eq!(answered(stale).await.unwrap().status, StatusCode::PRECONDITION_FAILED);
    let empty = json!({"observed_on": test_app.in_days(-1), "photo_ids": [pole]});
    invalid(&correct(&test_app, "clerk@power", &pole, &empty).await, &["/photo_ids/0", ""]);
    // A correction of the height alone does not change the accuracy class of the position.
    let height = json!({"attributes": {"height_m": 9}, "observed_on": test_app.in_days(0), "accuracy_m": 0.1});
    correct(&test_app, "clerk@power", &pole, &height).await.good();
    assert_eq!(test_app.get("clerk@power", &path).await["confidence"], "B");
}
