//! A database that returns to an earlier state under a running server, and then reaches the same
//! counters with other content.

use chrono::NaiveDate;
use domain::access::{Membership, Role};
use domain::ids::{OrganizationId, UserId};
use domain::organization::OrganizationKind;
use domain::text::Locale;
use uuid::Uuid;

use crate::areas::calendar_cache::CalendarCache;
use crate::areas::calendar_changes::{self, Proposal};
use crate::assets::register_tests::instant;
use crate::change_versions::Changes;
use crate::entities::status::CalendarChangeStatus;
use crate::people::principal_cache::PrincipalCache;
use crate::test_places::{EmptyDatabase, places};
use crate::{
    Store,
    people::{organizations, users},
};

const LAN: UserId = UserId::new(Uuid::from_u128(9_101));
const OFFICE: OrganizationId = OrganizationId::new(Uuid::from_u128(1));

fn day(of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 10, of_month).unwrap()
}

fn membership(role: Role) -> Membership {
    Membership { organization: OFFICE, role }
}

/// Creates Lan, a clerk.
async fn settled(place: &EmptyDatabase) {
    let store = place.open().await;
    store.migrate().await.unwrap();
    let tx = store.begin().await.unwrap();
    let written =
        organizations::Written { name_vi: "Cơ quan".to_owned(), name_en: None, email: None, locale: Locale::Vi };
    organizations::insert(&tx, OFFICE, OrganizationKind::Owner, &written, day(1), instant(0)).await.unwrap();
    let new = users::NewUser {
        id: LAN,
        email: "lan@x.example".to_owned(),
        name: "Lan".to_owned(),
        locale: Locale::Vi,
        password_hash: String::new(),
    };
    users::insert(&tx, new, instant(0)).await.unwrap();
    users::membership(&tx, LAN, &[membership(Role::OwnerClerk)], day(1), instant(0)).await.unwrap();
    store.commit(tx).await.unwrap();
    store.close().await.unwrap();
}

/// One transaction: another membership for Lan, another holiday.
async fn changed(store: &Store, role: Role, holiday: u32) {
    let tx = store.begin().await.unwrap();
    users::membership(&tx, LAN, &[membership(role)], day(1), instant(1)).await.unwrap();
    let proposal = Proposal {
        calendar: "vn".to_owned(),
        day: day(holiday),
        kind: "holiday".to_owned(),
        name: String::new(),
        source: String::new(),
    };
    let id = Uuid::from_u128(u128::from(holiday));
    calendar_changes::propose(&tx, id, &proposal, LAN, instant(1)).await.unwrap();
    assert!(calendar_changes::decide(&tx, id, CalendarChangeStatus::Approved, LAN, instant(1)).await.unwrap());
    store.commit(tx).await.unwrap();
}

#[tokio::test]
async fn a_number_that_is_reached_again_after_a_restore_is_not_believed() {
    let calendars = policies::Policies::load(&policies::source::Source::BuiltIn).unwrap().calendars.clone();
    for place in places().await {
        settled(&place).await;
        place.save().await;
        let (principals, calendar_cache) = (PrincipalCache::default(), CalendarCache::new(calendars.clone()));
        let asked = async |store: &Store| {
            let memberships = principals.person(store.read(), LAN, day(2)).await.unwrap().unwrap().memberships;
            calendar_cache.refresh(store.read()).await.unwrap();
            let calendar = calendar_cache.calendar("vn").unwrap();
            (memberships, [3, 4].map(|of_month| calendar.days.contains_key(&day(of_month))))
        };
        let store = place.open().await;
        changed(&store, Role::OwnerManager, 3).await;
        assert_eq!(asked(&store).await, (vec![membership(Role::OwnerManager)], [true, false]));
        store.close().await.unwrap();

        place.go_back().await;
        let store = place.open().await;
        changed(&store, Role::OperatorPlanner, 4).await;
        assert_eq!(asked(&store).await, (vec![membership(Role::OperatorPlanner)], [false, true]), "{place:?}");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn every_connection_to_one_database_reads_the_same_version_until_something_changes() {
    for place in places().await {
        settled(&place).await;
        let (store, other) = (place.open().await, place.open().await);
        let tx = store.begin().await.unwrap();
        let written = Changes::of_people().read(&tx).await.unwrap();
        drop(tx);
        for store in [&store, &other] {
            assert_eq!(Changes::of_people().read(store.read()).await.unwrap(), written, "{place:?}");
        }
        changed(&store, Role::OwnerManager, 3).await;
        assert_ne!(Changes::of_people().read(other.read()).await.unwrap(), written, "{place:?}");
    }
}
