//! Orders, totals and counts of assets, and places by name.

use serde_json::json;
use tests::test_app::{POSITION, TestApp, poles::capacity};

use super::{named, paged, pointers};

tests::on_both_databases!(assets_have_orders_totals_and_counts, places_are_found_by_name);

async fn assets_have_orders_totals_and_counts(test_app: TestApp) {
    let at = |number: usize, lon: f64, free: u32| {
        json!({
            "code": format!("QN-POL-00000{number}"),
            "geometry": {"type": "Point", "coordinates": [lon, 20.95]},
            "capacity": [capacity(POSITION, free)],
        })
    };
    for (number, lon, free) in [(1, 107.083, 9), (2, 107.081, 1), (3, 107.082, 4)] {
        test_app.pole_with("clerk@power", at(number, lon, free)).await;
    }
    let codes = async |path: &str| named(&test_app, "planner@vnpt", path, "code").await;
    let near = "/assets?near=107.08,20.95&within_m=1000";
    assert_eq!(codes(&format!("{near}&sort=distance")).await, ["QN-POL-000002", "QN-POL-000003", "QN-POL-000001"]);
    assert_eq!(codes(&format!("{near}&sort=-distance")).await, ["QN-POL-000001", "QN-POL-000003", "QN-POL-000002"]);
    assert_eq!(codes("/assets?sort=-code").await, ["QN-POL-000003", "QN-POL-000002", "QN-POL-000001"]);
    let by_band = codes("/assets?sort=-free_band").await;
    assert_eq!((by_band[0].as_str(), by_band[2].as_str()), ("QN-POL-000001", "QN-POL-000002"));
    for sort in ["owner", "-owner", "free_band", "updated_at", "-updated_at", "distance"] {
        let whole = named(&test_app, "planner@vnpt", &format!("{near}&sort={sort}"), "id").await;
        assert_eq!(paged(&test_app, "planner@vnpt", &format!("{near}&sort={sort}")).await, whole, "{sort}");
    }
    let counted = test_app.get("planner@vnpt", "/assets?limit=1&count=true").await;
    assert_eq!((counted["total"].as_u64(), counted["items"].as_array().map(Vec::len)), (Some(3), Some(1)));
    let counts = test_app.get("planner@vnpt", "/assets/counts?by=kind,free_band,owner&kind=pole").await;
    assert_eq!(counts["total"], 3);
    let bands: u64 = counts["items"].as_array().unwrap().iter().map(|item| item["assets"].as_u64().unwrap()).sum();
    assert_eq!(bands, 3);
    assert!(counts["items"].as_array().unwrap().iter().all(|item| item["owner"]["name"].is_string()));
    for (wrong, pointer) in [
        ("/assets?sort=distance", "near"),
        ("/assets?sort=free", "sort"),
        ("/assets?sort=code&as_of=2024-01-01T00:00:00Z", "sort"),
        ("/assets?count=true&as_of=2024-01-01T00:00:00Z", "count"),
        ("/assets/counts?by=price", "by"),
        ("/assets/counts?sort=code", "sort"),
    ] {
        let refused = test_app.read("planner@vnpt", wrong).await;
        assert_eq!((refused.status.as_u16(), pointers(&refused.body)), (422, vec![pointer]), "{wrong}");
    }
}

async fn places_are_found_by_name(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let street = json!({"code": "QN-POL-000001", "address": "12 Trần Hưng Đạo"});
    test_app.pole_with("clerk@power", street).await;
    let found = test_app.list("clerk@power", "/places?q=s%E1%BB%91%2014%20tran%20hung%20dao").await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["kind"], &found[0]["name"]), (&json!("street"), &json!("Trần Hưng Đạo")));
    assert_eq!(found[0]["point"].as_array().map(Vec::len), Some(2));
    // The address of an asset is not for competitors, so neither is the street.
    assert!(test_app.list("planner@vnpt", "/places?q=tran%20hung%20dao").await.is_empty());
    let units = test_app.list("planner@vnpt", "/places?q=ha%20long").await;
    assert!(units.iter().all(|unit| unit["kind"] == "area" && unit["bbox"].as_array().unwrap().len() == 4));
    assert!(!units.is_empty());
    assert!(test_app.list("planner@vnpt", "/places?q=%2C").await.is_empty());
    let long = "a".repeat(201);
    let refused = test_app.read("planner@vnpt", &format!("/places?q={long}")).await;
    assert_eq!((refused.status.as_u16(), pointers(&refused.body)), (422, vec!["q"]));
}
