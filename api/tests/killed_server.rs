//! The real `hatang serve`, shot (SIGKILL) at any moment while people file requests: all of a change or nothing of it, every trail
//! whole, and every letter that was committed still leaves.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
#![expect(clippy::disallowed_methods, reason = "the server lives by the clock on the wall, and so do its people")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use api::cases::verify;
use api::clock::SystemClock;
use api::config::Config;
use api::house::House;
use api::people::login::token_hash;
use api::store::assets::{self, Hand};
use api::store::ledger::Mover;
use api::store::outbox::{Wanted, list};
use api::store::rows::{audit, case_history};
use api::store::users::{self, NewUser};
use api::store::{organizations, sessions};
use chrono::{NaiveDate, TimeDelta, Utc};
use domain::access::{Role, Seat};
use domain::ids::{AssetId, OrganizationId, UserId};
use domain::organisation::OrganizationKind;
use domain::place::Shape;
use domain::registry::asset::{Asset, Confidence, Lifecycle, Room, Visibility};
use domain::registry::kind::UnitNature;
use domain::registry::owners::Share;
use domain::text::Locale;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

const PLANNER: &str = "planner";
const KILLS: u64 = 8;

fn office(number: u128) -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(number))
}

async fn open(data: &Path) -> House {
    let config = Config::with(&[("data.dir", data.to_str().unwrap())]).unwrap();
    let house = House::open(config, Arc::new(SystemClock)).await.unwrap();
    house.store.migrate().await.unwrap();
    house
}

/// An operator, an owner with one pole, a person in each.
async fn settle(house: &House) {
    let (now, today) = (Utc::now() - TimeDelta::hours(1), NaiveDate::from_ymd_opt(2023, 1, 1).unwrap());
    let tx = house.store.begin().await.unwrap();
    for (number, kind) in [(1, OrganizationKind::Operator), (2, OrganizationKind::Owner)] {
        let written = organizations::Written {
            name_vi: format!("Tổ chức {number}"),
            name_en: None,
            email: None,
            locale: Locale::Vi,
        };
        organizations::insert(&tx, office(number), kind, &written, today, now).await.unwrap();
    }
    for (number, login, role) in [(1, PLANNER, Role::OperatorPlanner), (2, "clerk", Role::OwnerClerk)] {
        let id = UserId::new(Uuid::from_u128(100 + number));
        let new = NewUser {
            id,
            email: format!("{login}@x.example"),
            name: login.to_owned(),
            locale: Locale::Vi,
            password_hash: String::new(),
        };
        users::insert(&tx, new, now).await.unwrap();
        users::seat(&tx, id, &[Seat { organization: office(number), role }], today, now).await.unwrap();
        let span = (now, now + TimeDelta::days(100));
        sessions::open(&tx, Uuid::from_u128(200 + number), id.uuid(), &token_hash(login), span).await.unwrap();
    }
    let room = Room { nature: UnitNature::Slot, installed: 4, own_use: 0, blocked: 0, policy_reserve: 0 };
    let pole = Asset {
        id: AssetId::new(Uuid::from_u128(77)),
        code: "QN-POL-000077".to_owned(),
        kind: "pole".to_owned(),
        owners: vec![Share { organization: office(2), basis_points: 10_000, answers: true }],
        shape: Shape::point(107.08, 20.95).unwrap(),
        area: None,
        area_is_nearest: false,
        address: None,
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
        capacity: BTreeMap::from([("attachment_position".to_owned(), room)]),
        version: 1,
    };
    let mover = Mover { at: now, by: None, reason: None };
    assets::insert(&tx, &[pole], Hand { mover, name: None, organization: None, today, import: None }).await.unwrap();
    house.store.commit(tx).await.unwrap();
}

fn serve(data: &Path, port: u16) -> Child {
    Command::new(env!("CARGO_BIN_EXE_hatang"))
        .arg("serve")
        .env("HATANG__DATA__DIR", data)
        .env("HATANG__SERVER__LISTEN", format!("127.0.0.1:{port}"))
        .env("HATANG__LOG__LEVEL", "error")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

async fn answers(port: u16) {
    let up = async {
        while reqwest::get(format!("http://127.0.0.1:{port}/readyz")).await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), up).await.unwrap();
}

/// Files requests until the server is gone.
async fn file_requests(port: u16) {
    let client = reqwest::Client::new();
    let post = |path: String, version: i64, body: Value| {
        let ask = client.post(format!("http://127.0.0.1:{port}/api/v1{path}")).bearer_auth(PLANNER).json(&body);
        async move { ask.header("If-Match", format!("\"{version}\"")).send().await?.json::<Value>().await }
    };
    let element = json!({"asset_id": Uuid::from_u128(77), "units": [{"unit": "attachment_position", "quantity": 1}]});
    loop {
        let draft = json!({"title": "Tuyến", "elements": [element]});
        let Ok(case) = post("/sharing-requests".to_owned(), 0, draft).await else { return };
        let (Some(id), Some(version)) = (case["id"].as_str(), case["version"].as_i64()) else { panic!("{case}") };
        if post(format!("/cases/{id}/actions/submit"), version, json!({})).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn a_killed_server_leaves_all_or_nothing_and_every_letter_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let house = open(folder.path()).await;
    settle(&house).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for kill in 0..KILLS {
        let mut server = serve(folder.path(), port);
        answers(port).await;
        let people = [tokio::spawn(file_requests(port)), tokio::spawn(file_requests(port))];
        tokio::time::sleep(Duration::from_millis(150 + kill * 61 % 170)).await;
        server.kill().unwrap();
        server.wait().unwrap();
        for person in people {
            person.await.unwrap();
        }
    }

    let proof = verify::all(&house, |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
    let trail = case_history::Entity::find().all(house.store.read()).await.unwrap();
    let filed: BTreeSet<Uuid> =
        trail.iter().filter(|entry| entry.action == "submit").map(|entry| entry.case_id).collect();
    assert!(filed.len() > 10, "people got on: {}", filed.len());
    let audited = audit::Entity::find().all(house.store.read()).await.unwrap();
    assert_eq!(audited.len(), trail.len(), "each accepted command has its entry and its audit");
    let everything = Wanted { limit: 100_000, ..Wanted::default() };
    let mut told: BTreeMap<Uuid, usize> = BTreeMap::new();
    for letter in list(house.store.read(), &everything).await.unwrap() {
        *told.entry(letter.case_id.unwrap()).or_default() += 1;
    }
    assert_eq!(
        told.keys().copied().collect::<BTreeSet<_>>(),
        filed,
        "letters for what was filed, and for nothing else"
    );
    assert!(told.values().all(|letters| *letters == 2), "one for the applicant, one for the owner, once: {told:?}");

    // Leases of the dead run out by the clock on the wall; the heir need not wait for it here.
    let heir = api::server::post_room(&house, "heir").unwrap();
    let later = || Utc::now() + TimeDelta::hours(1);
    while api::post::deliver::run_once(&house.store, &heir, later, Uuid::now_v7).await.unwrap()
        == api::background::supervisor::Ran::Worked
    {}
    let letters = list(house.store.read(), &everything).await.unwrap();
    assert!(letters.iter().all(|letter| letter.status == "sent"));
    let files: BTreeSet<String> = std::fs::read_dir(folder.path().join("mail"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".eml"))
        .collect();
    assert_eq!(files, letters.iter().map(|letter| format!("{}.eml", letter.id)).collect());
}
