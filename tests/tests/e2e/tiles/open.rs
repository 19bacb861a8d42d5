//! The public layers, and the answers to requests for unknown tiles and layers.

use api_store::entities::cases;
use reqwest::{Method, StatusCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_client::{TestResponse, answered};
use uuid::Uuid;

use super::reader::{Drawn, read};
use super::world::tile_of;

async fn public(test_app: &TestApp, path: &str) -> TestResponse {
    answered(test_app.ask_outside(Method::GET, path)).await.unwrap()
}

async fn drawn(test_app: &TestApp, layer: &str, (zoom, x, y): (u8, u32, u32)) -> Vec<Drawn> {
    let path = format!("/tiles/{layer}/{zoom}/{x}/{y}.mvt");
    let answer = test_app.ask_outside(Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    assert_eq!(answer.headers()["cache-control"], "public, no-cache");
    read(&answer.bytes().await.unwrap())
}

async fn what_is_there_is_said(test_app: TestApp) {
    let index = public(&test_app, "/tiles").await.good();
    let layers = index.body["layers"].as_array().unwrap();
    let names: Vec<&str> = layers.iter().map(|layer| layer["id"].as_str().unwrap()).collect();
    assert_eq!(names, ["assets", "areas", "planned-works", "permits", "cases"]);
    for name in names {
        let said = public(&test_app, &format!("/tiles/{name}")).await.good().body;
        assert_eq!((&said["tilejson"], &said["name"]), (&json!("3.0.0"), &json!(name)));
        assert!(said["tiles"][0].as_str().unwrap().ends_with(&format!("/tiles/{name}/{{z}}/{{x}}/{{y}}")));
        assert!(said["vector_layers"].as_array().unwrap().iter().all(|layer| layer["fields"].is_object()));
        assert_eq!(public(&test_app, &format!("/tiles/{name}.json")).await.good().body, said);
    }
}

async fn what_is_not_there_is_said_with_the_reason(test_app: TestApp) {
    let wrong = [
        ("/tiles/poles/0/0/0", "layer"),
        ("/tiles/areas/23/0/0", "z"),
        ("/tiles/areas/x/0/0", "z"),
        ("/tiles/areas/3/8/0", "x"),
        ("/tiles/areas/3/0/8", "y"),
        ("/tiles/areas/3/0/-1", "y"),
        ("/tiles/areas/3/0/1.png", "y"),
        ("/tiles/poles", "layer"),
    ];
    for (path, part) in wrong {
        let answer = public(&test_app, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        assert_eq!((answer.text("/errors/0/pointer"), answer.body["status"].as_u64()), (part, Some(404)), "{path}");
        assert!(!answer.text("/errors/0/message").is_empty() && !answer.text("/request_id").is_empty());
    }
    // The register needs a login, and a token in the address does not count as one.
    for path in ["/tiles/assets/0/0/0", "/tiles/assets/0/0/0?access_token=planner@vnpt"] {
        assert_eq!(public(&test_app, path).await.status, StatusCode::UNAUTHORIZED);
    }
    let ask = test_app.ask_outside(Method::GET, "/tiles/assets/0/0/0").bearer_auth("nobody");
    assert_eq!(answered(ask).await.unwrap().status, StatusCode::UNAUTHORIZED);
    let page = test_app.ask_outside(Method::OPTIONS, "/tiles/areas/0/0/0").header("Origin", "https://map.example");
    let page =
        page.header("Access-Control-Request-Method", "GET").header("Access-Control-Request-Headers", "authorization");
    let allowed = page.send().await.unwrap();
    assert_eq!(allowed.status(), StatusCode::NO_CONTENT);
    assert!(allowed.headers()["access-control-allow-headers"].to_str().unwrap().contains("authorization"));
    let tile = test_app.ask_outside(Method::GET, "/tiles/areas/0/0/0").header("Origin", "https://map.example");
    let tile = tile.send().await.unwrap();
    assert_eq!(tile.headers()["access-control-allow-origin"], "*");
    assert!(tile.headers()["access-control-expose-headers"].to_str().unwrap().contains("etag"));
    assert!(!tile.headers().contains_key("access-control-allow-credentials"));
}

async fn units_are_drawn_with_valid_boundaries(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let mut levels = std::collections::BTreeSet::new();
    for zoom in [0, 4, 6, 8, 10, 12, 16] {
        let drawn = drawn(&test_app, "areas", tile_of(zoom, (BAI_CHAY[0], BAI_CHAY[1]))).await;
        assert!(drawn.iter().any(|area| area.text("name").contains("Hạ Long")) || zoom < 4, "zoom {zoom}");
        for area in drawn.iter().filter(|drawn| drawn.layer == "areas") {
            levels.insert(area.text("level").to_owned());
            assert_eq!(area.sort, 3);
            for ring in &area.paths {
                assert!(ring.len() > 2 && doubled(ring) != 0, "{area:?}");
                assert!(ring.iter().all(|(x, y)| (-64..=4160).contains(x) && (-64..=4160).contains(y)));
            }
            assert!(doubled(&area.paths[0]) > 0, "an outer ring comes first: {area:?}");
        }
    }
    assert!(levels.contains("thanh_pho") && levels.contains("zone"), "{levels:?}");
}

/// A unit of many islands has one name, on one tile of each zoom level.
async fn each_unit_has_one_label(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let of = |drawn: &[Drawn], layer: &str| -> Vec<String> {
        let mut codes: Vec<String> =
            drawn.iter().filter(|one| one.layer == layer).map(|one| one.text("code").to_owned()).collect();
        codes.sort_unstable();
        codes
    };
    let world = drawn(&test_app, "areas", tile_of(0, (BAI_CHAY[0], BAI_CHAY[1]))).await;
    let labels = of(&world, "labels");
    assert!(labels.windows(2).all(|pair| pair[0] != pair[1]), "{labels:?}");
    assert!(labels.len() > 5 && of(&world, "areas").iter().all(|code| labels.contains(code)));
    // On four tiles below one, the same labels stand once.
    let (z, x, y) = tile_of(9, (BAI_CHAY[0], BAI_CHAY[1]));
    let whole = of(&drawn(&test_app, "areas", (z, x, y)).await, "labels");
    let mut parts = Vec::new();
    for (right, down) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        parts.extend(of(&drawn(&test_app, "areas", (z + 1, 2 * x + right, 2 * y + down)).await, "labels"));
    }
    parts.sort_unstable();
    assert!(!whole.is_empty());
    assert_eq!(parts, whole);
}

fn doubled(ring: &[(i64, i64)]) -> i64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

async fn a_permit_is_on_the_map_once_it_is_granted(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let there = tile_of(14, (BAI_CHAY[0], BAI_CHAY[1]));
    assert!(drawn(&test_app, "permits", there).await.is_empty());
    test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let permits = drawn(&test_app, "permits", there).await;
    // The order is that of ids, which are random while the clock of the test does not move.
    let mut kinds: Vec<&str> = permits.iter().map(|permit| permit.text("kind")).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["construction_permit", "siting_application"]);
    for permit in permits {
        assert_eq!((permit.text("organization"), permit.sort), ("VNPT Quảng Ninh", 1));
        assert!(!permit.text("number").is_empty() && permit.tags.get("issued_on") != Some(&Value::Null));
    }
    assert!(drawn(&test_app, "planned-works", there).await.is_empty());
}

/// Copies of a permit across the edges of tiles, more than a tile shows individually. One tile
/// shows counts while its neighbour shows its permits individually.
async fn many_permits_are_counted_each_on_one_tile(test_app: TestApp) {
    const ROWS: u32 = 60;
    let test_app = test_app.with_offices().await;
    test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let db = test_app.app().store.read();
    let permit = cases::Column::Kind.eq("construction_permit");
    let permit = cases::Entity::find().filter(permit).one(db).await.unwrap().unwrap();
    let copies: Vec<cases::ActiveModel> = (0..ROWS * ROWS)
        .map(|number| {
            let at = |place: f64, step: u32| place + f64::from(step) * 0.0007;
            let place = [at(BAI_CHAY[0], number % ROWS), at(BAI_CHAY[1] - 0.004, number / ROWS)];
            let [lon, lat] = place.map(Some);
            let mut copy = cases::Model {
                id: Uuid::from_u128(u128::from(number) + 1),
                code: Some(format!("copy-{number}")),
                min_lon: lon,
                max_lon: lon,
                min_lat: lat,
                max_lat: lat,
                ..permit.clone()
            };
            *copy.snapshot.pointer_mut("/papers/works/place/coordinates").unwrap() = json!(place);
            copy.into()
        })
        .collect();
    test_app.is_written_by_hand();
    let tx = test_app.app().store.begin().await.unwrap();
    for some in copies.chunks(500) {
        cases::Entity::insert_many(some.to_vec()).exec_without_returning(&tx).await.unwrap();
    }
    test_app.app().store.commit(tx).await.unwrap();
    for zoom in [0, 5, 9, 12] {
        let corner = |lon, lat| tile_of(zoom, (lon, lat));
        let ((_, west, south), (_, east, north)) =
            (corner(BAI_CHAY[0] - 0.1, BAI_CHAY[1] - 0.1), corner(BAI_CHAY[0] + 0.2, BAI_CHAY[1] + 0.2));
        let mut counted = 0;
        for (x, y) in (west..=east).flat_map(|x| (north..=south).map(move |y| (x, y))) {
            let marks = drawn(&test_app, "permits", (zoom, x, y)).await;
            assert!(marks.len() <= 2_000, "{} marks on {zoom}/{x}/{y}", marks.len());
            counted += marks.iter().filter(|mark| mark.is_within()).map(Drawn::count).sum::<u64>();
        }
        assert_eq!(counted, u64::from(ROWS * ROWS) + 2, "zoom {zoom}");
    }
}

tests::on_both_databases!(
    what_is_there_is_said,
    what_is_not_there_is_said_with_the_reason,
    units_are_drawn_with_valid_boundaries,
    each_unit_has_one_label,
    a_permit_is_on_the_map_once_it_is_granted,
    many_permits_are_counted_each_on_one_tile,
);
