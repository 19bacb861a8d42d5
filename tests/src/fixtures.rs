//! The smallest fixtures with working people: organisations, logged-in persons, poles, written
//! directly into a store. Everybody's token is the login. Organisations and assets are numbers.

use std::collections::BTreeMap;

use api_app::people::login::token_hash;
use api_store::assets::ledger::LedgerAuthor;
use api_store::assets::{self, VersionAuthor};
use api_store::people::users::{self, NewUser};
use api_store::{
    Store, Tx,
    people::{
        organizations,
        sessions::{self, NewSession},
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::access::{Membership, Role};
use domain::ids::{AssetId, OrganizationId, UserId};
use domain::organization::OrganizationKind;
use domain::place::Shape;
use domain::registry::asset::{Asset, Confidence, Lifecycle, UnitCapacity, Visibility};
use domain::registry::kind::UnitNature;
use domain::registry::owners::Share;
use domain::text::Locale;
use serde_json::{Value, json};
use uuid::Uuid;

/// The unit of a pole.
pub const POSITION: &str = "attachment_position";

/// The id of an organisation.
#[must_use]
pub fn office(number: u128) -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(number))
}

/// A day before all other data.
///
/// # Panics
/// Never.
#[must_use]
pub fn long_ago() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 1, 1).expect("a day")
}

/// A person with a valid token.
#[derive(Debug, Clone)]
pub struct Person {
    /// The login, which is also the token.
    pub login: String,
    /// The person's memberships: organisation and role.
    pub memberships: Vec<(u128, Role)>,
}

impl Person {
    /// A person with one membership.
    #[must_use]
    pub fn new(login: &str, office: u128, role: Role) -> Self {
        Self { login: login.to_owned(), memberships: vec![(office, role)] }
    }
}

/// The id of the person at this position in the list of people, from 1.
#[must_use]
pub fn person(place: u128) -> UserId {
    UserId::new(Uuid::from_u128(0xa_0000 + place))
}

/// The operator, the owner and the administrator of [`settle_three`].
pub const OPERATOR: u128 = 1;
pub const OWNER: u128 = 2;
pub const OFFICE: u128 = 3;

/// Inserts an operator with a planner, an owner with a clerk and a pole of four positions, and an
/// administrator into an empty store.
///
/// # Panics
/// When the store rejects the data.
pub async fn settle_three(store: &Store, now: DateTime<Utc>) {
    let offices = [
        (OPERATOR, OrganizationKind::Operator),
        (OWNER, OrganizationKind::Owner),
        (OFFICE, OrganizationKind::Administrator),
    ];
    let people = [
        Person::new("planner", OPERATOR, Role::OperatorPlanner),
        Person::new("clerk", OWNER, Role::OwnerClerk),
        Person::new("admin", OFFICE, Role::Admin),
    ];
    settle(store, now, &offices, &people, &[pole(1, OWNER, 4)]).await;
}

/// Inserts organisations, people and assets into an empty store.
///
/// # Panics
/// When the store rejects the data.
pub async fn settle(
    store: &Store,
    now: DateTime<Utc>,
    offices: &[(u128, OrganizationKind)],
    people: &[Person],
    register: &[Asset],
) {
    let named: Vec<_> = offices.iter().map(|(number, kind)| (*number, *kind, format!("Cơ quan {number}"))).collect();
    settle_named(store, now, &named, people, register).await;
}

/// Like [`settle`], with named organisations.
///
/// # Panics
/// When the store rejects the data.
pub async fn settle_named(
    store: &Store,
    now: DateTime<Utc>,
    offices: &[(u128, OrganizationKind, String)],
    people: &[Person],
    register: &[Asset],
) {
    let tx = store.begin().await.expect("a transaction");
    for (number, kind, name) in offices {
        let written = organizations::Written { name_vi: name.clone(), name_en: None, email: None, locale: Locale::Vi };
        organizations::insert(&tx, office(*number), *kind, &written, long_ago(), now).await.expect("an office");
    }
    for (place, person) in (1_u128..).zip(people) {
        let id = self::person(place);
        // A login with its organisation, `planner@vnpt`, is the front of an address.
        let domain = if person.login.contains('@') { ".example" } else { "@hatang.example" };
        let new = NewUser {
            id,
            email: format!("{}{domain}", person.login),
            name: person.login.clone(),
            locale: Locale::Vi,
            password_hash: String::new(),
        };
        users::insert(&tx, new, now).await.expect("a person");
        let memberships: Vec<Membership> = person
            .memberships
            .iter()
            .map(|(number, role)| Membership { organization: office(*number), role: *role })
            .collect();
        users::membership(&tx, id, &memberships, long_ago(), now).await.expect("a membership");
    }
    log_in(&tx, now, people).await;
    if !register.is_empty() {
        let mover = LedgerAuthor { at: now, by: None, reason: None };
        let hand = VersionAuthor { mover, name: None, organization: None, today: long_ago(), import: None };
        assets::insert(&tx, register, hand).await.expect("the register");
    }
    store.commit(tx).await.expect("all of it");
}

/// Logs all people in.
///
/// # Panics
/// When the store rejects the data.
pub async fn log_in(tx: &Tx, now: DateTime<Utc>, people: &[Person]) {
    for (place, person) in (1_u128..).zip(people) {
        let span = (now, now + TimeDelta::days(2_000));
        let token = token_hash(&person.login);
        let user = self::person(place).uuid();
        let id = Uuid::from_u128(0xb_0000 + place);
        let session = NewSession { id, user, token_hash: &token, user_agent: None };
        sessions::open(tx, session, span).await.expect("a session");
    }
}

/// A pole of an organisation with this number of positions, all free.
///
/// # Panics
/// Never.
#[must_use]
pub fn pole(number: u128, owner: u128, places: u32) -> Asset {
    let capacity =
        UnitCapacity { nature: UnitNature::Slot, installed: places, own_use: 0, blocked: 0, policy_reserve: 0 };
    let offset = u32::try_from(number % 1_000).map_or(0.0, f64::from) * 0.000_1;
    Asset {
        id: AssetId::new(Uuid::from_u128(0xc_0000 + number)),
        code: format!("QN-POL-{number:06}"),
        kind: "pole".to_owned(),
        owners: vec![Share { organization: office(owner), basis_points: 10_000, answers: true }],
        shape: Shape::point(107.05 + offset, 20.95).expect("a place"),
        area: None,
        area_is_nearest: false,
        address: Some("Trần Hưng Đạo".to_owned()),
        attributes: serde_json::Map::new(),
        lifecycle: Lifecycle::InService,
        decommission_on: None,
        visibility: Visibility::Operators,
        critical: false,
        shareable: true,
        not_shareable_reason: None,
        source: None,
        observed_on: None,
        confidence: Confidence::B,
        capacity: BTreeMap::from([(POSITION.to_owned(), capacity)]),
        version: 1,
    }
}

/// The request body of a draft that asks for one position on each asset.
#[must_use]
pub fn request_for(assets: &[AssetId]) -> Value {
    let elements: Vec<Value> =
        assets.iter().map(|id| json!({"asset_id": id, "units": [{"unit": POSITION, "quantity": 1}]})).collect();
    json!({"title": "Tuyến cáp Trần Hưng Đạo", "purpose": "FTTH", "elements": elements})
}
