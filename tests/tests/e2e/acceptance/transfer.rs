//! Assets that change hands.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::test_app::cast::{LIGHTING, MOBIFONE, POWER, VIETTEL, VNPT, office};
use tests::test_app::{POSITION, TestApp, letters::told};

use super::refused;

tests::on_both_databases!(scenario_15_a_transfer_leaves_tenants_and_clocks_as_they_are);

async fn scenario_15_a_transfer_leaves_tenants_and_clocks_as_they_are(town: TestApp) {
    let pole = town.pole("clerk@power", 5).await;
    let tenancies = town.tenants(&["vnpt", "viettel", "mobifone"], "clerk@power", &pole).await;
    let open = town.filed("planner@vnpt", &[&pole]).await;
    let on_it = town.occupancies("clerk@power", &pole).await;
    assert_eq!(on_it.len(), 3);
    let before = town.case("planner@vnpt", &open).await;
    let ledger = town.ledger("clerk@power", &pole, POSITION).await;

    let offer =
        json!({"asset_ids": [pole], "to_organization_id": office(LIGHTING), "reason": "Bàn giao lưới chiếu sáng"});
    let transfer = town.post("boss@power", "/asset-transfers", &offer).await.good().text("/id").to_owned();
    town.days(2).await;
    let accept = format!("/asset-transfers/{transfer}/accept");
    let taken = town.post("boss@lighting", &accept, &json!({})).await.good();
    assert_eq!(taken.text("/status"), "accepted");
    refused(&town.post("boss@lighting", &accept, &json!({})).await, "transfer_is_settled");

    let asset = town.get("clerk@lighting", &format!("/assets/{pole}")).await;
    assert_eq!((&asset["id"], &asset["owner"]["id"]), (&json!(pole), &json!(office(LIGHTING))));
    assert_eq!(town.occupancies("clerk@lighting", &pole).await, on_it, "tenants keep their occupancies, ids and all");
    assert_eq!(town.ledger("clerk@lighting", &pole, POSITION).await, ledger);

    let after = town.case("planner@vnpt", &open).await;
    assert_eq!(after["owner"]["id"], json!(office(LIGHTING)));
    assert_eq!((&after["state"], &after["timers"]), (&before["state"], &before["timers"]), "no clock has moved");
    assert_eq!(town.case("clerk@lighting", &open).await["id"], json!(open));
    assert_eq!(
        town.read("clerk@power", &format!("/cases/{open}")).await.status,
        404,
        "the giver has no more to do with it"
    );
    let queue = town.list("clerk@lighting", "/tasks").await;
    assert!(queue.iter().any(|task| task["case"]["id"] == json!(open)), "{queue:?}");
    assert!(town.list("clerk@power", "/tasks").await.iter().all(|task| task["case"]["id"] != json!(open)));

    let letters = town.all_letters().await;
    let everybody = BTreeSet::from([VNPT, VIETTEL, MOBIFONE, POWER, LIGHTING]);
    assert_eq!(told(&letters, "asset.transferred").into_keys().collect::<BTreeSet<_>>(), everybody);
    let readdressed = town.told(&open, "sharing.readdressed").await;
    assert_eq!(
        readdressed.into_iter().collect::<Vec<_>>(),
        [(VNPT, "legal".to_owned()), (LIGHTING, "legal".to_owned())]
    );
    for tenancy in &tenancies {
        let seen: Value = town.case("clerk@lighting", tenancy).await;
        assert_eq!((&seen["state"], &seen["owner"]["id"]), (&json!("active"), &json!(office(LIGHTING))));
    }
    // The new owner answers, within the time that was left to the old one.
    town.perform("clerk@lighting", &open, "confirm_complete", json!({})).await;
    assert_eq!(town.ledger("clerk@lighting", &pole, POSITION).await.reserved, 1);
}
