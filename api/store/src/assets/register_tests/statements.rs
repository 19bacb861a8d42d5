//! A page takes as many statements for fifty rows as for one.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::ids::UserId;
use domain::notice::Topic;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use strum::VariantArray;
use uuid::Uuid;

use super::*;
use crate::assets::asset_transfers::{self, Transfer};
use crate::entities::status::TransferStatus;
use crate::entities::{case_elements, users};
use crate::notices::subscriptions::{self, Subscription, SubscriptionPlace};

/// Counts the statements of a store.
struct Counted {
    store: Store,
    heard: Arc<AtomicUsize>,
}

impl Counted {
    fn on(store: &Store) -> Self {
        let heard = Arc::new(AtomicUsize::new(0));
        let ear = Arc::clone(&heard);
        let store = store.clone().listened(move |_, _| {
            ear.fetch_add(1, Ordering::SeqCst);
        });
        Self { store, heard }
    }

    async fn transfers(&self) -> (usize, usize) {
        let own = BTreeSet::from([organization(1)]);
        let found = asset_transfers::list(self.store.read(), &own, None, 100).await.unwrap();
        assert!(found.iter().all(|one| one.assets.len() == 2), "{found:?}");
        (found.len(), self.heard.swap(0, Ordering::SeqCst))
    }

    async fn open_cases(&self, assets: &[AssetId]) -> (usize, usize) {
        let found = asset_transfers::open_cases(self.store.read(), organization(1), assets).await.unwrap();
        assert!(found.iter().all(|(_, _, about)| about.len() == 1), "{found:?}");
        (found.len(), self.heard.swap(0, Ordering::SeqCst))
    }

    async fn subscriptions(&self) -> (usize, usize) {
        let own = BTreeSet::from([organization(1)]);
        let found = subscriptions::active(self.store.read(), Some(&own)).await.unwrap();
        (found.len(), self.heard.swap(0, Ordering::SeqCst))
    }
}

#[tokio::test]
async fn a_page_of_transfers_takes_two_statements() {
    for register in registers().await {
        register.add(&(1..=100).map(pole).collect::<Vec<_>>()).await;
        let counted = Counted::on(&register.store);
        for (first, last) in [(1, 1), (2, 50)] {
            let tx = register.store.begin().await.unwrap();
            for number in first..=last {
                let transfer = Transfer {
                    id: Uuid::from_u128(number),
                    from: organization(1),
                    to: organization(2),
                    assets: vec![asset_id(2 * number - 1), asset_id(2 * number)],
                    status: TransferStatus::Offered,
                    reason: None,
                    offered_at: instant(0),
                    settled_at: None,
                };
                asset_transfers::offer(&tx, &transfer, None).await.unwrap();
            }
            register.store.commit(tx).await.unwrap();
            assert_eq!(counted.transfers().await, (usize::try_from(last).unwrap(), 2));
        }
        let own = BTreeSet::from([organization(1)]);
        let found = asset_transfers::list(register.store.read(), &own, None, 1).await.unwrap();
        assert_eq!(found[0].assets, [asset_id(99), asset_id(100)], "each has its own assets, in their order");
    }
}

#[tokio::test]
async fn the_cases_about_a_transfer_take_two_statements() {
    for register in registers().await {
        let poles: Vec<Asset> = (1..=50).map(pole).collect();
        register.add(&poles).await;
        let tx = register.store.begin().await.unwrap();
        cases::Entity::update_many()
            .col_expr(cases::Column::OwnerId, Expr::value(organization(1).uuid()))
            .filter(cases::Column::Id.is_in((1..=50).map(|number| case(number).uuid())))
            .exec(&tx)
            .await
            .unwrap();
        let elements = (1..=50).map(|number| case_elements::ActiveModel {
            case_id: Set(case(number).uuid()),
            asset_id: Set(asset_id(number).uuid()),
            unit: Set("position".to_owned()),
            quantity: Set(1),
        });
        case_elements::Entity::insert_many(elements).exec_without_returning(&tx).await.unwrap();
        register.store.commit(tx).await.unwrap();
        let counted = Counted::on(&register.store);
        let ids: Vec<AssetId> = poles.iter().map(|pole| pole.id).collect();
        assert_eq!(counted.open_cases(&ids[..1]).await, (1, 2));
        assert_eq!(counted.open_cases(&ids).await, (50, 2));
    }
}

#[tokio::test]
async fn subscriptions_take_one_statement() {
    for register in registers().await {
        let user = UserId::new(Uuid::from_u128(500));
        let tx = register.store.begin().await.unwrap();
        let person = users::ActiveModel {
            id: Set(user.uuid()),
            email: Set("p@x.example".to_owned()),
            name: Set("P".to_owned()),
            name_folded: Set("p".to_owned()),
            password_hash: Set(String::new()),
            locale: Set("vi".to_owned()),
            active: Set(true),
            failed_logins: Set(0),
            locked_until: Set(None),
            version: Set(1),
            created_at: Set(instant(0)),
            updated_at: Set(instant(0)),
        };
        users::Entity::insert(person).exec_without_returning(&tx).await.unwrap();
        register.store.commit(tx).await.unwrap();
        let ring = json!([[[107.0, 20.9], [107.1, 20.9], [107.1, 21.0], [107.0, 20.9]]]);
        let area = Shape::from_geojson(&json!({"type": "Polygon", "coordinates": ring})).unwrap();
        let counted = Counted::on(&register.store);
        for (first, last) in [(1, 1), (2, 50)] {
            let tx = register.store.begin().await.unwrap();
            for number in first..=last {
                let new = Subscription {
                    id: Uuid::from_u128(number),
                    organization: organization(1),
                    place: SubscriptionPlace::Drawn(area.clone()),
                    title: None,
                    topics: Topic::VARIANTS.iter().copied().collect(),
                    created_at: instant(0),
                };
                subscriptions::insert(&tx, &new, user).await.unwrap();
            }
            register.store.commit(tx).await.unwrap();
            assert_eq!(counted.subscriptions().await, (usize::try_from(last).unwrap(), 1));
        }
    }
}
