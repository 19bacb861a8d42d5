//! Tests who may register, correct and see assets.

use super::*;

#[tokio::test]
async fn an_owner_registers_and_a_competitor_sees_the_minimum() {
    let world = World::open().await;
    let view = world.does(clerk(), pole("QN-1")).await.unwrap();
    assert_eq!(view.owner.id, organization(POWER).uuid());
    assert_eq!(view.detail.as_ref().unwrap().capacity[0].free, 6);
    let theirs = world.sees(&person(VNPT, Role::OperatorPlanner), view.id).await.unwrap();
    assert_eq!((theirs.code.as_str(), theirs.detail), ("QN-1", None));
    assert!(theirs.free_band.is_some());
}

#[tokio::test]
async fn what_is_wrong_is_reported_all_at_once() {
    let world = World::open().await;
    let mut wrong = pole("  ");
    wrong.shape = Shape::from_geojson(&json!({"type": "LineString", "coordinates": [[107, 21], [107.1, 21]]})).unwrap();
    wrong.said.attributes = json!({"height_m": -1, "colour": "red"}).as_object().cloned();
    wrong.said.shareable = Some(false);
    wrong.said.capacity.as_mut().unwrap()[0].unit = "bore".to_owned();
    let expected = [
        "/attributes/colour",
        "/attributes/height_m",
        "/capacity/0/unit",
        "/code",
        "/geometry",
        "/not_shareable_reason",
    ];
    assert_eq!(faults(world.does(clerk(), wrong).await), expected.map(str::to_owned).into());
    world.does(clerk(), pole("QN-1")).await.unwrap();
    assert_eq!(faults(world.does(clerk(), pole("QN-1")).await), BTreeSet::from(["/code".to_owned()]));
}

#[tokio::test]
async fn only_the_owner_corrects_and_only_what_it_saw() {
    let world = World::open().await;
    let view = world.does(clerk(), pole("QN-1")).await.unwrap();
    let edit = || Edit {
        asset: AssetId::new(view.id),
        said: Said { address: Some(Some("Hạ Long".to_owned())), ..Said::default() },
        reason: Some("resurveyed".to_owned()),
    };
    let by_another = world.does(seeing(person(VNPT, Role::OperatorPlanner), 1), edit()).await;
    assert!(matches!(by_another, Err(AppError::Forbidden(_))), "{by_another:?}");
    assert!(matches!(world.does(clerk(), edit()).await, Err(AppError::PreconditionRequired)));
    assert_eq!(world.does(seeing(clerk(), 1), edit()).await.unwrap().version, 2);
    assert!(matches!(world.does(seeing(clerk(), 1), edit()).await, Err(AppError::Stale { stored: Some(2) })));
}

#[tokio::test]
async fn a_critical_asset_is_not_there_for_a_competitor() {
    let world = World::open().await;
    let mut secret = pole("QN-9");
    secret.said.critical = Some(true);
    let view = world.does(clerk(), secret).await.unwrap();
    let competitor = person(VNPT, Role::OperatorPlanner);
    assert_eq!(world.sees(&competitor, view.id).await, None);
    let edit = Edit { asset: AssetId::new(view.id), said: Said::default(), reason: None };
    assert!(matches!(world.does(seeing(competitor, 1), edit).await, Err(AppError::NotFound)));
    assert!(world.sees(&clerk(), view.id).await.unwrap().detail.is_some());
}
