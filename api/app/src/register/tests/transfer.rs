//! Acceptance scenario 15: assets change owners, and no tenant or applicant loses anything.

use domain::cases::sharing::{Element, Equipment, Request, UnitAmount};
use domain::workflow::name::{ActionId, KindName};

use super::*;
use crate::cases::draft::Open;
use crate::cases::perform_action::{PerformAction, perform_action};
use crate::register::{Offer, Settle};
use crate::register_cases::TakeOver;
use api_store::assets::asset_transfers::End;
use api_store::assets::occupancies;
use api_store::cases::{self, CaseVisibility};
use api_store::entities::{case_timers, outbox};

fn request(assets: &[Uuid]) -> Request {
    Request {
        title: "Tuyến".to_owned(),
        purpose: "cáp quang".to_owned(),
        elements: assets
            .iter()
            .map(|asset| Element {
                asset_id: AssetId::new(*asset),
                units: vec![UnitAmount { unit: "attachment_position".to_owned(), quantity: 1 }],
            })
            .collect(),
        equipment: Equipment { description: "ADSS 24".to_owned(), ..Equipment::default() },
        starts_on: None,
    }
}

async fn file(world: &World, assets: &[Uuid]) -> domain::ids::CaseId {
    let planner = || person(VNPT, Role::OperatorPlanner);
    let draft = domain::cases::Draft::SharingRequest(request(assets));
    let open = Open { draft, applicant: None, previous: None, pack: None };
    let case = world.does(planner(), open).await.unwrap().case.id;
    let kind = KindName::new("sharing_request").unwrap();
    let submit = PerformAction {
        case,
        kind,
        action: ActionId::new("submit").unwrap(),
        comment: None,
        data: serde_json::Map::new(),
    };
    perform_action(&world.app, &seeing(planner(), 1), submit).await.unwrap();
    case
}

fn offer(assets: &[Uuid]) -> Offer {
    Offer { assets: assets.iter().map(|asset| AssetId::new(*asset)).collect(), to: organization(VIETTEL), reason: None }
}

#[tokio::test]
async fn scenario_15_tenants_and_requests_go_on_with_the_new_owner() {
    let world = World::open().await;
    let view = world.does(clerk(), pole("QN-1")).await.unwrap();
    let case = file(&world, &[view.id]).await;
    let read = world.app.store.read();
    let before = cases::find(read, case, CaseVisibility::Unrestricted).await.unwrap().unwrap();
    let due = case_timers::Entity::find().all(read).await.unwrap();
    let occupied = occupancies::current(read, AssetId::new(view.id)).await.unwrap();

    let head = || person(POWER, Role::OwnerManager);
    let taker = || person(VIETTEL, Role::OperatorManager);
    assert!(
        matches!(world.does(clerk(), offer(&[view.id])).await, Err(AppError::Forbidden(_))),
        "a clerk signs nothing"
    );
    assert!(matches!(world.does(taker(), offer(&[view.id])).await, Err(AppError::Forbidden(_))), "it is not theirs");
    let transfer = world.does(head(), offer(&[view.id])).await.unwrap();
    assert_eq!(rule(world.does(head(), offer(&[view.id])).await), "asset_is_on_offer");
    let stranger = person(VNPT, Role::OperatorManager);
    assert!(matches!(world.does(stranger, TakeOver { transfer }).await, Err(AppError::NotFound)));
    assert!(matches!(world.does(head(), TakeOver { transfer }).await, Err(AppError::Forbidden(_))));
    world.clock.advance(chrono::TimeDelta::hours(30));
    world.does(taker(), TakeOver { transfer }).await.unwrap();
    assert_eq!(rule(world.does(taker(), TakeOver { transfer }).await), "transfer_is_settled");

    let seen = world.sees(&taker(), view.id).await.unwrap();
    assert_eq!((seen.id, seen.owner.id, seen.version), (view.id, organization(VIETTEL).uuid(), 2));
    assert!(world.sees(&clerk(), view.id).await.unwrap().detail.is_none(), "the giver has no more to do with it");
    assert_eq!(occupancies::current(read, AssetId::new(view.id)).await.unwrap(), occupied);

    let after = cases::find(read, case, CaseVisibility::Unrestricted).await.unwrap().unwrap();
    assert_eq!(after.case.content.owner(), Some(organization(VIETTEL)));
    assert_eq!(after.case.state, before.case.state);
    assert!(after.parties.contains(&(organization(VIETTEL), domain::access::Stance::Owner)));
    assert!(!after.parties.contains(&(organization(POWER), domain::access::Stance::Owner)));
    assert_eq!(case_timers::Entity::find().all(read).await.unwrap(), due, "no clock has moved");
    let notifications = outbox::Entity::find().all(read).await.unwrap();
    let names: BTreeSet<&str> = notifications.iter().map(|template| template.template.as_str()).collect();
    assert!(names.is_superset(&BTreeSet::from(["asset.transferred", "sharing.readdressed"])), "{names:?}");
    for template in notifications {
        world.app.policies.letter_templates.render(&template.template, Locale::Vi, &template.payload).unwrap();
    }
}

#[tokio::test]
async fn a_transfer_does_not_tear_a_request_apart_and_can_be_declined() {
    let world = World::open().await;
    let (one, two) =
        (world.does(clerk(), pole("QN-1")).await.unwrap(), world.does(clerk(), pole("QN-2")).await.unwrap());
    file(&world, &[one.id, two.id]).await;
    let head = || person(POWER, Role::OwnerManager);
    let taker = || person(VIETTEL, Role::OperatorManager);
    let transfer = world.does(head(), offer(&[one.id])).await.unwrap();
    assert_eq!(rule(world.does(taker(), TakeOver { transfer }).await), "transfer_splits_request");
    world.does(taker(), Settle { transfer, end: End::Declined }).await.unwrap();
    let both = world.does(head(), offer(&[one.id, two.id])).await.unwrap();
    world.does(taker(), TakeOver { transfer: both }).await.unwrap();
    assert_eq!(world.sees(&taker(), two.id).await.unwrap().owner.id, organization(VIETTEL).uuid());
}
