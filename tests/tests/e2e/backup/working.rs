//! A backup during work shows the state of one instant.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use api_app::app::App;
use api_store::database::clock::MovableClock;
use api_store::entities::status::OccupancyStatus;
use api_store::entities::{asset_capacity, capacity_entries, occupancies};
use sea_orm::EntityTrait;
use serde_json::json;
use tests::test_app::{TestApp, wanting};
use tests::test_db::TestDb;

use super::{restore, take};

tests::on_both_databases!(a_backup_while_people_work,);

/// The number of backups during which at least one change must be accepted.
const BACKUPS: usize = 3;

async fn a_backup_while_people_work(test_app: TestApp) {
    let test_app = Arc::new(test_app);
    let poles = [test_app.pole("clerk@power", 1).await, test_app.pole("clerk@power", 1).await];
    let (stop, accepted) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let people: Vec<_> = ["vnpt", "viettel", "mobifone"]
        .into_iter()
        .map(|operator| {
            let (test_app, stop, accepted, poles) = (test_app.clone(), stop.clone(), accepted.clone(), poles.clone());
            tokio::spawn(async move {
                let planner = format!("planner@{operator}");
                for pole in poles.iter().cycle() {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let drafted = test_app.post(&planner, "/sharing-requests", &wanting(&[pole])).await;
                    if !drafted.status.is_success() {
                        continue;
                    }
                    let case = drafted.text("/id").to_owned();
                    for (who, action, data) in [
                        (planner.as_str(), "submit", json!({})),
                        ("clerk@power", "confirm_complete", json!({})),
                        (planner.as_str(), "withdraw", json!({"reason": "Đổi tuyến"})),
                    ] {
                        if test_app.attempt(who, &case, action, data).await.status.is_success() {
                            accepted.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            })
        })
        .collect();
    let mut good = 0;
    for round in 0.. {
        let to = TestDb::sqlite().await;
        let archive = to.path().join("town.tar.zst");
        let before = accepted.load(Ordering::Relaxed);
        let manifest = take(test_app.app(), &archive).await.unwrap();
        if accepted.load(Ordering::Relaxed) > before {
            good += 1;
            let app = to.app(Arc::new(MovableClock::at(test_app.now()))).await;
            let restored = restore(&app, &archive).await.unwrap();
            assert_eq!((restored.proof.findings, restored.manifest.heads), (Vec::new(), manifest.heads));
            ledgers_hold(&app).await;
        }
        if good == BACKUPS {
            break;
        }
        assert!(round < 500, "nobody gets on while a backup is taken");
    }
    stop.store(true, Ordering::Relaxed);
    for person in people {
        person.await.unwrap();
    }
}

/// Reserved units in the ledgers equal the reservations and the sum of the entries.
async fn ledgers_hold(app: &App) {
    let db = app.store.read();
    let mut held: BTreeMap<_, i64> = BTreeMap::new();
    for one in
        occupancies::Entity::find().all(db).await.unwrap().iter().filter(|one| one.status == OccupancyStatus::Reserved)
    {
        *held.entry((one.asset_id, one.unit.clone())).or_default() += one.quantity;
    }
    let mut entered: BTreeMap<_, i64> = BTreeMap::new();
    for entry in capacity_entries::Entity::find().all(db).await.unwrap() {
        *entered.entry((entry.asset_id, entry.unit.clone())).or_default() += entry.reserved_delta;
    }
    for ledger in asset_capacity::Entity::find().all(db).await.unwrap() {
        let key = (ledger.asset_id, ledger.unit.clone());
        let of = |map: &BTreeMap<_, i64>| map.get(&key).copied().unwrap_or_default();
        assert_eq!((ledger.reserved, ledger.reserved), (of(&held), of(&entered)), "{ledger:?}");
    }
}
