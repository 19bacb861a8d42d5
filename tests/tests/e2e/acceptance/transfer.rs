//! Transfers of assets between owners.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::test_app::cast::{LIGHTING, MOBIFONE, POWER, VIETTEL, VNPT, office};
use tests::test_app::{POSITION, TestApp, messages::notified};

use super::refused;

tests::on_both_databases!(scenario_15_a_transfer_leaves_tenants_and_clocks_as_they_are);

async fn scenario_15_a_transfer_leaves_tenants_and_clocks_as_they_are(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 5).await;
    let tenancies = test_app.tenants(&["vnpt", "viettel", "mobifone"], "clerk@power", &pole).await;
    let open = test_app.filed("planner@vnpt", &[&pole]).await;
    let on_it = test_app.occupancies("clerk@power", &pole).await;
    assert_eq!(on_it.len(), 3);
    let before = test_app.case("planner@vnpt", &open).await;
    let ledger = test_app.ledger("clerk@power", &pole, POSITION).await;

    let offer =
        json!({"asset_ids": [pole], "to_organization_id": office(LIGHTING), "reason": "Bàn giao lưới chiếu sáng"});
    let transfer = test_app.post("boss@power", "/asset-transfers", &offer).await.good().text("/id").to_owned();
    test_app.days(2).await;
    let accept = format!("/asset-transfers/{transfer}/approve");
    let taken = test_app.post("boss@lighting", &accept, &json!({})).await.good();
    assert_eq!(taken.text("/status"), "accepted");
    refused(&test_app.post("boss@lighting", &accept, &json!({})).await, "transfer_is_settled");

    let asset = test_app.get("clerk@lighting", &format!("/assets/{pole}")).await;
    assert_eq!((&asset["id"], &asset["owner"]["id"]), (&json!(pole), &json!(office(LIGHTING))));
    assert_eq!(
        test_app.occupancies("clerk@lighting", &pole).await,
        on_it,
        "tenants keep their occupancies, ids and all"
    );
    assert_eq!(test_app.ledger("clerk@lighting", &pole, POSITION).await, ledger);

    let after = test_app.case("planner@vnpt", &open).await;
    assert_eq!(after["owner"]["id"], json!(office(LIGHTING)));
    assert_eq!((&after["state"], &after["timers"]), (&before["state"], &before["timers"]), "no clock has moved");
    assert_eq!(test_app.case("clerk@lighting", &open).await["id"], json!(open));
    assert_eq!(
        test_app.read("clerk@power", &format!("/cases/{open}")).await.status,
        404,
        "the giver has no more to do with it"
    );
    let queue = test_app.list("clerk@lighting", "/tasks").await;
    assert!(queue.iter().any(|task| task["case"]["id"] == json!(open)), "{queue:?}");
    assert!(test_app.list("clerk@power", "/tasks").await.iter().all(|task| task["case"]["id"] != json!(open)));

    let messages = test_app.all_messages().await;
    let everybody = BTreeSet::from([VNPT, VIETTEL, MOBIFONE, POWER, LIGHTING]);
    assert_eq!(notified(&messages, "asset.transferred").into_keys().collect::<BTreeSet<_>>(), everybody);
    let readdressed = test_app.notified(&open, "sharing.readdressed").await;
    assert_eq!(
        readdressed.into_iter().collect::<Vec<_>>(),
        [(VNPT, "legal".to_owned()), (LIGHTING, "legal".to_owned())]
    );
    for tenancy in &tenancies {
        let seen: Value = test_app.case("clerk@lighting", tenancy).await;
        assert_eq!((&seen["state"], &seen["owner"]["id"]), (&json!("active"), &json!(office(LIGHTING))));
    }
    // The new owner answers within the time that remained for the previous owner.
    test_app.perform("clerk@lighting", &open, "confirm_complete", json!({})).await;
    assert_eq!(test_app.ledger("clerk@lighting", &pole, POSITION).await.reserved, 1);
}
