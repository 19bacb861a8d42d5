//! A thousand limits expire during three days of downtime. Two nodes that start at once execute
//! each of them once, with its legal instant.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may stop where they are")]

use std::collections::BTreeMap;

use api_app::app::App;
use api_app::cases::clock::run_due;
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tests::test_app::{TestApp, wanting};

/// The number of cases. Half of them are filed a day later.
const CASES: usize = 1_000;
/// The number of requests in progress at once.
const HANDS: usize = 8;

async fn filed(test_app: &TestApp, pole: &str) -> String {
    let case = test_app.draft("planner@vnpt", &wanting(&[pole])).await;
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    case
}

async fn file(test_app: &TestApp, poles: &[String]) -> Vec<String> {
    stream::iter(0..CASES / 2).map(|n| filed(test_app, &poles[n % poles.len()])).buffer_unordered(HANDS).collect().await
}

async fn until_nothing_is_due(app: &App) -> u64 {
    let mut moved = 0;
    loop {
        match run_due(app).await.unwrap() {
            0 => return moved,
            more => moved += more,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_limits_run_out_once_each_after_three_days_of_silence() {
    let Some(test_app) = TestApp::on_postgres("a thousand limits on two nodes").await else { return };
    let mut poles = Vec::new();
    for _ in 0..20 {
        poles.push(test_app.pole("clerk@power", 50).await);
    }
    let first = file(&test_app, &poles).await;
    test_app.set("2023-10-03T09:00:00+07:00").await;
    let second = file(&test_app, &poles).await;
    let due: BTreeMap<String, DateTime<Utc>> = first
        .iter()
        .map(|case| (case.clone(), "2023-10-16T17:00:00Z".parse().unwrap()))
        .chain(second.iter().map(|case| (case.clone(), "2023-10-17T17:00:00Z".parse().unwrap())))
        .collect();
    assert_eq!(due.len(), CASES);

    test_app.set("2023-10-20T09:00:00+07:00").await;
    let other = test_app.second_organization().await;
    let (one, two) = tokio::join!(until_nothing_is_due(test_app.app()), until_nothing_is_due(&other));
    assert!(one > 0 && two > 0, "both nodes worked: {one} and {two}");

    let rows = api_store::entities::case_history::Entity::find()
        .filter(api_store::entities::case_history::Column::Stance.eq("system"))
        .all(test_app.app().store.read())
        .await
        .unwrap();
    let mut trails: BTreeMap<String, Vec<(i64, DateTime<Utc>, String)>> = BTreeMap::new();
    for row in rows {
        trails.entry(row.case_id.to_string()).or_default().push((row.seq, row.legal_at, row.action));
    }
    assert_eq!(trails.len(), CASES);
    for (case, trail) in &mut trails {
        trail.sort();
        let deemed: Vec<&DateTime<Utc>> =
            trail.iter().filter(|(.., action)| action == "deem_complete").map(|(_, at, _)| at).collect();
        assert_eq!(deemed, [&due[case]], "{case}: once, at its legal instant");
        assert!(trail.is_sorted_by_key(|(_, at, _)| *at), "{case}: in legal order: {trail:?}");
    }
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert_eq!((proof.cases, proof.findings), (u64::try_from(CASES).unwrap(), Vec::new()));
    let held: Value = test_app.get("clerk@power", &format!("/assets/{}", poles[0])).await;
    assert_eq!(held["capacity"][0]["reserved"], 50, "every place is held once");
}
