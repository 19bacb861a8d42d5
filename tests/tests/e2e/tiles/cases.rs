//! The layer of cases: each reader's own, and a sharing request as the line through its assets.

use reqwest::Method;
use serde_json::json;
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_app::{POSITION, TestApp, poles::capacity};

use super::reader::{Drawn, read};
use super::world::tile_of;

async fn drawn(test_app: &TestApp, who: &str, zoom: u8, at: (f64, f64)) -> Vec<Drawn> {
    let (zoom, x, y) = tile_of(zoom, at);
    let path = format!("/tiles/cases/{zoom}/{x}/{y}.mvt");
    let answer = test_app.ask_outside(Method::GET, &path).bearer_auth(who).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    assert_eq!(answer.headers()["cache-control"], "private, no-cache");
    read(&answer.bytes().await.unwrap())
}

async fn a_request_is_the_line_through_its_assets(test_app: TestApp) {
    let at = |code: &str, lon: f64| {
        json!({
            "code": code,
            "geometry": {"type": "Point", "coordinates": [lon, 20.95]},
            "capacity": [capacity(POSITION, 6)],
        })
    };
    let first = test_app.pole_with("clerk@power", at("QN-POL-000001", 107.081)).await;
    let second = test_app.pole_with("clerk@power", at("QN-POL-000002", 107.083)).await;
    let case = test_app.filed("planner@vnpt", &[&first, &second]).await;
    let here = (107.082, 20.95);
    for (who, mine) in [("planner@vnpt", true), ("clerk@power", false)] {
        let found = drawn(&test_app, who, 14, here).await;
        assert_eq!(found.len(), 1, "{who}");
        assert_eq!((found[0].sort, found[0].paths[0].len()), (2, 2), "one line of two positions");
        assert_eq!((found[0].text("id"), found[0].text("kind")), (case.as_str(), "sharing_request"));
        assert_eq!((&found[0].tags["mine"], &found[0].tags["overdue"]), (&json!(mine), &json!(false)));
        assert!(found[0].text("code").starts_with("SR-") && found[0].text("phase") == "open");
    }
    assert!(drawn(&test_app, "planner@viettel", 14, here).await.is_empty(), "the case of others");
    assert!(drawn(&test_app, "planner@vnpt", 7, here).await.is_empty(), "the layer begins at 8");
    assert_eq!(drawn(&test_app, "planner@vnpt", 8, here).await.len(), 1);
}

async fn an_application_is_on_the_map_of_those_concerned(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let site = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let here = (BAI_CHAY[0], BAI_CHAY[1]);
    for who in ["planner@vnpt", "reviewer@halong"] {
        let ids: Vec<String> =
            drawn(&test_app, who, 14, here).await.iter().map(|one| one.text("id").to_owned()).collect();
        assert_eq!(ids, std::slice::from_ref(&site), "{who}");
    }
    assert!(drawn(&test_app, "reviewer@tienyen", 14, here).await.is_empty(), "another office");
    assert!(drawn(&test_app, "planner@viettel", 14, here).await.is_empty());
}

tests::on_both_databases!(a_request_is_the_line_through_its_assets, an_application_is_on_the_map_of_those_concerned,);
