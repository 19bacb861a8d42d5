//! The principal cache on real databases: a change of a person on one node is visible on every
//! other node at the next query, and a change without effect on memberships causes no reload.

use chrono::{Days, NaiveDate};
use domain::access::{Actor, Membership, Role};
use domain::delegation::Delegation;
use domain::ids::UserId;
use domain::organization::{Basis, Merger};
use domain::text::Locale;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::assets::register_tests::{Register, instant, organization, registers};
use crate::people::principal_cache::PrincipalCache;
use crate::people::users::Change;
use crate::{
    Tx, entities,
    people::{
        delegations, organizations,
        sessions::{self, NewSession},
        users,
    },
};

const LAN: UserId = UserId::new(Uuid::from_u128(9_101));
const HOA: UserId = UserId::new(Uuid::from_u128(9_102));

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 10, 2).unwrap()
}

fn later(days: u64) -> NaiveDate {
    today().checked_add_days(Days::new(days)).unwrap()
}

fn membership(office: u128, role: Role) -> Membership {
    Membership { organization: organization(office), role }
}

/// Two nodes that have both just read Lan, clerk of the first organisation, to compare their
/// results after each change.
struct Nodes<'a> {
    register: &'a Register,
    nodes: [PrincipalCache; 2],
}

impl Nodes<'_> {
    async fn settled(register: &Register) -> Nodes<'_> {
        let tx = register.store.begin().await.unwrap();
        for (id, email) in [(LAN, "lan@x.example"), (HOA, "hoa@x.example")] {
            let new = users::NewUser {
                id,
                email: email.to_owned(),
                name: email.to_owned(),
                locale: Locale::Vi,
                password_hash: String::new(),
            };
            users::insert(&tx, new, instant(0)).await.unwrap();
        }
        users::membership(&tx, LAN, &[membership(1, Role::OwnerClerk)], today(), instant(0)).await.unwrap();
        users::membership(&tx, HOA, &[membership(2, Role::OwnerManager)], today(), instant(0)).await.unwrap();
        let session = NewSession { id: Uuid::from_u128(1), user: LAN.uuid(), token_hash: "token", user_agent: None };
        sessions::open(&tx, session, (instant(0), instant(99))).await.unwrap();
        register.store.commit(tx).await.unwrap();
        let nodes = Nodes { register, nodes: [PrincipalCache::default(), PrincipalCache::default()] };
        assert_eq!(nodes.seen(today()).await.unwrap().memberships, [membership(1, Role::OwnerClerk)]);
        nodes
    }

    /// The principal according to both nodes, which must agree.
    async fn seen(&self, day: NaiveDate) -> Option<Actor> {
        let [one, other] = &self.nodes;
        let db = self.register.store.read();
        let seen = one.behind(db, "token", (instant(1), day)).await.unwrap();
        assert_eq!(seen, other.behind(db, "token", (instant(1), day)).await.unwrap());
        assert_eq!(seen, one.person(db, LAN, day).await.unwrap());
        seen
    }

    async fn memberships(&self, day: NaiveDate) -> Vec<Membership> {
        self.seen(day).await.unwrap().memberships
    }

    async fn done(&self, change: impl AsyncFnOnce(&Tx)) {
        let tx = self.register.store.begin().await.unwrap();
        change(&tx).await;
        self.register.store.commit(tx).await.unwrap();
    }
}

#[tokio::test]
async fn a_membership_that_is_given_or_taken_shows_at_the_next_question() {
    for register in registers().await {
        let nodes = Nodes::settled(&register).await;
        nodes
            .done(async |tx| {
                users::membership(tx, LAN, &[membership(2, Role::OwnerManager)], today(), instant(1)).await.unwrap();
            })
            .await;
        assert_eq!(nodes.memberships(today()).await, [membership(2, Role::OwnerManager)]);
        nodes.done(async |tx| users::membership(tx, LAN, &[], today(), instant(1)).await.unwrap()).await;
        assert_eq!(nodes.memberships(today()).await, []);
    }
}

