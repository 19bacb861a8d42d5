//! Concurrent requests to real server processes for one position, one version, one key.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::sync::Arc;

use api_store::Store;
use api_store::database::clock::{Clock, SystemClock};
use api_store::entities::status::OccupancyStatus;
use api_store::entities::{asset_capacity, capacity_entries, occupancies, wait_list};
use chrono::TimeDelta;
use domain::access::Role;
use domain::organization::OrganizationKind;
use reqwest::{Method, StatusCode};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use tests::fixtures::{Person, pole, request_for, settle};
use tests::node::{Node, Plan};
use tests::test_client::{ChangeRequest, TestClient, TestResponse};
use tests::test_db::TestDb;
use tokio::sync::Barrier;

const RUSH: usize = 64;
const OPERATORS: u128 = 4;
const POWER: u128 = 100;

/// Server processes on one database, with an owner of one pole and some operators.
struct RacingServers {
    store: Store,
    plans: Vec<Plan>,
    nodes: Vec<Node>,
    _test_db: TestDb,
}

impl RacingServers {
    async fn open(test_db: TestDb, nodes: usize, places: u32) -> Self {
        let store = Store::connect(test_db.url()).await.unwrap();
        let offices = (1..=OPERATORS)
            .map(|number| (number, OrganizationKind::Operator))
            .chain([(POWER, OrganizationKind::Owner)]);
        let people: Vec<Person> = (1..=OPERATORS)
            .map(|number| Person::new(&format!("planner{number}"), number, Role::OperatorPlanner))
            .chain([Person::new("clerk", POWER, Role::OwnerClerk)])
            .collect();
        let since = SystemClock.now() - TimeDelta::hours(1);
        settle(&store, since, &offices.collect::<Vec<_>>(), &people, &[pole(1, POWER, places)]).await;
        let plans: Vec<Plan> = (0..nodes)
            .map(|node| {
                Plan::new(test_db.url(), &test_db.folder(&format!("node{node}")))
                    .set("database.wait_timeout_seconds", "60")
            })
            .collect();
        let mut running = Vec::new();
        for plan in &plans {
            running.push(plan.start().await);
        }
        Self { store, plans, nodes: running, _test_db: test_db }
    }

    /// A new connection to the node of this turn, already open.
    async fn client(&self, turn: usize) -> TestClient {
        let client = self.nodes.get(turn % self.nodes.len()).unwrap().client();
        client.read("clerk", "/me").await.unwrap().good();
        client
    }

    /// Files this number of requests for a position on the pole.
    async fn filed(&self, count: usize) -> Vec<(String, u64)> {
        let client = self.client(0).await;
        let mut filed = Vec::new();
        for turn in 0..count {
            let who = format!("planner{}", 1 + u128::try_from(turn).unwrap() % OPERATORS);
            let body = request_for(&[pole(1, POWER, 1).id]);
            let draft = client.post(&who, "/sharing-requests", None, &body).await.unwrap().good();
            let case = (draft.text("/id"), draft.version());
            let case = client.take(&who, case, "submit", &json!({})).await.unwrap().good();
            filed.push((case.text("/id").to_owned(), case.version()));
        }
        filed
    }

    /// Verifies the histories of all cases.
    fn verify(&self) {
        let proof = self.plans.first().unwrap().run(&["verify"]);
        assert!(proof.status.success(), "{}", String::from_utf8_lossy(&proof.stdout));
    }
}

/// Sends all requests at the same instant, each on a connection of its own.
async fn at_once<F: Future<Output = TestResponse> + Send + 'static>(
    test_app: &RacingServers,
    count: usize,
    ask: impl Fn(usize, TestClient) -> F,
) -> Vec<TestResponse> {
    let start = Arc::new(Barrier::new(count));
    let mut runners = Vec::new();
    for turn in 0..count {
        let (start, asking) = (start.clone(), ask(turn, test_app.client(turn).await));
        runners.push(tokio::spawn(async move {
            start.wait().await;
            asking.await
        }));
    }
    let mut answers = Vec::new();
    for runner in runners {
        answers.push(runner.await.unwrap());
    }
    answers
}

