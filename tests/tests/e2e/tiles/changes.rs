//! A change appears on a tile at the next request, on every node. An unchanged tile is not sent
//! again, and a viewer does not learn of hidden changes.

use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::test_app::TestApp;
use tests::test_app::cast::MOBIFONE;
use uuid::Uuid;

use super::reader::read;
use super::world::{bytes, tile, tile_of};

/// The position of the first pole of a test.
const FIRST: (f64, f64) = (107.0803, 20.95);

fn path(zoom: u8) -> String {
    let (zoom, x, y) = tile_of(zoom, FIRST);
    format!("/tiles/assets/{zoom}/{x}/{y}")
}

async fn etag(test_app: &TestApp, who: &str, path: &str) -> String {
    let answer = test_app.ask_outside(Method::GET, path).bearer_auth(who).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.headers()["etag"].to_str().unwrap().to_owned()
}

async fn what_has_not_changed_is_not_sent_again(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 6).await;
    let path = path(16);
    let ask = || test_app.ask_outside(Method::GET, &path).bearer_auth("planner@vnpt");
    let plain = ask().send().await.unwrap();
    assert_eq!(plain.headers()["content-type"], "application/vnd.mapbox-vector-tile");
    assert_eq!(plain.headers()["cache-control"], "private, no-cache");
    assert_eq!(plain.headers()["vary"], "Accept-Encoding, Authorization, Cookie");
    let tag = plain.headers()["etag"].to_str().unwrap().to_owned();
    let same = ask().header("If-None-Match", format!("\"other\", {tag}")).send().await.unwrap();
    assert_eq!((same.status(), &same.headers()["etag"]), (StatusCode::NOT_MODIFIED, &plain.headers()["etag"]));
    let compressed = ask().header("Accept-Encoding", "gzip, br").send().await.unwrap();
    assert_eq!(compressed.headers()["content-encoding"], "gzip");
    assert_ne!(compressed.headers()["etag"].to_str().unwrap(), tag, "what is sent differs");
    let (compressed, plain) = (compressed.bytes().await.unwrap(), plain.bytes().await.unwrap());
    assert_eq!(compressed[..2], [0x1f, 0x8b]);
    assert_eq!(read(&plain)[0].text("id"), pole);

    // A reservation changes the data of the pole on the tile.
    test_app.complete("planner@viettel", "clerk@power", &[&pole]).await;
    for _ in 0..4 {
        test_app.complete("planner@mobifone", "clerk@power", &[&pole]).await;
    }
    let changed = ask().header("If-None-Match", tag).send().await.unwrap();
    assert_eq!(changed.status(), StatusCode::OK);
    assert_eq!(read(&changed.bytes().await.unwrap())[0].text("free_band"), "few");
}

async fn a_change_shows_on_every_node_at_once(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 6).await;
    let (other, stop) = test_app.second_client().await;
    let from_other = |path: String| {
        let ask = other.bare(Method::GET, &path).bearer_auth("planner@vnpt");
        async move {
            let answer = ask.send().await.unwrap();
            (answer.headers()["etag"].clone(), answer.bytes().await.unwrap())
        }
    };
    let far = "/tiles/assets/16/10000/20000".to_owned();
    for zoom in [8, 12, 16] {
        let before = from_other(path(zoom)).await;
        assert_eq!(before.1, bytes(&test_app, "planner@vnpt", &path(zoom)).await);
        assert_eq!(read(&before.1).len(), 1);
    }
    let there = from_other(far.clone()).await;
    // One node moves the pole away. The other node shows this at the next request.
    let moved = json!({"geometry": {"type": "Point", "coordinates": [108.0, 21.5]}});
    test_app.patch("clerk@power", &pole, &moved).await.good();
    for zoom in [12, 16] {
        assert!(from_other(path(zoom)).await.1.is_empty(), "zoom {zoom}");
        let (zoom, x, y) = tile_of(zoom, (108.0, 21.5));
        assert_eq!(read(&from_other(format!("/tiles/assets/{zoom}/{x}/{y}")).await.1).len(), 1);
    }
    assert_eq!(from_other(far).await, there, "elsewhere nothing has changed");
    drop(stop);
}

