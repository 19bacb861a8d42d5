//! The server compares a notice of planned works with all subscriptions near its place: outside the
//! request threads, within a bound, and without forgetting any subscriber.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use api_store::notices::subscriptions::{self, Subscription, SubscriptionPlace};
use domain::notice::Topic;
use domain::place::Shape;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::cast::{self, HALONG, LIGHTING, MOBIFONE, VIETTEL};
use tests::test_db::TestDb;

use super::hostile::watch;

tests::on_both_databases!(an_area_that_takes_too_many_steps_counts_as_touched);

/// A zigzag along a diagonal: the bounding box of each edge touches those of all others.
fn zigzag(edges: u32, offset: f64) -> Vec<[f64; 2]> {
    let at = |n: u32| {
        let end = f64::from(n % 2) * 0.1;
        [107.0 + end, 20.9 + end + offset + f64::from(n) * 1e-8]
    };
    (0..=edges).map(at).collect()
}

fn notice(test_app: &TestApp, place: &Value) -> Value {
    json!({
        "title": "Ngầm hóa cáp", "description": "Ống D110", "contact": "0203 3825 001", "place": place,
        "starts_on": test_app.in_days(90), "duration_days": 45, "final_project_on": test_app.in_days(60), "publicly_financed": true,
    })
}

/// A subscription from the time before areas had a bound on their positions.
async fn old_subscription(test_app: &TestApp, organization: u128, person: &str, ring: Vec<[f64; 2]>) {
    let ring: Vec<[f64; 2]> = ring.iter().chain(ring.first()).copied().collect();
    let area = Shape::from_geojson(&json!({"type": "Polygon", "coordinates": [ring]})).unwrap();
    let subscription = Subscription {
        id: test_app.app().clock.new_id(),
        organization: cast::office(organization),
        place: SubscriptionPlace::Drawn(area),
        title: None,
        topics: BTreeSet::from([Topic::WorksPublished]),
        created_at: test_app.now(),
    };
    let tx = test_app.app().store.begin().await.unwrap();
    subscriptions::insert(&tx, &subscription, cast::person(person)).await.unwrap();
    test_app.app().store.commit(tx).await.unwrap();
}

async fn an_area_that_takes_too_many_steps_counts_as_touched(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    // Large areas near the place that do not touch it. One of them is so near that only a
    // comparison of edges can tell.
    old_subscription(&test_app, MOBIFONE, "planner@mobifone", zigzag(20_000, 0.01)).await;
    old_subscription(&test_app, VIETTEL, "planner@viettel", zigzag(20_000, 0.5)).await;
    let around =
        |west: f64| json!([[west, 20.8], [west + 0.05, 20.8], [west + 0.05, 21.1], [west, 21.1], [west, 20.8]]);
    for (who, west) in [("clerk@lighting", 107.02), ("clerk@power", 107.2)] {
        let place = json!({"type": "Polygon", "coordinates": [around(west)]});
        test_app.post(who, "/subscriptions", &json!({"place": place})).await.good();
    }
    let province = test_app.list("planner@vnpt", "/areas?code=22").await[0]["id"].clone();
    test_app.post("reviewer@halong", "/subscriptions", &json!({"area_id": province})).await.good();

    let over = Arc::new(AtomicBool::new(false));
    let health = watch(&test_app, &over);
    let place = json!({"type": "LineString", "coordinates": zigzag(4_999, 0.0)});
    let case =
        test_app.post("planner@vnpt", "/planned-works", &notice(&test_app, &place)).await.good().text("/id").to_owned();
    let published = test_app.perform("planner@vnpt", &case, "publish", json!({})).await;
    over.store(true, Ordering::SeqCst);
    assert!(health.await.unwrap() > 0);
    assert_eq!(published["state"], "published");
    let notified = test_app.notified(&case, "works.published").await;
    let notified = |office: u128| notified.contains_key(&office);
    assert!(notified(MOBIFONE), "nobody is forgotten because its area costs much");
    assert!(notified(LIGHTING), "the others are compared all the same");
    assert!(notified(HALONG), "and so are units");
    assert!(!notified(VIETTEL), "a box that is elsewhere costs nothing");
    assert!(!notified(cast::POWER), "nor does a small one");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    notices_are_compared_in_the_pool(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    let Some(test_db) = TestDb::postgres("notices in the pool") else { return };
    notices_are_compared_in_the_pool(test_db).await;
}

/// While all threads of the pool are busy and its queue is full, a notice is refused temporarily,
/// and nothing of it is written.
async fn notices_are_compared_in_the_pool(test_db: TestDb) {
    let test_app = TestApp::open(test_db.set("compute.threads", "1").set("compute.queue", "1")).await;
    let place = json!({"type": "LineString", "coordinates": [[107.08, 20.95], [107.083, 20.95]]});
    let case =
        test_app.post("planner@vnpt", "/planned-works", &notice(&test_app, &place)).await.good().text("/id").to_owned();

    let draft = test_app.case("planner@vnpt", &case).await;
    let pool = &test_app.app().compute;
    let (release, held) = channel::<()>();
    let (begun, begins) = tokio::sync::oneshot::channel();
    let at_work = tokio::spawn({
        let pool = pool.clone();
        async move {
            let work = move || {
                begun.send(()).unwrap();
                held.recv().unwrap();
            };
            pool.run(work).await
        }
    });
    begins.await.unwrap();
    let mut waiting = Box::pin(pool.run(|| ()));
    assert!(tokio::time::timeout(Duration::from_millis(1), waiting.as_mut()).await.is_err());
    let busy = test_app.attempt("planner@vnpt", &case, "publish", json!({})).await;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE, "{}", busy.body);
    assert!(!busy.header("retry-after").is_empty());

    release.send(()).unwrap();
    at_work.await.unwrap().unwrap();
    // The waiting request now runs or is refused because it waited too long. In both cases the
    // queue is free.
    let _ended = waiting.await;
    assert_eq!(test_app.case("planner@vnpt", &case).await, draft);
    assert_eq!(test_app.perform("planner@vnpt", &case, "publish", json!({})).await["state"], "published");
}
