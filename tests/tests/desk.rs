//! What lies on people's desks, over HTTP: tasks, papers, messages, the inbox and the post room's book.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::Arc;

use api::clock::MovableClock;
use api::config::Config;
use api::house::House;
use api::people::login::token_hash;
use api::server::serve_on;
use api::store::assets::{self, Hand};
use api::store::ledger::Mover;
use api::store::users::{self, NewUser};
use api::store::{organizations, sessions};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::access::{Role, Seat};
use domain::ids::{AssetId, OrganizationId, UserId};
use domain::organisation::OrganizationKind;
use domain::place::Shape;
use domain::registry::asset::{Asset, Confidence, Lifecycle, Room, Visibility};
use domain::registry::kind::UnitNature;
use domain::registry::owners::Share;
use domain::text::Locale;
use poem::listener::{Acceptor, Listener, TcpListener};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

const VNPT: u128 = 1;
const POWER: u128 = 2;
const VIETTEL: u128 = 3;
const REGULATOR: u128 = 4;

/// A house with four offices, one pole, and people who are logged in.
struct Town {
    folder: tempfile::TempDir,
    house: House,
    base: String,
    _stop: tokio::sync::oneshot::Sender<()>,
}

fn office(number: u128) -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(number))
}

impl Town {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::with(&[("data.dir", folder.path().to_str().unwrap())]).unwrap();
        let clock = MovableClock::at(DateTime::parse_from_rfc3339("2023-10-02T02:00:00Z").unwrap().to_utc());
        let house = House::open(config, Arc::new(clock)).await.unwrap();
        house.store.migrate().await.unwrap();
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let port = acceptor.local_addr()[0].as_socket_addr().unwrap().port();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let served = serve_on(house.clone(), acceptor, async move { stopped.await.unwrap_or_default() });
        tokio::spawn(async move { served.await.unwrap() });
        let town = Self { folder, house, base: format!("http://127.0.0.1:{port}/api/v1"), _stop: stop };
        town.settle().await;
        town
    }

    fn now(&self) -> DateTime<Utc> {
        self.house.clock.now()
    }

    async fn settle(&self) {
        let (now, today) = (self.now(), NaiveDate::from_ymd_opt(2023, 1, 1).unwrap());
        let tx = self.house.store.begin().await.unwrap();
        let offices = [
            (VNPT, OrganizationKind::Operator, "VNPT Quảng Ninh"),
            (POWER, OrganizationKind::Owner, "Điện lực Quảng Ninh"),
            (VIETTEL, OrganizationKind::Operator, "Viettel Quảng Ninh"),
            (REGULATOR, OrganizationKind::Regulator, "Sở Thông tin và Truyền thông"),
        ];
        for (number, kind, name) in offices {
            let written =
                organizations::Written { name_vi: name.to_owned(), name_en: None, email: None, locale: Locale::Vi };
            organizations::insert(&tx, office(number), kind, &written, today, now).await.unwrap();
        }
        let people = [
            ("planner@vnpt", VNPT, Role::OperatorPlanner),
            ("manager@vnpt", VNPT, Role::OperatorManager),
            ("clerk@power", POWER, Role::OwnerClerk),
            ("second@power", POWER, Role::OwnerClerk),
            ("boss@power", POWER, Role::OwnerManager),
            ("planner@viettel", VIETTEL, Role::OperatorPlanner),
            ("lead@sotttt", REGULATOR, Role::RegulatorLead),
            ("admin@hatang", REGULATOR, Role::Admin),
        ];
        for (place, (login, number, role)) in (1_u128..).zip(people) {
            let id = UserId::new(Uuid::from_u128(1_000 + place));
            let new = NewUser {
                id,
                email: format!("{login}.example"),
                name: login.to_owned(),
                locale: Locale::Vi,
                password_hash: String::new(),
            };
            users::insert(&tx, new, now).await.unwrap();
            users::seat(&tx, id, &[Seat { organization: office(number), role }], today, now).await.unwrap();
            let span = (now, now + TimeDelta::days(100));
            sessions::open(&tx, Uuid::from_u128(2_000 + place), id.uuid(), &token_hash(login), span).await.unwrap();
        }
        let mover = Mover { at: now, by: None, reason: None };
        let hand = Hand { mover, name: None, organization: None, today, import: None };
        assets::insert(&tx, &[pole()], hand).await.unwrap();
        self.house.store.commit(tx).await.unwrap();
    }

    fn ask(&self, who: &str, method: Method, path: &str) -> RequestBuilder {
        reqwest::Client::new().request(method, format!("{}{path}", self.base)).bearer_auth(who)
    }

    async fn get(&self, who: &str, path: &str) -> Value {
        let answer = self.ask(who, Method::GET, path).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {} {}", answer.status(), answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    async fn post(&self, who: &str, path: &str, if_match: Option<i64>, body: &Value) -> Response {
        let ask = self.ask(who, Method::POST, path).json(body);
        let ask = if_match.into_iter().fold(ask, |ask, version| ask.header("If-Match", format!("\"{version}\"")));
        ask.send().await.unwrap()
    }

    /// A request of VNPT for a place on the power company's pole, filed.
    async fn filed(&self) -> String {
        let body = json!({
            "title": "Tuyến cáp Trần Hưng Đạo", "purpose": "FTTH",
            "elements": [{"asset_id": pole().id, "units": [{"unit": "attachment_position", "quantity": 1}]}],
        });
        let opened = self.post("planner@vnpt", "/sharing-requests", None, &body).await;
        let (status, case) = (opened.status(), opened.json::<Value>().await.unwrap());
        assert_eq!(status, StatusCode::CREATED, "{case}");
        let id = case["id"].as_str().unwrap().to_owned();
        let filed = self
            .post("planner@vnpt", &format!("/cases/{id}/actions/submit"), case["version"].as_i64(), &json!({}))
            .await;
        assert_eq!(filed.status(), StatusCode::OK, "{}", filed.text().await.unwrap());
        id
    }
}

