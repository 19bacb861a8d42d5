//! A cached page is served unchanged until its content changes, and then every node shows the
//! change at the next request.

use std::cell::RefCell;

use reqwest::Method;
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::cast::{MOBIFONE, POWER};
use tests::test_client::{TestClient, answered};
use uuid::Uuid;

const PAGE: &str = "/ogc/collections/assets/items?bbox=107.08,20.94,107.09,20.96&limit=50&f=json";

tests::on_both_databases!(
    a_page_is_cached_until_something_on_it_changes,
    a_page_is_cached_for_its_reader_only,
    what_reaches_into_the_box_changes_its_page,
    a_page_comes_compressed_to_those_who_take_it_so,
);

/// Two nodes, and the last page that they showed.
struct Nodes<'a> {
    test_app: &'a TestApp,
    other: TestClient,
    last: RefCell<Value>,
}

impl Nodes<'_> {
    async fn read(&self, client: &TestClient, who: &str, path: &str) -> Value {
        answered(client.bare(Method::GET, path).bearer_auth(who)).await.unwrap().good().body
    }

    /// The page on the other node after a minute without changes: byte for byte the same.
    async fn unchanged(&self, path: &str) -> Value {
        let before = self.read(&self.other, "planner@vnpt", path).await;
        self.test_app.set(&(self.test_app.now() + chrono::TimeDelta::minutes(1)).to_rfc3339()).await;
        let after = self.read(&self.other, "planner@vnpt", path).await;
        assert_eq!(after, before, "it is kept, with the instant at which it was written");
        self.last.replace(after.clone());
        after
    }

    /// The page after a change on this node.
    async fn changed(&self, path: &str, what: &str) -> Value {
        let after = self.read(&self.other, "planner@vnpt", path).await;
        assert_ne!(after["features"], self.last.borrow()["features"], "{what}");
        assert_eq!(
            after["features"],
            self.read(self.test_app.client(), "planner@vnpt", path).await["features"],
            "{what}"
        );
        self.last.replace(after.clone());
        after
    }
}

async fn a_page_is_cached_until_something_on_it_changes(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let pole = test_app.pole("clerk@power", 6).await;
    let (other, _stop) = test_app.second_client().await;
    let nodes = Nodes { test_app: &test_app, other, last: RefCell::default() };
    let first = nodes.unchanged(PAGE).await;
    assert_eq!(first["features"][0]["properties"]["free_band"], "many");

    test_app.patch("clerk@power", &pole, &json!({"code": "QN-1"})).await.good();
    assert_eq!(nodes.changed(PAGE, "its code").await["features"][0]["properties"]["code"], "QN-1");
    for planner in ["planner@viettel", "planner@mobifone", "planner@viettel", "planner@mobifone", "planner@viettel"] {
        test_app.complete(planner, "clerk@power", &[&pole]).await;
    }
    nodes.changed(PAGE, "its room").await;
    nodes.unchanged(PAGE).await;
    let second = test_app.pole("clerk@power", 2).await;
    assert_eq!(nodes.changed(PAGE, "one more").await["numberMatched"], 2);
    test_app
        .patch("clerk@power", &second, &json!({"geometry": {"type": "Point", "coordinates": [108.0, 21.5]}}))
        .await
        .good();
    assert_eq!(nodes.changed(PAGE, "it is moved away").await["numberMatched"], 1);
    test_app.by_hand("organizations", "name_vi", "Nhà khác").await;
    test_app.by_hand("organizations", "name_en", "Another organisation").await;
    nodes.changed(PAGE, "who owns it has another name").await;
    test_app.by_hand("areas", "name_vi", "Nơi khác").await;
    test_app.by_hand("areas", "name_en", "Elsewhere").await;
    nodes.changed(PAGE, "the unit has another name").await;
    nodes.unchanged(PAGE).await;
}

async fn a_page_is_cached_for_its_reader_only(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 6).await;
    test_app.tenants(&["viettel"], "clerk@power", &pole).await;
    let seen = async |who| {
        let page = answered(test_app.client().bare(Method::GET, PAGE).bearer_auth(who)).await.unwrap().good().body;
        page["features"][0]["properties"].clone()
    };
    for _ in 0..2 {
        assert_eq!(seen("clerk@power").await["address"], "Trần Hưng Đạo, Hạ Long");
        assert_eq!(seen("planner@viettel").await["address"], "Trần Hưng Đạo, Hạ Long");
        assert_eq!(seen("planner@mobifone").await["address"], Value::Null);
    }
    test_app.by_hand("occupancies", "tenant_id", Uuid::from_u128(MOBIFONE)).await;
    assert_eq!(seen("planner@viettel").await["address"], Value::Null, "it is no longer on the pole");
    assert_eq!(seen("planner@mobifone").await["address"], "Trần Hưng Đạo, Hạ Long");
    test_app.patch("clerk@power", &pole, &json!({"critical": true})).await.good();
    assert_eq!(seen("planner@viettel").await, Value::Null, "it is not there");
    test_app.by_hand("memberships", "organization_id", Uuid::from_u128(POWER)).await;
    assert_eq!(seen("planner@viettel").await["address"], "Trần Hưng Đạo, Hạ Long", "it sits elsewhere now");
    test_app.by_hand("sessions", "revoked_at", test_app.now()).await;
    let gone = answered(test_app.client().bare(Method::GET, PAGE).bearer_auth("clerk@power")).await.unwrap();
    assert_eq!(gone.status, 401);
}

/// A duct whose middle is kilometres away, in another cell of the grid that counts changes.
async fn what_reaches_into_the_box_changes_its_page(test_app: TestApp) {
    let (other, _stop) = test_app.second_client().await;
    let nodes = Nodes { test_app: &test_app, other, last: RefCell::default() };
    let page = "/ogc/collections/assets/items?bbox=107.1395,20.95,107.15,20.97&f=json";
    let line = |to: f64| json!({"type": "LineString", "coordinates": [[107.1, 20.96], [to, 20.96]]});
    nodes.unchanged(page).await;
    let duct = test_app.pole_with("clerk@power", json!({"kind": "duct_section", "geometry": line(107.1405)})).await;
    nodes.changed(page, "it comes").await;
    test_app.patch("clerk@power", &duct, &json!({"code": "D-1"})).await.good();
    nodes.changed(page, "its code").await;
    test_app.patch("clerk@power", &duct, &json!({"geometry": line(107.101)})).await.good();
    assert_eq!(nodes.changed(page, "it is shortened").await["features"], json!([]));
}

async fn a_page_comes_compressed_to_those_who_take_it_so(test_app: TestApp) {
    test_app.pole("clerk@power", 6).await;
    for _ in 0..2 {
        let ask = || test_app.ask_outside(Method::GET, PAGE).bearer_auth("planner@vnpt");
        let plain = ask().send().await.unwrap();
        assert!(plain.headers().get("content-encoding").is_none());
        let compressed = ask().header("Accept-Encoding", "br;q=0.5, gzip").send().await.unwrap();
        assert_eq!(compressed.headers()["content-encoding"], "gzip");
        assert!(compressed.headers()["vary"].to_str().unwrap().contains("Accept-Encoding"));
        let (plain, compressed) = (plain.bytes().await.unwrap(), compressed.bytes().await.unwrap());
        let mut read = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(compressed.as_ref()), &mut read).unwrap();
        assert!(read == plain, "it says the same");
    }
}
