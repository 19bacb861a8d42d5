//! A hidden change moves no version, `ETag`, time or order that another viewer sees.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::{POSITION, TestApp};
use tests::test_client::answered;

tests::on_both_databases!(
    a_hidden_change_moves_nothing_that_others_see,
    a_change_of_the_minimum_moves_the_public_version,
    an_asset_that_becomes_visible_moves_the_public_version_by_one
);

/// Every answer about the register that a person receives, with status and headers.
async fn received(test_app: &TestApp, who: &str, asset: &str, before: &str) -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    let paths = [
        format!("/api/v1/assets/{asset}"),
        format!("/api/v1/assets/{asset}?as_of={before}"),
        format!("/api/v1/assets/{asset}/versions"),
        format!("/api/v1/assets/{asset}/occupancies"),
        "/api/v1/assets".to_owned(),
        "/api/v1/assets?sort=updated_at".to_owned(),
        "/api/v1/assets?sort=updated_at&limit=1".to_owned(),
        format!("/api/v1/assets?as_of={before}"),
        "/ogc/collections/assets/items?limit=100".to_owned(),
        format!("/ogc/collections/assets/items/{asset}"),
        format!("/ogc/collections/assets/items?datetime={before}/.."),
        format!("/ogc/collections/assets/items?filter=updated_at%20%3E%20TIMESTAMP('{before}')"),
        "/api/v1/tiles/assets/14/13065/7216".to_owned(),
        "/api/v1/tiles/assets/8/204/112".to_owned(),
    ];
    for path in paths {
        let ask = test_app.client().bare(Method::GET, &path).bearer_auth(who);
        let answer = ask.send().await.unwrap();
        let (status, tag) = (answer.status(), answer.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned()));
        let mut body = answer.text().await.unwrap();
        for volatile in ["timeStamp", "request_id"] {
            if let Ok(Value::Object(mut parts)) = serde_json::from_str::<Value>(&body) {
                parts.remove(volatile);
                body = Value::Object(parts).to_string();
            }
        }
        all.push((path, format!("{status} {}", tag.unwrap_or_default()), body));
    }
    all
}

async fn a_hidden_change_moves_nothing_that_others_see(test_app: TestApp) {
    let capacity = |own_use: u32| json!([{"unit": POSITION, "installed": 60, "own_use": own_use}]);
    let pole = test_app.pole_with("clerk@power", json!({"capacity": capacity(0), "address": "Bãi Cháy"})).await;
    let other = test_app.pole_with("clerk@power", json!({"capacity": capacity(0)})).await;
    test_app.days(1).await;
    let before = test_app.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let competitor = received(&test_app, "planner@viettel", &pole, &before).await;
    let owner = received(&test_app, "clerk@power", &pole, &before).await;
    test_app.days(1).await;

    // Hidden changes: an attribute, an address, the owner's use of positions, a survey, a tenant, a
    // secret asset.
    test_app.patch("clerk@power", &pole, &json!({"attributes": {"height_m": 9.5}, "address": "Hồng Gai"})).await.good();
    test_app.patch("clerk@power", &pole, &json!({"capacity": capacity(2)})).await.good();
    let thing = format!("/assets/{pole}");
    let found = json!({"unit": POSITION, "found": 3, "observed_on": test_app.in_days(0)});
    test_app.change("clerk@power", &thing, Method::POST, &format!("{thing}/surveys"), &found).await.good();
    test_app.tenants(&["mobifone"], "clerk@power", &other).await;
    test_app.pole_with("clerk@power", json!({"visibility": "secret", "capacity": capacity(0)})).await;

    let later = received(&test_app, "planner@viettel", &pole, &before).await;
    for (one, then) in competitor.iter().zip(&later) {
        assert_eq!(one, then, "a hidden change shows");
    }
    assert_ne!(received(&test_app, "clerk@power", &pole, &before).await, owner, "the owner sees what has changed");
    assert_eq!(test_app.get("clerk@power", &thing).await["version"], 4);

    // A version in a request does not reveal the true version either.
    let tag = later[0].1.rsplit_once(' ').unwrap().1.to_owned();
    for (method, path, body) in [
        (Method::PATCH, thing.clone(), json!({"address": "x"})),
        (Method::DELETE, thing.clone(), json!({})),
        (Method::POST, format!("{thing}/surveys"), found.clone()),
    ] {
        for (tag, status) in [(tag.as_str(), StatusCode::FORBIDDEN), ("\"4\"", StatusCode::PRECONDITION_FAILED)] {
            let ask = test_app.ask("planner@viettel", method.clone(), &path).header("If-Match", tag).json(&body);
            let answer = answered(ask).await.unwrap();
            assert_eq!(answer.status, status, "{method} {path} with {tag}: {}", answer.body);
            assert_eq!(answer.body["stored_version"].as_u64().unwrap_or(1), 1, "the true version: {}", answer.body);
        }
    }
}

