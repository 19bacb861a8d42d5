//! Expensive requests are refused or computed in the compute pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::hostile::requests;
use tests::test_app::TestApp;
use tests::test_client::answered;

tests::on_both_databases!(
    hostile_requests_end_and_health_answers_between,
    a_boundary_and_a_long_route_are_answered,
    every_operation_bounds_geometry,
);

/// Requests health until told to stop. Counts the answers.
pub(crate) fn watch(test_app: &TestApp, over: &Arc<AtomicBool>) -> tokio::task::JoinHandle<u64> {
    let (client, over) = (test_app.client().clone(), Arc::clone(over));
    tokio::spawn(async move {
        let answers = AtomicU64::new(0);
        while !over.load(Ordering::SeqCst) {
            let answer = client.bare(Method::GET, "/healthz").send().await.unwrap();
            assert!(answer.status().is_success());
            answers.fetch_add(1, Ordering::SeqCst);
        }
        answers.into_inner()
    })
}

async fn hostile_requests_end_and_health_answers_between(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let over = Arc::new(AtomicBool::new(false));
    let health = watch(&test_app, &over);
    for request in requests() {
        // Sends two requests at once, as many as there are request threads here.
        let (one, two) = tokio::join!(
            answered(request.ask(test_app.client(), "planner@vnpt")),
            answered(request.ask(test_app.client(), "planner@vnpt"))
        );
        for answer in [one.unwrap(), two.unwrap()] {
            let status = answer.status.as_u16();
            let ended = request.ends.contains(&status) || status == 503;
            assert!(ended, "{}: {status} {}", request.name, answer.body);
            assert!(status != 503 || !answer.header("retry-after").is_empty(), "{}", request.name);
        }
    }
    over.store(true, Ordering::SeqCst);
    let answers = health.await.unwrap();
    assert!(answers > u64::try_from(requests().len()).unwrap(), "health answered {answers} times");
}

/// A wavy ring around Ha Long with this number of positions.
fn ring(positions: u32) -> Value {
    let at = |n: u32| {
        let angle = std::f64::consts::TAU * f64::from(n % positions) / f64::from(positions);
        let radius = 0.08 + if n.is_multiple_of(2) { 0.0 } else { 0.000_3 };
        [107.08 + radius * angle.cos(), 20.98 + radius * angle.sin()]
    };
    json!({"type": "Polygon", "coordinates": [(0..=positions).map(at).collect::<Vec<_>>()]})
}

async fn a_boundary_and_a_long_route_are_answered(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let boundary = test_app.post("planner@vnpt", "/areas/locate", &json!({"geometry": ring(2_000)})).await.good();
    let percent: f64 =
        boundary.body["items"].as_array().unwrap().iter().map(|one| one["percent"].as_f64().unwrap()).sum();
    assert!((percent - 100.0).abs() < 1.0, "{}", boundary.body);
    // The route is 60 km long, with a position every 12 m.
    let positions: Vec<[f64; 2]> = (0..5_000_u32).map(|n| [106.9 + f64::from(n) * 1.15e-4, 21.0]).collect();
    let route = json!({"type": "LineString", "coordinates": positions});
    let along = json!({"route": route, "buffer_m": 50.0});
    let answer = test_app.post("planner@vnpt", "/assets/along-route", &along).await.good();
    assert!((answer.body["length_m"].as_f64().unwrap() - 59_700.0).abs() < 500.0, "{}", answer.body["length_m"]);
    test_app.post("planner@vnpt", "/areas/locate", &json!({"geometry": route})).await.good();
}

async fn every_operation_bounds_geometry(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let long: Vec<[f64; 2]> = (0..5_001_u32).map(|n| [107.0 + f64::from(n) * 1e-5, 20.95]).collect();
    let long = json!({"type": "LineString", "coordinates": long});
    let duct = json!({"code": "D-1", "kind": "duct", "geometry": long});
    let site = json!({"title": "Trạm", "place": long});
    for (who, path, body) in [
        ("planner@vnpt", "/areas/locate", json!({"geometry": long})),
        ("planner@vnpt", "/assets/along-route", json!({"route": long, "buffer_m": 5.0})),
        ("planner@vnpt", "/planning/supports", json!({"route": long})),
        ("planner@vnpt", "/planning/planned-works", json!({"route": long})),
        ("planner@vnpt", "/assets", duct),
        ("planner@vnpt", "/subscriptions", json!({"place": long})),
        ("planner@vnpt", "/siting-applications", site.clone()),
        ("planner@vnpt", "/construction-permits", site.clone()),
        ("planner@vnpt", "/planned-works", site),
    ] {
        let answer = test_app.post(who, path, &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.body);
        assert!(answer.body["errors"].to_string().contains("5000"), "{path} names no limit: {}", answer.body);
    }
}