async fn the_last_place_goes_to_one(test_db: TestDb, nodes: usize) {
    let test_app = RacingServers::open(test_db, nodes, 1).await;
    let filed = Arc::new(test_app.filed(RUSH).await);
    let answers = at_once(&test_app, RUSH, |turn, client| {
        let filed = filed.clone();
        async move {
            let (id, version) = filed.get(turn).unwrap();
            client.take("clerk", (id, *version), "confirm_complete", &json!({})).await.unwrap()
        }
    })
    .await;

    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == StatusCode::OK);
    for loser in &lost {
        let said = (loser.status, loser.text("/rule"), loser.header("content-type"));
        assert_eq!(said, (StatusCode::CONFLICT, "route_has_room", "application/problem+json"), "{}", loser.body);
        assert_eq!(loser.text("/blockers/0"), "QN-POL-000001: attachment_position 1 wanted, 0 free");
    }
    assert_eq!(won.len(), 1, "one holds the place");
    let winner = won.first().unwrap().text("/id").to_owned();

    let ledger = asset_capacity::Entity::find().one(test_app.store.read()).await.unwrap().unwrap();
    assert_eq!((ledger.installed, ledger.reserved, ledger.active), (1, 1, 0));
    let held = occupancies::Entity::find().all(test_app.store.read()).await.unwrap();
    assert_eq!(held.iter().map(|one| one.case_id.unwrap().to_string()).collect::<Vec<_>>(), [winner.as_str()]);
    assert_eq!(entries(&test_app, "reserve").await, 1, "one entry, of the one move");
    let waiting = wait_list::Entity::find().all(test_app.store.read()).await.unwrap();
    let waiting: BTreeSet<String> = waiting.iter().map(|row| row.case_id.to_string()).collect();
    let lost: BTreeSet<String> = filed.iter().map(|(id, _)| id.clone()).filter(|id| *id != winner).collect();
    assert_eq!(waiting, lost, "everybody else is on the wait list, once");
    test_app.verify();

    // When the winner withdraws, exactly one of the waiting cases gets the position.
    let client = test_app.client(1).await;
    let planner = planner_of(&client, &winner).await;
    let case = client.read("clerk", &format!("/cases/{winner}")).await.unwrap().good();
    let gone = client.take(&planner, (&winner, case.version()), "withdraw", &json!({})).await.unwrap();
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.body);
    let ledger = asset_capacity::Entity::find().one(test_app.store.read()).await.unwrap().unwrap();
    assert_eq!((ledger.reserved, ledger.active), (1, 0));
    let held = occupancies::Entity::find().all(test_app.store.read()).await.unwrap();
    let reserved: Vec<_> = held.iter().filter(|one| one.status == OccupancyStatus::Reserved).collect();
    assert_eq!(reserved.len(), 1);
    let next = reserved.first().unwrap().case_id.unwrap().to_string();
    assert!(lost.contains(&next));
    // The next applicant does not learn whose withdrawal freed the position.
    let trail = client.read(&planner_of(&client, &next).await, &format!("/cases/{next}/history")).await.unwrap().good();
    let last = trail.body.pointer("/items").and_then(Value::as_array).and_then(|steps| steps.last()).unwrap();
    assert_eq!((last["action"].as_str(), last["actor_name"].as_str()), (Some("promote"), Some("hatang")));
    test_app.verify();
}

async fn planner_of(client: &TestClient, case: &str) -> String {
    let case = client.read("clerk", &format!("/cases/{case}")).await.unwrap().good();
    let applicant: uuid::Uuid = case.text("/applicant/id").parse().unwrap();
    format!("planner{}", applicant.as_u128())
}

