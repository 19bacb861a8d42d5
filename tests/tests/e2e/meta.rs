//! What a client is told of the installation before anybody is logged in.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use api_app::app::App;
use api_app::services::Services;
use api_http::endpoint::endpoint;
use api_store::database::clock::DemoClock;
use poem::{Endpoint, Request};
use reqwest::Method;
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_client::answered;
use tests::test_db::TestDb;

/// The answer of a server with this application state.
async fn meta(app: &App) -> Value {
    let services = Services::open(app).unwrap();
    let request = Request::builder().uri_str("/api/v1/meta").header("Accept-Language", "en").finish();
    let answer = endpoint(app, &services).get_response(request).await;
    assert!(answer.is_success(), "{}", answer.status());
    serde_json::from_slice(&answer.into_body().into_bytes().await.unwrap()).unwrap()
}

#[tokio::test]
async fn everybody_may_know_the_installation() {
    let test_db = TestDb::sqlite().await.set("server.help_contact", "0203 3825 001");
    let test_app = TestApp::open(test_db).await;
    let answer = answered(test_app.ask_as_public(Method::GET, "/meta")).await.unwrap().good();
    let said = &answer.body;
    assert_eq!((&said["name_vi"], &said["name_en"]), (&json!("Hạ tầng"), &json!("Hatang")));
    assert_eq!((&said["time_zone"], &said["default_pack"]), (&json!("Asia/Ho_Chi_Minh"), &json!("vn-qn")));
    assert_eq!((&said["now"], &said["demo_clock"]), (&json!("2023-10-02T02:00:00+00:00"), &json!(false)));
    assert_eq!(said["help_contact"], "0203 3825 001");
    assert_eq!(said["document_limit_bytes"], 10_485_760);
    assert_eq!((&said["login_providers"], &said["demo_accounts"]), (&json!([]), &json!([])));
    assert!(!answer.header("vary").contains("Cookie"), "{}", answer.header("vary"));
}

#[tokio::test]
async fn a_demo_offers_its_accounts_and_no_password() {
    let test_app = TestApp::on_sqlite().await;
    let app = test_app.app();
    let clock = Arc::new(DemoClock::kept_in(&app.config.data.dir, app.clock.clone()));
    let demo = App { clock: clock.clone(), demo_clock: Some(clock), ..app.clone() };
    let said = meta(&demo).await;
    assert_eq!((&said["demo_clock"], &said["help_contact"]), (&json!(true), &Value::Null));
    let accounts = said["demo_accounts"].as_array().unwrap();
    let vnpt = accounts.iter().find(|account| account["email"] == "planner@vnpt.example").unwrap();
    assert_eq!(
        *vnpt,
        json!({
            "email": "planner@vnpt.example", "name": "planner@vnpt",
            "memberships": [{"organization_name": "VNPT Quảng Ninh", "role": "operator_planner"}],
        })
    );
    assert!(!said.to_string().contains("password"), "{said}");
}