#[tokio::test]
async fn a_delegation_shows_with_its_days_and_ends_with_the_membership_of_its_delegator() {
    for register in registers().await {
        let nodes = Nodes::settled(&register).await;
        let delegated = Delegation {
            from: HOA,
            to: LAN,
            membership: membership(2, Role::OwnerManager),
            valid_from: later(1),
            valid_to: later(3),
        };
        nodes
            .done(async |tx| delegations::insert(tx, Uuid::from_u128(5), &delegated, "", instant(1)).await.unwrap())
            .await;
        assert_eq!(nodes.memberships(today()).await, [membership(1, Role::OwnerClerk)]);
        assert_eq!(
            nodes.memberships(later(1)).await,
            [membership(1, Role::OwnerClerk), membership(2, Role::OwnerManager)]
        );
        let gone = Change { active: Some(false), ..Change::default() };
        nodes.done(async |tx| assert!(users::update(tx, HOA, 1, &gone, instant(2)).await.unwrap())).await;
        assert_eq!(
            nodes.memberships(later(1)).await,
            [membership(1, Role::OwnerClerk)],
            "a person who left delegates nothing"
        );
        let back = Change { active: Some(true), ..Change::default() };
        nodes.done(async |tx| assert!(users::update(tx, HOA, 2, &back, instant(2)).await.unwrap())).await;
        assert_eq!(nodes.memberships(later(1)).await.len(), 2);
        nodes.done(async |tx| delegations::end(tx, Uuid::from_u128(5), instant(3)).await.unwrap()).await;
        assert_eq!(nodes.memberships(later(1)).await, [membership(1, Role::OwnerClerk)]);
    }
}

#[tokio::test]
async fn a_merger_widens_the_memberships_from_its_day_on() {
    for register in registers().await {
        let nodes = Nodes::settled(&register).await;
        let basis = Basis { document: "Contract".to_owned(), number: "1".to_owned() };
        let merger = Merger { predecessor: organization(1), successor: organization(2), effective_on: later(1), basis };
        nodes.done(async |tx| assert!(organizations::end(tx, &merger, instant(1)).await.unwrap())).await;
        assert_eq!(nodes.memberships(today()).await, [membership(1, Role::OwnerClerk)]);
        let widened = nodes.seen(later(1)).await.unwrap();
        assert_eq!(widened.memberships, [membership(1, Role::OwnerClerk), membership(2, Role::OwnerClerk)]);
        assert_eq!(widened.carried_on, [organization(1)].into());
    }
}

#[tokio::test]
async fn who_is_no_longer_there_is_nobody_and_a_name_is_the_present_one() {
    for register in registers().await {
        let nodes = Nodes::settled(&register).await;
        let named = Change { name: Some("Lan Anh".to_owned()), locale: Some(Locale::En), ..Change::default() };
        nodes.done(async |tx| assert!(users::update(tx, LAN, 1, &named, instant(1)).await.unwrap())).await;
        let seen = nodes.seen(today()).await.unwrap();
        assert_eq!((seen.name.as_str(), seen.locale), ("Lan Anh", Locale::En));
        let gone = Change { active: Some(false), ..Change::default() };
        nodes.done(async |tx| assert!(users::update(tx, LAN, 2, &gone, instant(1)).await.unwrap())).await;
        assert_eq!(nodes.seen(today()).await, None);
    }
}

#[tokio::test]
async fn what_does_not_concern_memberships_makes_nobody_read_again() {
    for register in registers().await {
        let nodes = Nodes::settled(&register).await;
        let read = || nodes.nodes[0].as_of(LAN).unwrap();
        let before = read();
        nodes
            .done(async |tx| {
                // The effect of a wrong password.
                entities::users::Entity::update_many()
                    .col_expr(entities::users::Column::FailedLogins, Expr::value(1))
                    .filter(entities::users::Column::Id.eq(LAN.uuid()))
                    .exec(tx)
                    .await
                    .unwrap();
            })
            .await;
        nodes.seen(today()).await.unwrap();
        assert_eq!(read(), before);
        // An uncommitted change has no effect.
        let tx = register.store.begin().await.unwrap();
        users::membership(&tx, LAN, &[], today(), instant(1)).await.unwrap();
        drop(tx);
        assert_eq!(nodes.memberships(today()).await, [membership(1, Role::OwnerClerk)]);
        assert_eq!(read(), before);
    }
}