async fn a_change_of_the_minimum_moves_the_public_version(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 3).await;
    let path = format!("/assets/{pole}");
    let sees = async |who: &str| test_app.get(who, &path).await["version"].clone();
    test_app.patch("clerk@power", &pole, &json!({"address": "Hồng Gai"})).await.good();
    assert_eq!((sees("planner@vnpt").await, sees("clerk@power").await), (json!(1), json!(2)));
    for (change, version) in [
        (json!({"code": "P-1"}), 2),
        (json!({"geometry": {"type": "Point", "coordinates": [107.09, 20.96]}}), 3),
        (json!({"shareable": false, "not_shareable_reason": "Sắp hạ ngầm"}), 4),
        (json!({"not_shareable_reason": "Đã hạ ngầm"}), 4),
        (json!({"shareable": true}), 5),
    ] {
        test_app.patch("clerk@power", &pole, &change).await.good();
        assert_eq!(sees("planner@vnpt").await, json!(version), "{change}");
    }
    let notice =
        json!({"lifecycle": "decommission_notified", "decommission_on": test_app.in_days(90), "reason": "Hạ ngầm"});
    test_app.patch("clerk@power", &pole, &notice).await.good();
    assert_eq!(sees("planner@vnpt").await, json!(6));
    // A past instant shows a competitor the public version of that time.
    test_app.days(1).await;
    let then = test_app.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    test_app.days(1).await;
    test_app.patch("clerk@power", &pole, &json!({"code": "P-2"})).await.good();
    let past = format!("{path}?as_of={then}");
    assert_eq!(
        (&test_app.get("planner@vnpt", &past).await["version"], sees("planner@vnpt").await),
        (&json!(6), json!(7))
    );
    assert_eq!(sees("clerk@power").await, json!(9));
}

async fn an_asset_that_becomes_visible_moves_the_public_version_by_one(test_app: TestApp) {
    for (code, hidden, open) in [
        ("S", json!({"visibility": "secret"}), json!({"visibility": "operators"})),
        ("C", json!({"critical": true}), json!({"critical": false})),
    ] {
        let pole = test_app.pole_with("clerk@power", hidden.clone()).await;
        let path = format!("/assets/{pole}");
        for number in 1..=3 {
            test_app.days(1).await;
            let change = json!({"code": format!("{code}-{number}"), "address": format!("Ngõ {number}")});
            test_app.patch("clerk@power", &pole, &change).await.good();
        }
        assert_eq!(test_app.read("planner@vnpt", &path).await.status, StatusCode::NOT_FOUND, "{hidden}");
        test_app.days(1).await;
        let opened = test_app.now();
        test_app.patch("clerk@power", &pole, &open).await.good();
        assert_eq!(test_app.get("clerk@power", &path).await["version"], 5);
        assert_eq!(test_app.get("planner@vnpt", &path).await["version"], 2, "{hidden}: its edits are not counted");

        // A query for changes since that time returns the asset.
        let since = opened.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let asked = format!("/ogc/collections/assets/items?datetime={since}/..");
        let ask = test_app.client().bare(Method::GET, &asked).bearer_auth("planner@vnpt");
        let features = answered(ask).await.unwrap().good().body["features"].take();
        let found = features.as_array().unwrap().iter().find(|feature| feature["id"] == json!(pole)).unwrap();
        let shown = chrono::DateTime::parse_from_rfc3339(found["properties"]["updated_at"].as_str().unwrap()).unwrap();
        assert_eq!(shown.timestamp(), opened.timestamp(), "{hidden}");
    }
}
