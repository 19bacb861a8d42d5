//! The wait list: which case receives capacity that becomes free.

use std::collections::BTreeMap;

use api_app::cases::clock;
use api_store::assets::wait_list;
use api_store::entities::capacity_entries;
use domain::cases::change::CapacityClaim;
use domain::ids::{AssetId, CaseId};
use sea_orm::EntityTrait;
use serde_json::json;
use tests::test_app::cast::{POWER, VIETTEL, office};
use tests::test_app::{POSITION, TestApp, time::timer};

use super::{refused, times};

tests::on_both_databases!(
    scenario_09_a_lapsed_reservation_is_freed_once_and_goes_to_the_first_who_waits,
    capacity_that_the_first_in_line_cannot_use_goes_to_the_next,
);

pub(super) async fn scenario_09_a_lapsed_reservation_is_freed_once_and_goes_to_the_first_who_waits(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 1).await;
    let holder = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let first = test_app.filed("planner@viettel", &[&pole]).await;
    let second = test_app.filed("planner@mobifone", &[&pole]).await;
    for (case, place, at) in [(&first, "thứ 1", "09:10"), (&second, "thứ 2", "09:11")] {
        test_app.set(&format!("2023-10-02T{at}:00+07:00")).await;
        let answer = test_app.attempt("clerk@power", case, "confirm_complete", json!({})).await;
        refused(&answer, "route_has_room");
        assert!(answer.text("/detail").contains(place), "{}", answer.body);
    }
    let offer = json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"});
    test_app.perform("clerk@power", &holder, "offer", offer).await;

    // Two more nodes execute due timers at once, beside the serving node. Then one of them runs
    // again.
    test_app.set("2023-10-17T08:00:00+07:00").await;
    let (one, other) = (test_app.second_organization().await, test_app.second_organization().await);
    let (swept, again) = tokio::join!(clock::run_due(&one), clock::run_due(&other));
    swept.unwrap();
    again.unwrap();
    test_app.work().await;
    clock::run_due(&one).await.unwrap();
    test_app.work().await;

    let trail = test_app.trail("planner@vnpt", &holder).await;
    assert_eq!(
        (times(&trail, "lapse"), test_app.case("planner@vnpt", &holder).await["state"].as_str()),
        (1, Some("lapsed"))
    );
    let ledger = test_app.ledger("clerk@power", &pole, POSITION).await;
    assert_eq!((ledger.reserved, ledger.active, ledger.free), (1, 0, 0));
    let entries = capacity_entries::Entity::find().all(test_app.app().store.read()).await.unwrap();
    let mut kinds: BTreeMap<(String, String), usize> = BTreeMap::new();
    for entry in entries {
        let case = entry.case_id.map(|case| case.to_string()).unwrap_or_default();
        *kinds.entry((entry.kind, case)).or_default() += 1;
    }
    let count = |kind: &str, case: &str| kinds.get(&(kind.to_owned(), case.to_owned())).copied().unwrap_or(0);
    assert_eq!((count("reserve", &holder), count("release", &holder)), (1, 1), "freed once: {kinds:?}");
    assert_eq!((count("reserve", &first), count("reserve", &second)), (1, 0), "the first in the line: {kinds:?}");

    let promoted = test_app.trail("planner@viettel", &first).await;
    assert_eq!(times(&promoted, "promote"), 1);
    assert_eq!(times(&test_app.trail("planner@mobifone", &second).await, "promote"), 0);
    let notified = test_app.notified(&first, "sharing.wait_list_promoted").await;
    assert_eq!(notified.keys().copied().collect::<Vec<_>>(), [POWER, VIETTEL]);
    assert!(test_app.notified(&second, "sharing.wait_list_promoted").await.is_empty());
    let holders = test_app.occupancies("clerk@power", &pole).await;
    let reserved: Vec<_> = holders.iter().filter(|one| one["status"] == "reserved").collect();
    assert_eq!((reserved.len(), &reserved[0]["case_id"]), (1, &json!(first)));
    // A reservation from the wait list ends with the timer of its case, like any other reservation.
    let until = timer(&test_app.case("planner@viettel", &first).await, "reservation")["due_at"].clone();
    assert_eq!((reserved[0]["reserved_until"].is_string(), &reserved[0]["reserved_until"]), (true, &until));
}

/// Adds a case to the wait list of an asset without the command pipeline.
async fn stand_in_line(test_app: &TestApp, case: &str, tenant: u128, asset: &str) {
    let claim = CapacityClaim { asset: AssetId::new(asset.parse().unwrap()), unit: POSITION.to_owned(), quantity: 1 };
    let tx = test_app.app().store.begin().await.unwrap();
    let case = CaseId::new(case.parse().unwrap());
    assert_eq!(wait_list::join(&tx, case, office(tenant), &[claim], test_app.now()).await.unwrap(), 1);
    test_app.app().store.commit(tx).await.unwrap();
}

async fn capacity_that_the_first_in_line_cannot_use_goes_to_the_next(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 1).await;
    let holder = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let gone = test_app.filed("planner@viettel", &[&pole]).await;
    test_app.perform("planner@viettel", &gone, "withdraw", json!({})).await;
    stand_in_line(&test_app, &gone, VIETTEL, &pole).await;
    test_app.set("2023-10-02T09:10:00+07:00").await;
    let next = test_app.filed("planner@mobifone", &[&pole]).await;
    refused(&test_app.attempt("clerk@power", &next, "confirm_complete", json!({})).await, "route_has_room");

    test_app.perform("planner@vnpt", &holder, "withdraw", json!({})).await;
    let ledger = test_app.ledger("clerk@power", &pole, POSITION).await;
    assert_eq!((ledger.reserved, ledger.active, ledger.free), (1, 0, 0));
    let holders = test_app.occupancies("clerk@power", &pole).await;
    let reserved: Vec<_> = holders.iter().filter(|one| one["status"] == "reserved").collect();
    assert_eq!((reserved.len(), &reserved[0]["case_id"]), (1, &json!(next)), "{holders:?}");
    assert_eq!(times(&test_app.trail("planner@mobifone", &next).await, "promote"), 1);
    assert_eq!(times(&test_app.trail("planner@viettel", &gone).await, "promote"), 0, "what is closed stays closed");
    assert_eq!(test_app.case("planner@viettel", &gone).await["phase"], "closed");
}
