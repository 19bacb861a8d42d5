//! Recipients of notices of planned works: owners nearby, subscribers of the area, and operators
//! without a subscription.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::TestApp;
use tests::test_app::cast::{HALONG, LIGHTING, MOBIFONE, POWER, VIETTEL};
use tests::test_client::answered;

use super::invalid;

tests::on_both_databases!(who_subscribed_hears_of_works_there, a_subscription_is_one_s_own_and_says_where);

async fn area(test_app: &TestApp, code: &str) -> String {
    test_app.list("planner@vnpt", &format!("/areas?code={code}")).await[0]["id"].as_str().unwrap().to_owned()
}

/// An area around the works of [`published`].
fn around() -> Value {
    json!({"type": "Polygon", "coordinates": [[[107.07, 20.94], [107.09, 20.94], [107.09, 20.96], [107.07, 20.96], [107.07, 20.94]]]})
}

async fn subscribed(test_app: &TestApp, who: &str, body: Value) -> String {
    test_app.post(who, "/subscriptions", &body).await.good().text("/id").to_owned()
}

async fn published(test_app: &TestApp) -> String {
    let trench = json!({
        "title": "Ngầm hóa cáp phố Trần Hưng Đạo", "description": "Ống D110", "contact": "0203 3825 001",
        "place": {"type": "LineString", "coordinates": [[107.0800, 20.9500], [107.0830, 20.9500]]},
        "starts_on": test_app.in_days(90), "duration_days": 45, "final_project_on": test_app.in_days(60), "publicly_financed": true,
    });
    let case = test_app.post("planner@vnpt", "/planned-works", &trench).await.good().text("/id").to_owned();
    test_app.perform("planner@vnpt", &case, "publish", json!({})).await;
    case
}

async fn heard(test_app: &TestApp, case: &str, message: &str) -> Vec<u128> {
    test_app
        .notified(case, message)
        .await
        .keys()
        .copied()
        .filter(|office| *office != tests::test_app::cast::REGULATOR)
        .collect()
}

async fn who_subscribed_hears_of_works_there(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.pole("clerk@power", 2).await;
    // VNPT plans works. Viettel has subscribed to Cẩm Phả only, MobiFone to a drawn area, and the
    // city of Hạ Long to the whole province.
    let elsewhere = subscribed(&test_app, "planner@viettel", json!({"area_id": area(&test_app, "195").await})).await;
    let drawn = json!({"place": around(), "topics": ["works_published"], "title": "Hạ Long"});
    subscribed(&test_app, "planner@mobifone", drawn).await;
    subscribed(&test_app, "reviewer@halong", json!({"area_id": area(&test_app, "22").await})).await;
    let case = published(&test_app).await;
    assert_eq!(
        heard(&test_app, &case, "works.published").await,
        [POWER, MOBIFONE, HALONG],
        "owners beside are told in any case"
    );
    assert_eq!(test_app.case("reviewer@halong", &case).await["state"], "published", "who is told can read it");

    // An operator without a notice can still read the case and ask to join.
    let open = test_app.perform("planner@vnpt", &case, "open_window", json!({})).await;
    assert_eq!(open["state"], "window_open");
    let wish = json!({"elements": "2 ống D63", "share_percent": 30});
    test_app.perform("planner@viettel", &case, "request_join", wish).await;
    // From then on Viettel is a party and gets the notice. MobiFone has not subscribed to this
    // topic.
    test_app.days(25).await;
    assert_eq!(heard(&test_app, &case, "works.window_closing").await, [POWER, VIETTEL, HALONG]);

    // After the end of its last subscription Viettel counts as an operator without one, and gets
    // all notices again.
    let path = format!("/subscriptions/{elsewhere}");
    let bare = answered(test_app.ask("planner@viettel", Method::DELETE, &path)).await.unwrap();
    assert_eq!(bare.status, StatusCode::PRECONDITION_REQUIRED);
    let ended =
        answered(test_app.ask("manager@viettel", Method::DELETE, &path).header("If-Match", "\"1\"")).await.unwrap();
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    let next = published(&test_app).await;
    assert_eq!(heard(&test_app, &next, "works.published").await, [POWER, VIETTEL, MOBIFONE, HALONG]);
}

async fn a_subscription_is_one_s_own_and_says_where(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let attempt = async |body: Value| test_app.post("clerk@lighting", "/subscriptions", &body).await;
    invalid(&attempt(json!({})).await, &["/area_id"]);
    invalid(&attempt(json!({"area_id": fixtures::office(1), "place": around()})).await, &["/place"]);
    invalid(&attempt(json!({"area_id": fixtures::office(1)})).await, &["/area_id"]);
    invalid(&attempt(json!({"place": {"type": "Point", "coordinates": [107.0, 21.0]}})).await, &["/place"]);
    invalid(
        &attempt(json!({"place": {"type": "Polygon", "coordinates": [[[0, 95], [1, 0], [1, 1], [0, 95]]]}})).await,
        &["/place"],
    );
    invalid(&attempt(json!({"place": around(), "topics": []})).await, &["/topics"]);
    invalid(
        &attempt(json!({"place": around(), "organization_id": fixtures::office(POWER)})).await,
        &["/organization_id"],
    );
    let own = attempt(json!({"place": around()})).await.good();
    assert_eq!((own.status, own.header("etag")), (StatusCode::CREATED, "\"1\""));
    assert_eq!(own.body["topics"], json!(["works_published", "window_closing"]), "all of them when none are named");
    assert_eq!((&own.body["organization_id"], &own.body["place"]), (&json!(fixtures::office(LIGHTING)), &around()));
    let id = own.text("/id");
    assert_eq!(test_app.get("boss@lighting", "/subscriptions").await["items"][0]["id"], id, "the whole office sees it");
    assert_eq!(test_app.get("clerk@power", "/subscriptions").await["items"], json!([]));
    let path = format!("/subscriptions/{id}");
    let stranger =
        answered(test_app.ask("clerk@power", Method::DELETE, &path).header("If-Match", "\"1\"")).await.unwrap();
    assert_eq!(stranger.status, StatusCode::NOT_FOUND, "what is not yours does not exist");
}