fn pole() -> Asset {
    let room = Room { nature: UnitNature::Slot, installed: 4, own_use: 1, blocked: 0, policy_reserve: 0 };
    Asset {
        id: AssetId::new(Uuid::from_u128(77)),
        code: "QN-POL-000077".to_owned(),
        kind: "pole".to_owned(),
        owners: vec![Share { organization: office(POWER), basis_points: 10_000, answers: true }],
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
    }
}

#[tokio::test]
async fn a_filed_request_lies_on_the_owners_desk_and_one_clerk_takes_it() {
    let town = Town::open().await;
    let case = town.filed().await;
    let queue = town.get("clerk@power", "/tasks").await;
    let task = &queue["items"][0];
    assert_eq!((task["kind"].as_str(), task["case"]["id"].as_str()), (Some("turn"), Some(case.as_str())));
    assert!(town.get("planner@viettel", "/tasks").await["items"].as_array().unwrap().is_empty());
    let (id, version) = (task["id"].as_str().unwrap(), task["version"].as_i64());
    let claim = format!("/tasks/{id}/claim");
    assert_eq!(town.post("clerk@power", &claim, None, &json!({})).await.status(), StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(town.post("planner@viettel", &claim, version, &json!({})).await.status(), StatusCode::NOT_FOUND);
    let taken: Value = town.post("clerk@power", &claim, version, &json!({})).await.json().await.unwrap();
    assert_eq!(
        (taken["status"].as_str(), taken["claimed_by"]["name"].as_str()),
        (Some("claimed"), Some("clerk@power"))
    );
    assert_eq!(town.post("second@power", &claim, version, &json!({})).await.status(), StatusCode::PRECONDITION_FAILED);
    let late = town.post("second@power", &claim, taken["version"].as_i64(), &json!({})).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    assert_eq!(late.json::<Value>().await.unwrap()["rule"], "task_is_claimed");

    let second = json!({"user_id": Uuid::from_u128(1_004)});
    let pass = format!("/tasks/{id}/reassign");
    let version = taken["version"].as_i64();
    assert_eq!(
        town.post("clerk@power", &pass, version, &second).await.status(),
        StatusCode::FORBIDDEN,
        "only a lead passes on"
    );
    let stranger = json!({"user_id": Uuid::from_u128(1_001)});
    assert_eq!(town.post("boss@power", &pass, version, &stranger).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let passed: Value = town.post("boss@power", &pass, version, &second).await.json().await.unwrap();
    assert_eq!(passed["claimed_by"]["name"], "second@power");
    assert_eq!(town.get("second@power", "/tasks?mine=true").await["items"].as_array().unwrap().len(), 1);
    let back: Value = town
        .post("second@power", &format!("/tasks/{id}/release"), passed["version"].as_i64(), &json!({}))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!((back["status"].as_str(), back["claimed_by"].is_null()), (Some("open"), true));
}

#[tokio::test]
async fn papers_are_kept_in_versions_and_fetched_by_those_who_may() {
    let town = Town::open().await;
    let case = town.filed().await;
    let put = |who: &str, name: &str, bytes: &'static [u8]| {
        let path = format!("/cases/{case}/documents?kind=route_plan&name={name}");
        town.ask(who, Method::POST, &path).header("Content-Type", "application/octet-stream").body(bytes).send()
    };
    let first: Value = put("planner@vnpt", "tuyen.pdf", b"%PDF-1.7 first").await.unwrap().json().await.unwrap();
    let second: Value = put("planner@vnpt", "tuyen.pdf", b"%PDF-1.7 second").await.unwrap().json().await.unwrap();
    assert_eq!((&first["version"], &second["version"]), (&json!(1), &json!(2)), "{first} {second}");
    assert_eq!(
        put("planner@vnpt", "virus.pdf", b"MZ\x90\0\x03").await.unwrap().status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(put("planner@viettel", "x.pdf", b"%PDF-1.7").await.unwrap().status(), StatusCode::NOT_FOUND);
    let unknown = town.ask("planner@vnpt", Method::POST, &format!("/cases/{case}/documents?kind=poem&name=x.pdf"));
    let unknown = unknown.header("Content-Type", "application/pdf").body("%PDF-1.7 x").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let listed = town.get("clerk@power", &format!("/cases/{case}/documents")).await;
    let newest: Vec<bool> =
        listed["items"].as_array().unwrap().iter().map(|item| item["newest"].as_bool().unwrap()).collect();
    assert_eq!(newest, [false, true]);
    assert!(listed["set_sha256"].is_string());

    let path = format!("/cases/{case}/documents/{}", first["id"].as_str().unwrap());
    let whole = town.ask("clerk@power", Method::GET, &path).send().await.unwrap();
    assert_eq!(whole.headers()["content-type"], "application/pdf");
    let etag = whole.headers()["etag"].clone();
    assert_eq!(whole.bytes().await.unwrap().as_ref(), b"%PDF-1.7 first");
    let part = town.ask("clerk@power", Method::GET, &path).header("Range", "bytes=9-13").send().await.unwrap();
    assert_eq!(
        (part.status(), part.headers()["content-range"].to_str().unwrap()),
        (StatusCode::PARTIAL_CONTENT, "bytes 9-13/14")
    );
    assert_eq!(part.bytes().await.unwrap().as_ref(), b"first");
    let known = town.ask("clerk@power", Method::GET, &path).header("If-None-Match", etag).send().await.unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    let outside = town.ask("clerk@power", Method::GET, &path).header("Range", "bytes=99-").send().await.unwrap();
    assert_eq!(outside.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(town.ask("planner@viettel", Method::GET, &path).send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn parties_talk_and_an_office_talks_to_itself() {
    let town = Town::open().await;
    let case = town.filed().await;
    let path = format!("/cases/{case}/messages");
    let say = |who: &'static str, body: &'static str, audience: &'static str| {
        let (town, path) = (&town, &path);
        async move { town.post(who, path, None, &json!({"body": body, "audience": audience})).await.status() }
    };
    assert_eq!(say("clerk@power", "Cột này sắp thay.", "parties").await, StatusCode::CREATED);
    assert_eq!(say("clerk@power", "Hỏi lại tổ vận hành.", "internal").await, StatusCode::CREATED);
    assert_eq!(say("planner@viettel", "?", "parties").await, StatusCode::NOT_FOUND);
    assert_eq!(say("clerk@power", "  ", "parties").await, StatusCode::UNPROCESSABLE_ENTITY);
    let heard = |list: Value| list["items"].as_array().unwrap().len();
    assert_eq!(heard(town.get("boss@power", &path).await), 2);
    assert_eq!(heard(town.get("planner@vnpt", &path).await), 1);
}

#[tokio::test]
async fn both_sides_are_told_and_the_letters_lie_in_the_folder() {
    let town = Town::open().await;
    town.filed().await;
    let inbox = town.get("clerk@power", "/notifications?unread=true").await;
    assert_eq!((&inbox["unread"], &inbox["items"][0]["letter"]), (&json!(1), &json!("sharing.submitted")));
    assert!(inbox["items"][0]["title"].as_str().unwrap().contains("SR-2023-000001"), "{inbox}");
    let read = format!("/notifications/{}/read", inbox["items"][0]["id"].as_str().unwrap());
    assert_eq!(town.post("planner@vnpt", &read, None, &json!({})).await.status(), StatusCode::NOT_FOUND, "not theirs");
    let noted: Value = town.post("clerk@power", &read, None, &json!({})).await.json().await.unwrap();
    assert!(noted["read_at"].is_string());
    assert_eq!(town.get("clerk@power", "/notifications?unread=true").await["unread"], 0);

    let sent = async {
        loop {
            let book = town.get("admin@hatang", "/outbox").await;
            let letters = book["items"].as_array().unwrap().clone();
            if letters.iter().all(|letter| letter["status"] == "sent") {
                break letters;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let letters = tokio::time::timeout(std::time::Duration::from_secs(20), sent).await.unwrap();
    assert_eq!(letters.len(), 5, "two for the applicant, three for the owner");
    assert_eq!(std::fs::read_dir(town.folder.path().join("mail")).unwrap().count(), 5);
    assert!(
        letters.iter().all(|letter| letter["text"].as_str().is_some_and(|text| text.contains("http://"))),
        "{letters:?}"
    );
    let alive = format!("/outbox/{}/retry", letters[0]["id"].as_str().unwrap());
    assert_eq!(town.post("admin@hatang", &alive, None, &json!({})).await.status(), StatusCode::CONFLICT);
    assert_eq!(town.ask("clerk@power", Method::GET, "/outbox").send().await.unwrap().status(), StatusCode::FORBIDDEN);
}
