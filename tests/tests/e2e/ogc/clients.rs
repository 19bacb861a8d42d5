//! GDAL reads all collections page by page, with filters and with its own login.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::maps;
use tests::test_app::TestApp;
use tests::test_app::dossiers::BAI_CHAY;

use super::ask::all;
use super::visibility::choose_password;

tests::on_both_databases!(gdal_reads_every_collection_with_filters, owslib_lists_and_pages);

const EMAIL: &str = "clerk@power.example";
const PASSWORD: &str = "điện lực 2023";

async fn peopled(test_app: TestApp) -> TestApp {
    let test_app = test_app.with_offices().await;
    for number in 0..23 {
        let height = if number % 2 == 0 { 8.5 } else { 12.0 };
        test_app.pole_with("clerk@power", json!({"attributes": {"height_m": height}, "critical": number == 5})).await;
    }
    test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let trench = json!({
        "title": "Ngầm hóa cáp", "description": "Ống D110", "contact": "0203 3825 001",
        "place": {"type": "LineString", "coordinates": [[107.0800, 20.9500], [107.0830, 20.9500]]},
        "starts_on": "2024-01-15", "duration_days": 45, "final_project_on": "2023-12-15", "publicly_financed": true,
    });
    let case = test_app.post("planner@vnpt", "/planned-works", &trench).await.good().text("/id").to_owned();
    test_app.perform("planner@vnpt", &case, "publish", json!({})).await;
    test_app
}

/// The features that ogr2ogr wrote, by id.
async fn converted(settings: &[(&str, &str)], arguments: &[&str]) -> (BTreeMap<String, Value>, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.geojson");
    let mut all = vec!["-f", "GeoJSON", file.to_str().unwrap()];
    all.extend(arguments);
    let reported = maps::gdal("ogr2ogr", settings, &all).await;
    let written: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let features = written["features"].as_array().unwrap().iter();
    let by_id =
        features.map(|one| (one["properties"]["id"].as_str().or(one["id"].as_str()).unwrap().to_owned(), one.clone()));
    (by_id.collect(), reported)
}

async fn gdal_reads_every_collection_with_filters(test_app: TestApp) {
    if !maps::are_here("reading the map service with GDAL") {
        return;
    }
    let test_app = peopled(test_app).await;
    choose_password(&test_app, EMAIL, PASSWORD).await;
    let address = format!("OAPIF:{}/ogc", test_app.client().address());
    let user = format!("{EMAIL}:{PASSWORD}");
    let basic = [("GDAL_HTTP_USERPWD", user.as_str())];
    let bearer = [("GDAL_HTTP_HEADERS", "Authorization: Bearer planner@vnpt")];

    let listed = maps::gdal("ogrinfo", &[], &["-ro", "-so", &address]).await;
    for name in ["areas", "planned-works", "permits"] {
        assert!(listed.contains(&format!(": {name} ")), "{listed}");
    }
    assert!(!listed.contains(": assets "), "{listed}");

    for (settings, who, collection) in [
        (&basic, Some("clerk@power"), "assets"),
        (&bearer, Some("planner@vnpt"), "assets"),
        (&bearer, None, "areas"),
        (&bearer, None, "planned-works"),
        (&bearer, None, "permits"),
    ] {
        let ours = all(&test_app, who, collection, &[]).await;
        let (theirs, _) = converted(settings, &["-oo", "PAGE_SIZE=7", &address, collection]).await;
        assert_eq!(theirs.len(), ours.len(), "{collection}");
        for one in ours {
            let same = &theirs[one["id"].as_str().unwrap()];
            for (name, value) in one["properties"].as_object().unwrap() {
                let read = &same["properties"][name];
                // GDAL writes instants and whole numbers in its own way.
                let alike = read == value
                    || name == "updated_at"
                    || name == "shareable"
                    || name == "critical"
                    || value.as_f64() == read.as_f64();
                assert!(alike, "{collection} {name}: {read} for {value}");
            }
            assert_eq!(same["geometry"]["type"], one["geometry"]["type"], "{collection}");
        }
    }

    // GDAL sends the filter to the server, as the requested address shows.
    let (tall, reported) = converted(&basic, &["-where", "kind = 'pole' AND height_m > 9", &address, "assets"]).await;
    assert!(reported.contains("filter=") && reported.contains("filter-lang="), "{reported}");
    assert_eq!(tall.len(), 11);
    let (beside, reported) =
        converted(&basic, &["-spat", "107.0803", "20.9", "107.0812", "21.0", &address, "assets"]).await;
    assert!(reported.contains("bbox="), "{reported}");
    assert_eq!(beside.len(), 4);
    // A competitor may filter by a hidden property, and finds nothing.
    let wanted = "kind = 'pole' AND address = 'Trần Hưng Đạo, Hạ Long'";
    let (seen, _) = converted(&basic, &["-where", wanted, &address, "assets"]).await;
    let (hidden, reported) = converted(&bearer, &["-where", wanted, &address, "assets"]).await;
    assert!(reported.contains("filter="), "{reported}");
    assert_eq!((seen.len(), hidden.len()), (23, 0));
    let (open, _) = converted(&bearer, &["-oo", "PAGE_SIZE=5", &address, "assets"]).await;
    assert_eq!(open.len(), 22, "the critical one is not there");
}

async fn owslib_lists_and_pages(test_app: TestApp) {
    if !maps::are_here("reading the map service with OWSLib") {
        return;
    }
    let test_app = peopled(test_app).await;
    let url = format!("{}/ogc", test_app.client().address());
    let seen = maps::owslib(&[&url, "clerk@power", "assets", "height_m > 9", "4"]).await;
    assert_eq!(seen["collections"], json!(["assets", "areas", "planned-works", "permits"]));
    assert_eq!(seen["conformance"], json!(api_app::ogc::document::conformance::CLASSES));
    assert!(seen["queryables"].as_array().unwrap().contains(&json!("height_m")));
    let ours = all(&test_app, Some("clerk@power"), "assets", &[("filter", "height_m > 9")]).await;
    let codes: Vec<&Value> = ours.iter().map(|one| &one["properties"]["code"]).collect();
    assert_eq!(
        (seen["pages"].as_u64(), seen["codes"].as_array().unwrap().iter().collect::<Vec<_>>()),
        (Some(3), codes)
    );
    let public = maps::owslib(&[&url, "", "areas", "", "20"]).await;
    assert_eq!(public["collections"], json!(["areas", "planned-works", "permits"]));
    assert_eq!(public["codes"].as_array().unwrap().len(), all(&test_app, None, "areas", &[]).await.len());
}
