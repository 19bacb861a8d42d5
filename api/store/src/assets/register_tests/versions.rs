//! Every change is a version, guarded by the version that was read, and any past instant is
//! readable.

use std::collections::BTreeSet;

use domain::registry::asset::{Asset, Lifecycle};
use domain::registry::owners::Share;

use super::{asset_id, case, claim, hand, instant, organization, pole, registers};
use crate::assets::Changed;
use crate::assets::asset_search::AssetQuery;
use crate::assets::asset_versions::Change;
use crate::assets::{self, asset_past, asset_versions, ledger};
use crate::visibility::AssetVisibility;

#[tokio::test]
async fn an_asset_comes_back_as_it_was_registered() {
    for register in registers().await {
        register.add(&[pole(1)]).await;
        let found =
            assets::find(register.store.read(), asset_id(1), &AssetVisibility::Everything).await.unwrap().unwrap();
        assert_eq!(found.asset, pole(1));
        assert_eq!(found.balances[0].ledger.free(), 2);
    }
}

#[tokio::test]
async fn a_change_is_a_version_and_the_past_can_be_read() {
    for register in registers().await {
        register.add(&[pole(1)]).await;
        let mut after = Asset { version: 2, lifecycle: Lifecycle::Restricted, ..pole(1) };
        after.capacity.get_mut("position").unwrap().installed = 5;
        after.owners = vec![
            Share { organization: organization(1), basis_points: 5_000, answers: true },
            Share { organization: organization(4), basis_points: 5_000, answers: false },
        ];
        let tx = register.store.begin().await.unwrap();
        assert_eq!(assets::update(&tx, &pole(1), &after, Change::Update, hand(10)).await.unwrap(), Changed::Written);
        assert_eq!(assets::update(&tx, &pole(1), &after, Change::Update, hand(11)).await.unwrap(), Changed::Stale);
        ledger::reserve(&tx, case(1), organization(2), &[claim(1, 2)], None, instant(12)).await.unwrap();
        register.store.commit(tx).await.unwrap();

        let read = register.store.read();
        let now = assets::find(read, asset_id(1), &AssetVisibility::Everything).await.unwrap().unwrap();
        assert_eq!(now.asset, after);
        assert_eq!(now.balances[0].ledger.free(), 2);

        let (then, version) = asset_versions::as_of(read, asset_id(1), instant(9)).await.unwrap().unwrap();
        assert_eq!((then.asset, version.by_name.as_deref()), (pole(1), Some("Lan")));
        assert_eq!(then.balances[0].ledger.free(), 2);
        let (later, _) = asset_versions::as_of(read, asset_id(1), instant(11)).await.unwrap().unwrap();
        assert_eq!(later.balances[0].ledger.free(), 4, "nothing was reserved yet");
        assert!(asset_versions::as_of(read, asset_id(1), instant(-1)).await.unwrap().is_none());
        let verbs: Vec<_> = asset_versions::of_asset(read, asset_id(1), None, 10).await.unwrap();
        assert_eq!(verbs.iter().map(|one| one.verb.as_str()).collect::<Vec<_>>(), ["update", "create"]);
    }
}

#[tokio::test]
async fn what_others_hold_cannot_be_taken_out_of_the_ledger() {
    for register in registers().await {
        register.add(&[pole(1)]).await;
        let tx = register.store.begin().await.unwrap();
        ledger::reserve(&tx, case(1), organization(2), &[claim(1, 2)], None, instant(1)).await.unwrap();
        let mut after = Asset { version: 2, ..pole(1) };
        after.capacity.get_mut("position").unwrap().installed = 2;
        let changed = assets::update(&tx, &pole(1), &after, Change::Update, hand(2)).await.unwrap();
        assert!(matches!(changed, Changed::Short(_)), "{changed:?}");
    }
}

#[tokio::test]
async fn a_deleted_asset_is_gone_but_its_past_is_not() {
    for register in registers().await {
        register.add(&[pole(1), pole(2)]).await;
        let tx = register.store.begin().await.unwrap();
        assert!(!assets::was_used(&tx, asset_id(1)).await.unwrap());
        assert_eq!(assets::delete(&tx, &pole(1), hand(5)).await.unwrap(), Changed::Written);
        let again = Asset { id: asset_id(9), ..pole(1) };
        assets::insert(&tx, &[again], hand(6)).await.unwrap();
        register.store.commit(tx).await.unwrap();
        let read = register.store.read();
        assert!(assets::find(read, asset_id(1), &AssetVisibility::Everything).await.unwrap().is_none());
        assert!(asset_versions::as_of(read, asset_id(1), instant(7)).await.unwrap().is_none());
        let query = AssetQuery { limit: 10, ..AssetQuery::default() };
        let ids =
            |page: assets::asset_search::Page| page.items.into_iter().map(|one| one.asset.id).collect::<BTreeSet<_>>();
        let then = asset_past::page(read, &query, instant(4), &AssetVisibility::Everything).await.unwrap();
        assert_eq!(ids(then), BTreeSet::from([asset_id(1), asset_id(2)]));
        let now = asset_past::page(read, &query, instant(8), &AssetVisibility::Everything).await.unwrap();
        assert_eq!(ids(now), BTreeSet::from([asset_id(2), asset_id(9)]));
    }
}

#[tokio::test]
async fn a_code_stands_once_per_owner() {
    for register in registers().await {
        register.add(&[pole(1)]).await;
        let tx = register.store.begin().await.unwrap();
        let twin = Asset { id: asset_id(2), ..pole(1) };
        let failure = assets::insert(&tx, &[twin], hand(1)).await.unwrap_err();
        assert!(matches!(failure, crate::StoreError::Conflict(_)), "{failure:?}");
    }
}
