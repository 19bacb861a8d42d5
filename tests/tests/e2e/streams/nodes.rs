//! Two server processes on one database, one with its clock ten minutes ahead. Writers and readers
//! use both, and some readers lose their connection repeatedly.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use api_store::Store;
use api_store::database::clock::{Clock, SystemClock};
use api_store::entities::notifications::{Column, Entity};
use chrono::TimeDelta;
use domain::access::Role;
use domain::organization::OrganizationKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tests::events::{Event, Events};
use tests::external_tools::faketime;
use tests::fixtures::{self, Person, pole, request_for, settle};
use tests::node::{Node, Plan};
use tests::test_client::TestClient;
use tests::test_db::TestDb;
use tokio::time::timeout;
use uuid::Uuid;

const OPERATORS: u128 = 4;
const POWER: u128 = 100;
const ROUNDS: usize = 8;
const TIME_LIMIT: Duration = Duration::from_mins(1);

struct Nodes {
    store: Store,
    running: [Node; 2],
    _test_db: TestDb,
}

impl Nodes {
    async fn start(test_db: TestDb, plans: [Plan; 2]) -> Self {
        let store = Store::connect(test_db.url()).await.unwrap();
        let offices = (1..=OPERATORS)
            .map(|number| (number, OrganizationKind::Operator))
            .chain([(POWER, OrganizationKind::Owner)]);
        let people: Vec<Person> = [Person::new("clerk", POWER, Role::OwnerClerk)]
            .into_iter()
            .chain((1..=OPERATORS).map(|number| Person::new(&planner(number), number, Role::OperatorPlanner)))
            .collect();
        let since = SystemClock.now() - TimeDelta::hours(1);
        settle(&store, since, &offices.collect::<Vec<_>>(), &people, &[pole(1, POWER, 8)]).await;
        let [first, second] = plans;
        Self { store, running: [first.start().await, second.start_unready().await], _test_db: test_db }
    }

    fn clients(&self) -> [TestClient; 2] {
        self.running.each_ref().map(Node::client)
    }

    /// The notices of the clerk.
    async fn notices(&self) -> BTreeSet<Uuid> {
        let mine = Entity::find().filter(Column::UserId.eq(fixtures::person(1).uuid()));
        mine.all(self.store.read()).await.unwrap().into_iter().map(|row| row.id).collect()
    }
}

fn planner(number: u128) -> String {
    format!("planner{number}")
}

/// Creates a draft. Returns its id and version.
async fn draft(client: &TestClient, who: &str) -> (String, u64) {
    let draft = client.post(who, "/sharing-requests", None, &request_for(&[pole(1, POWER, 1).id])).await;
    let draft = draft.unwrap().good();
    (draft.text("/id").to_owned(), draft.version())
}

async fn submit(client: &TestClient, who: &str, (case, version): (String, u64)) {
    client.take(who, (&case, version), "submit", &json!({})).await.unwrap().good();
}

/// Files requests one after the other. The clerk gets a notice of each.
async fn write(client: TestClient, who: String) {
    for _ in 0..ROUNDS {
        let draft = draft(&client, &who).await;
        submit(&client, &who, draft).await;
    }
}

/// Reads up to the notice of the last case. Breaks the connection after this number of events and
/// resumes at the next node.
async fn read(
    mut stream: Events,
    clients: Vec<TestClient>,
    break_after: usize,
    last: Arc<OnceLock<String>>,
) -> Vec<Event> {
    let mut read: Vec<Event> = Vec::new();
    let mut turns = clients.iter().cycle();
    let is_last = |event: &Event| {
        last.get().is_some_and(|last| event.data.pointer("/case_id").is_some_and(|case| case == last.as_str()))
    };
    while !read.last().is_some_and(is_last) {
        if !read.is_empty() && read.len().is_multiple_of(break_after) {
            let id = stream.last_id().map(str::to_owned);
            stream = Events::open(turns.next().unwrap(), "clerk", id.as_deref()).await;
        }
        // A reader that lost the last notice would wait for ever.
        let Ok(event) = timeout(TIME_LIMIT, stream.next()).await else { break };
        read.push(event.unwrap());
    }
    read
}

async fn every_notice_is_streamed_once(test_db: TestDb, plans: [Plan; 2]) {
    let nodes = Nodes::start(test_db, plans).await;
    let clients = nodes.clients();
    let last = Arc::new(OnceLock::new());
    let mut readers = Vec::new();
    for (client, break_after) in clients.iter().cycle().zip([usize::MAX, usize::MAX, 1, 2, 3, 5]) {
        // All streams are open before the first write.
        let stream = Events::open(client, "clerk", None).await;
        readers.push((break_after, tokio::spawn(read(stream, clients.to_vec(), break_after, last.clone()))));
    }
    let writers: Vec<_> = (1..=OPERATORS)
        .flat_map(|number| clients.clone().map(|client| tokio::spawn(write(client, planner(number)))))
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let [first, _] = &clients;
    let end = draft(first, "planner1").await;
    last.set(end.0.clone()).unwrap();
    submit(first, "planner1", end).await;

    let notices = nodes.notices().await;
    assert_eq!(notices.len(), 8 * ROUNDS + 1, "each filed request is told of once");
    let mut troubles = Vec::new();
    for (break_after, reader) in readers {
        let events = reader.await.unwrap();
        let reported: BTreeSet<Uuid> = events.iter().map(|event| event.notice().parse().unwrap()).collect();
        let (lost, doubled) = (notices.difference(&reported).count(), events.len() - reported.len());
        let grows = events.is_sorted_by(|one, other| one.id.parse::<i64>().ok() < other.id.parse().ok());
        if (lost, doubled, grows) != (0, 0, true) {
            troubles.push(format!(
                "broken off after {break_after}: {lost} lost, {doubled} doubled, positions grow: {grows}"
            ));
        }
    }
    assert!(troubles.is_empty(), "of {}: {troubles:#?}", notices.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_notice_of_two_nodes_is_streamed_once() {
    let Some(test_db) = TestDb::postgres("streams of two nodes") else { return };
    let plans = ["one", "two"].map(|name| Plan::new(test_db.url(), &test_db.folder(name)));
    every_notice_is_streamed_once(test_db, plans).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_notice_is_streamed_once_when_a_clock_is_ten_minutes_ahead() {
    let what = "streams of two nodes, one with a wrong clock";
    let (Some(test_db), Some(library)) = (TestDb::postgres(what), faketime(what)) else { return };
    let [right, wrong] = ["right", "wrong"].map(|name| Plan::new(test_db.url(), &test_db.folder(name)));
    let wrong = wrong.with_environment("LD_PRELOAD", library.to_str().unwrap()).with_environment("FAKETIME", "+10m");
    every_notice_is_streamed_once(test_db, [right, wrong.with_environment("DONT_FAKE_MONOTONIC", "1")]).await;
}