async fn entries(test_app: &RacingServers, kind: &str) -> usize {
    let all = capacity_entries::Entity::find().all(test_app.store.read()).await.unwrap();
    all.iter().filter(|entry| entry.kind == kind).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_place_goes_to_one_of_64_on_two_nodes_with_postgres() {
    let Some(test_db) = TestDb::postgres("the last place, two nodes") else { return };
    the_last_place_goes_to_one(test_db, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_place_goes_to_one_of_64_with_sqlite() {
    the_last_place_goes_to_one(TestDb::sqlite().await, 1).await;
}

/// The same key sixteen times at once gives one change and sixteen equal answers.
async fn one_key_is_one_change(test_db: TestDb, nodes: usize) {
    let test_app = RacingServers::open(test_db, nodes, 8).await;
    let drafts = at_once(&test_app, 16, |_, client| async move {
        let wish = ChangeRequest { version: None, key: Some("draft-1") };
        let body = request_for(&[pole(1, POWER, 1).id]);
        client.send("planner1", Method::POST, "/sharing-requests", wish, &body).await.unwrap()
    })
    .await;
    let first = same(&drafts, StatusCode::CREATED);
    let listed = test_app.client(0).await.read("planner1", "/cases").await.unwrap().good();
    assert_eq!(listed.body.pointer("/items").and_then(Value::as_array).map(Vec::len), Some(1));

    let id = first.text("/id").to_owned();
    let path = Arc::new(format!("/cases/{id}/actions/submit"));
    let filings = at_once(&test_app, 16, |_, client| {
        let path = path.clone();
        async move {
            let wish = ChangeRequest { version: Some(1), key: Some("file-1") };
            client.send("planner1", Method::POST, &path, wish, &json!({})).await.unwrap()
        }
    })
    .await;
    let filed = same(&filings, StatusCode::OK);
    assert_eq!(filed.text("/state"), "submitted");
    let trail = test_app.client(1).await.read("clerk", &format!("/cases/{id}/history")).await.unwrap().good();
    let steps: Vec<&str> = trail
        .body
        .pointer("/items")
        .and_then(Value::as_array)
        .unwrap()
        .iter()
        .filter_map(|step| step["action"].as_str())
        .collect();
    assert_eq!(steps.iter().filter(|step| **step == "submit").count(), 1, "{steps:?}");

    // The same key with another request is refused, and another person's key is independent.
    let client = test_app.client(0).await;
    let wish = || ChangeRequest { version: None, key: Some("draft-1") };
    let other = json!({"title": "Tuyến khác", "elements": []});
    let misused = client.send("planner1", Method::POST, "/sharing-requests", wish(), &other).await.unwrap();
    assert_eq!((misused.status, misused.text("/rule")), (StatusCode::CONFLICT, "idempotency_key_reused"));
    let body = request_for(&[pole(1, POWER, 1).id]);
    let stranger = client.send("planner2", Method::POST, "/sharing-requests", wish(), &body).await.unwrap().good();
    assert_ne!(stranger.text("/id"), id);
    // The answer is still that of the draft, although the case has advanced.
    let again = client.send("planner1", Method::POST, "/sharing-requests", wish(), &body).await.unwrap();
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("etag"), first.header("etag"));
    test_app.verify();
}

fn same(answers: &[TestResponse], status: StatusCode) -> TestResponse {
    let first = answers.first().unwrap();
    for answer in answers {
        assert_eq!(answer.status, status, "{}", answer.body);
        assert_eq!(answer.body, first.body);
        assert_eq!(answer.header("etag"), first.header("etag"));
    }
    first.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_is_one_change_on_two_nodes_with_postgres() {
    let Some(test_db) = TestDb::postgres("one key, two nodes") else { return };
    one_key_is_one_change(test_db, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_is_one_change_with_sqlite() {
    one_key_is_one_change(TestDb::sqlite().await, 1).await;
}

/// Of several writers with the same version, one succeeds, and the others get the answer that their
/// version is stale.
async fn one_version_is_written_once(test_db: TestDb, nodes: usize) {
    let test_app = RacingServers::open(test_db, nodes, 8).await;
    let client = test_app.client(0).await;
    let body = request_for(&[pole(1, POWER, 1).id]);
    for round in 0..8 {
        let draft = client.post("planner1", "/sharing-requests", None, &body).await.unwrap().good();
        let path = Arc::new(format!("/sharing-requests/{}", draft.text("/id")));
        let answers = at_once(&test_app, 2, |turn, client| {
            let path = path.clone();
            async move {
                let wish = ChangeRequest { version: Some(1), key: None };
                let title = json!({"title": format!("Tuyến {turn}")});
                client.send("planner1", Method::PATCH, &path, wish, &title).await.unwrap()
            }
        })
        .await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "round {round}");
        let winner = answers.iter().find(|answer| answer.status == StatusCode::OK).unwrap();
        let stored = client.read("planner1", &format!("/cases/{}", draft.text("/id"))).await.unwrap().good();
        assert_eq!((stored.version(), stored.text("/title")), (2, winner.text("/title")));
    }
    // The same holds for the register, which the owner changes.
    let asset = format!("/assets/{}", pole(1, POWER, 1).id);
    let version = client.read("clerk", &asset).await.unwrap().good().version();
    let asset = Arc::new(asset);
    let answers = at_once(&test_app, 2, |turn, client| {
        let asset = asset.clone();
        async move {
            let wish = ChangeRequest { version: Some(version), key: None };
            let body = json!({"address": format!("Số {turn}"), "reason": "đo lại"});
            client.send("clerk", Method::PATCH, &asset, wish, &body).await.unwrap()
        }
    })
    .await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412], "{:?}", answers.iter().map(|answer| &answer.body).collect::<Vec<_>>());
    test_app.verify();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_version_is_written_once_on_two_nodes_with_postgres() {
    let Some(test_db) = TestDb::postgres("one version, two nodes") else { return };
    one_version_is_written_once(test_db, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_version_is_written_once_with_sqlite() {
    one_version_is_written_once(TestDb::sqlite().await, 1).await;
}
