//! Acceptance scenarios 13, 14 and 16, and the removal of unused assets.

use super::*;
use api_store::assets::ledger::{self, FoundUse, LedgerAuthor};
use api_store::assets::occupancies;
use api_store::entities::{outbox, tasks};

fn on(asset: Uuid, to: Lifecycle) -> ChangeLifecycle {
    ChangeLifecycle { asset: AssetId::new(asset), to, decommission_on: None, safety_evidence: None, reason: None }
}

async fn tenant(world: &World, asset: Uuid, of: u128) {
    let tx = world.app.store.begin().await.unwrap();
    let found = FoundUse {
        asset: AssetId::new(asset),
        unit: "attachment_position".to_owned(),
        quantity: 1,
        tenant: Some(organization(of)),
        note: None,
        import: None,
        since: None,
    };
    let mover = LedgerAuthor { at: world.app.clock.now(), by: None, reason: None };
    ledger::occupy(&tx, &found, mover).await.unwrap().unwrap();
    world.app.store.commit(tx).await.unwrap();
}

#[tokio::test]
async fn scenario_13_an_asset_with_an_active_tenant_is_not_removed() {
    let world = World::open().await;
    let view = world.does(clerk(), pole("QN-1")).await.unwrap();
    tenant(&world, view.id, VNPT).await;
    let notice =
        ChangeLifecycle { decommission_on: Some(day("2023-12-31")), ..on(view.id, Lifecycle::DecommissionNotified) };
    world.does(seeing(clerk(), 1), notice).await.unwrap();
    let notifications = outbox::Entity::find().all(world.app.store.read()).await.unwrap();
    assert_eq!(
        notifications.iter().map(|template| template.template.as_str()).collect::<Vec<_>>(),
        ["asset.decommission_notified"]
    );
    assert_eq!(rule(world.does(seeing(clerk(), 2), on(view.id, Lifecycle::Withdrawn)).await), "announced_end_not_come");
    world.clock.set("2024-01-01T02:00:00Z".parse().unwrap());
    world.does(seeing(clerk(), 2), on(view.id, Lifecycle::Withdrawn)).await.unwrap();
    let Err(AppError::Refused(refusal)) = world.does(seeing(clerk(), 3), on(view.id, Lifecycle::Removed)).await else {
        unreachable!("VNPT is still on it");
    };
    assert_eq!((refusal.rule(), refusal.blockers), ("removed_while_occupied", vec!["VNPT".to_owned()]));
}

#[tokio::test]
async fn scenario_14_thirty_days_of_notice_need_evidence_and_a_head() {
    let world = World::open().await;
    let view = world.does(clerk(), pole("QN-1")).await.unwrap();
    let short =
        || ChangeLifecycle { decommission_on: Some(day("2023-11-01")), ..on(view.id, Lifecycle::DecommissionNotified) };
    let danger = || ChangeLifecycle { safety_evidence: Some("leans 20 degrees".to_owned()), ..short() };
    assert_eq!(rule(world.does(seeing(clerk(), 1), short()).await), "decommission_notice");
    assert_eq!(rule(world.does(seeing(clerk(), 1), danger()).await), "decommission_notice");
    let head = person(POWER, Role::OwnerManager);
    assert_eq!(rule(world.does(seeing(head.clone(), 1), short()).await), "decommission_notice");
    assert_eq!(world.does(seeing(head, 1), danger()).await.unwrap().lifecycle, "decommission_notified");
}

#[tokio::test]
async fn scenario_16_a_survey_finds_what_nobody_registered() {
    let world = World::open().await;
    let view = world.does(clerk(), pole("QN-1")).await.unwrap();
    for of in [VNPT, VNPT, VIETTEL] {
        tenant(&world, view.id, of).await;
    }
    let survey = Survey {
        asset: AssetId::new(view.id),
        unit: "attachment_position".to_owned(),
        found: 6,
        observed_on: day("2023-10-02"),
        reason: None,
    };
    let after = world.does(seeing(clerk(), 1), survey).await.unwrap();
    let detail = after.detail.unwrap();
    assert_eq!((detail.capacity[0].active, detail.capacity[0].free), (6, 0));
    assert_eq!(detail.grade, Some(domain::registry::capacity::Grade::Red));
    let on_it = occupancies::current(world.app.store.read(), AssetId::new(view.id)).await.unwrap();
    assert_eq!(on_it.iter().filter(|one| one.tenant.is_none()).count(), 3);
    let mut due: Vec<_> = tasks::Entity::find()
        .all(world.app.store.read())
        .await
        .unwrap()
        .into_iter()
        .map(|task| task.due_at.map(|at| at.date_naive()))
        .collect();
    due.sort();
    assert_eq!(due, [None, Some(day("2023-11-01"))], "an inspection, and thirty days to claim");
}

#[tokio::test]
async fn what_was_never_used_can_be_taken_out_and_its_code_used_again() {
    let world = World::open().await;
    let (one, two) =
        (world.does(clerk(), pole("QN-1")).await.unwrap(), world.does(clerk(), pole("QN-2")).await.unwrap());
    tenant(&world, two.id, VNPT).await;
    let remove = |asset| Remove { asset: AssetId::new(asset) };
    assert_eq!(rule(world.does(seeing(clerk(), 1), remove(two.id)).await), "deleted_after_use");
    world.does(seeing(clerk(), 1), remove(one.id)).await.unwrap();
    assert_eq!(world.sees(&clerk(), one.id).await, None);
    world.does(clerk(), pole("QN-1")).await.unwrap();
}