/// A change of a duct also changes the tiles at its end: across the edge of a cell of the grid that
/// counts changes, and at the other end of the country.
async fn a_change_shows_wherever_a_line_reaches(test_app: TestApp) {
    for end in [(107.1405, 20.96), (107.9, 21.3), (110.5, 20.0)] {
        let (_, east, north) = tile_of(16, end);
        let there = (16, east, north);
        let line = |to: (f64, f64)| json!({"type": "LineString", "coordinates": [[107.1, 20.95], [to.0, to.1]]});
        let duct = json!({"kind": "duct_section", "geometry": line(end)});
        let duct = test_app.pole_with("clerk@power", duct).await;
        assert_eq!(tile(&test_app, "planner@vnpt", there).await.len(), 1, "{end:?}");
        let code = format!("to {end:?}");
        test_app.patch("clerk@power", &duct, &json!({"code": code})).await.good();
        assert_eq!(tile(&test_app, "planner@vnpt", there).await[0].text("code"), code);
        test_app.patch("clerk@power", &duct, &json!({"geometry": line((107.101, 20.95))})).await.good();
        assert!(tile(&test_app, "planner@vnpt", there).await.is_empty(), "{end:?}");
        test_app.patch("clerk@power", &duct, &json!({"geometry": line(end)})).await.good();
        assert_eq!(tile(&test_app, "planner@vnpt", there).await.len(), 1, "{end:?}");
        test_app.patch("clerk@power", &duct, &json!({"geometry": line((107.101, 20.95))})).await.good();
    }
}

/// A new tenant sees a hidden asset although a tile without it was cached, also if the row was
/// changed by hand.
async fn a_tenant_sees_what_is_hidden_from_the_day_of_the_tenancy(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 6).await;
    test_app.complete("planner@viettel", "clerk@power", &[&pole]).await;
    test_app.patch("clerk@power", &pole, &json!({"critical": true})).await.good();
    let seen = async |who| tile(&test_app, who, tile_of(16, FIRST)).await.len();
    assert_eq!((seen("planner@viettel").await, seen("planner@mobifone").await), (1, 0));
    test_app.by_hand("occupancies", "tenant_id", Uuid::from_u128(MOBIFONE)).await;
    assert_eq!((seen("planner@viettel").await, seen("planner@mobifone").await), (0, 1));
}

async fn nobody_learns_of_changes_to_what_is_hidden(test_app: TestApp) {
    test_app.pole("clerk@power", 6).await;
    let mut before = Vec::new();
    for zoom in [5, 10, 15] {
        before.push(etag(&test_app, "planner@vnpt", &path(zoom)).await);
    }
    let hidden = test_app.pole_with("clerk@power", json!({"critical": true})).await;
    test_app.patch("clerk@power", &hidden, &json!({"address": "Hạ Long"})).await.good();
    for (zoom, before) in [5, 10, 15].into_iter().zip(before) {
        assert_eq!(etag(&test_app, "planner@vnpt", &path(zoom)).await, before, "zoom {zoom}");
    }
    let (zoom, x, y) = tile_of(10, FIRST);
    let counted = |drawn: Vec<super::reader::Drawn>| drawn.iter().map(super::reader::Drawn::count).sum::<u64>();
    assert_eq!(counted(tile(&test_app, "planner@vnpt", (zoom, x, y)).await), 1);
    for who in ["clerk@power", "officer@sotttt"] {
        assert_eq!(counted(tile(&test_app, who, (zoom, x, y)).await), 2, "{who}");
    }
    assert_eq!(counted(tile(&test_app, "clerk@lighting", (zoom, x, y)).await), 1);
}

tests::on_both_databases!(
    what_has_not_changed_is_not_sent_again,
    a_change_shows_on_every_node_at_once,
    a_change_shows_wherever_a_line_reaches,
    a_tenant_sees_what_is_hidden_from_the_day_of_the_tenancy,
    nobody_learns_of_changes_to_what_is_hidden,
);
