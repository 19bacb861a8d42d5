//! The database of a node fails over to an asynchronous standby that lacks the last changes.
//! Version numbers are reached a second time, with other content, so the node must not use its
//! caches under such a number (principals, tiles, pages, calendars).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::time::{Duration, Instant};

use api_store::areas::calendar_changes::{self, Proposal};
use api_store::database::clock::{Clock, SystemClock};
use api_store::entities::status::CalendarChangeStatus;
use api_store::{Store, people::users};
use chrono::{NaiveDate, TimeDelta};
use domain::access::{Membership, Role};
use domain::organization::OrganizationKind;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;
use serde_json::Value;
use tests::fixtures::{self, Person, long_ago, office, pole, settle};
use tests::node::Plan;
use tests::postgres::{self, Pair, ServerRole};
use tests::switch::Switch;
use tests::test_client::{TestClient, answered};

const OPERATOR: u128 = 1;
const DATABASE: &str = "hatang";
/// The longest wait for a condition.
const TIME_LIMIT: Duration = Duration::from_mins(2);

/// The content of a change, one value for each cache of a node.
struct Content {
    role: Role,
    code: &'static str,
    day: NaiveDate,
}

fn day(of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, of_month).unwrap()
}

/// Changes a membership, an asset and a calendar in one transaction.
async fn change(store: &Store, content: &Content) {
    let now = SystemClock.now();
    let tx = store.begin().await.unwrap();
    let membership = Membership { organization: office(OPERATOR), role: content.role };
    users::membership(&tx, fixtures::person(1), &[membership], long_ago(), now).await.unwrap();
    tx.execute(&Query::update().table("assets").value("code", content.code).take()).await.unwrap();
    let proposal = Proposal {
        calendar: "vn".to_owned(),
        day: content.day,
        kind: "holiday".to_owned(),
        name: content.code.to_owned(),
        source: "test".to_owned(),
    };
    let id = SystemClock.new_id();
    calendar_changes::propose(&tx, id, &proposal, fixtures::person(1), now).await.unwrap();
    assert!(calendar_changes::decide(&tx, id, CalendarChangeStatus::Approved, fixtures::person(2), now).await.unwrap());
    store.commit(tx).await.unwrap();
}

/// The content that the node shows.
#[derive(Debug, PartialEq)]
struct Shown {
    roles: Vec<String>,
    tile: Vec<u8>,
    code: String,
    days: Vec<String>,
}

impl Shown {
    /// Reads all values from the node; `None` if any answer fails.
    async fn by(client: &TestClient) -> Option<Self> {
        let get = async |path: &str| {
            let answer = client.bare(Method::GET, path).bearer_auth("planner").send().await.ok()?;
            answer.status().is_success().then_some(answer)
        };
        let me: Value = get("/api/v1/me").await?.json().await.ok()?;
        let page: Value =
            get("/ogc/collections/assets/items?bbox=107,20.9,107.1,21&f=json").await?.json().await.ok()?;
        let calendars: Value = get("/api/v1/calendars?year=2026").await?.json().await.ok()?;
        // The tile of the pole at zoom 16.
        let tile = get("/tiles/assets/16/52255/28866").await?.bytes().await.ok()?.to_vec();
        let calendars = calendars["items"].as_array()?;
        let days = calendars.iter().find(|calendar| calendar["id"] == "vn")?["days"].as_array()?.clone();
        Some(Self {
            roles: me["memberships"]
                .as_array()?
                .iter()
                .map(|membership| membership["role"].as_str().unwrap().to_owned())
                .collect(),
            tile,
            code: page["features"][0]["properties"]["code"].as_str()?.to_owned(),
            days: days.iter().map(|day| day["day"].as_str().unwrap().to_owned()).collect(),
        })
    }

    fn says(&self, content: &Content) {
        assert_eq!(self.roles, [content.role.to_string()], "the rights of a person");
        assert_eq!(self.code, content.code, "a page");
        let code = content.code.as_bytes();
        assert!(self.tile.windows(code.len()).any(|part| part == code), "a tile");
        assert!(self.days.contains(&content.day.to_string()), "a calendar: {:?}", self.days);
    }
}

/// Waits until a condition holds.
async fn until<T>(what: &str, mut asked: impl AsyncFnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = asked().await {
            return found;
        }
        assert!(since.elapsed() < TIME_LIMIT, "{what} takes too long");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// All version numbers by which nodes detect changes.
fn numbers(pair: &Pair, of: ServerRole) -> String {
    let numbers = "SELECT string_agg(layer || ' ' || x || ' ' || y || ' ' || version, ', ' ORDER BY layer, x, y) FROM tile_versions";
    let changes = "SELECT count(*) FROM calendar_changes WHERE status = 'approved'";
    format!("{} calendars {}", pair.ask(of, DATABASE, numbers), pair.ask(of, DATABASE, changes))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_is_reached_twice_is_not_believed() {
    if postgres::is_passed_over("failover to an asynchronous standby") {
        return;
    }
    let pair = tokio::task::spawn_blocking(Pair::start).await.unwrap();
    drop(pair.ask(ServerRole::Primary, "postgres", "CREATE DATABASE hatang"));
    let primary = Store::connect(&pair.url(ServerRole::Primary, DATABASE)).await.unwrap();
    primary.migrate().await.unwrap();
    let people = [
        Person::new("planner", OPERATOR, Role::OperatorPlanner),
        Person::new("manager", OPERATOR, Role::OperatorManager),
    ];
    let offices = [(OPERATOR, OrganizationKind::Operator)];
    settle(&primary, SystemClock.now() - TimeDelta::hours(1), &offices, &people, &[pole(1, OPERATOR, 4)]).await;
    let before = Content { role: Role::OperatorPlanner, code: "CODE-BEFORE", day: day(3) };
    change(&primary, &before).await;
    let settled = numbers(&pair, ServerRole::Primary);
    until("replication", async || (numbers_if_there(&pair).as_deref() == Some(settled.as_str())).then_some(())).await;
    pair.separate();
    let receivers = "SELECT count(*) FROM pg_stat_wal_receiver";
    until("the end of replication", async || (pair.ask(ServerRole::Standby, DATABASE, receivers) == "0").then_some(()))
        .await;

    let switch = Switch::to(pair.port(ServerRole::Primary)).await;
    let folder = tempfile::tempdir().unwrap();
    let url = format!("postgres://postgres@127.0.0.1:{}/{DATABASE}", switch.port());
    let node = Plan::new(&url, folder.path()).start().await;
    Shown::by(&node.client()).await.unwrap().says(&before);

    // The primary commits a change that never reaches the standby, and the node caches this change.
    let lost = Content { role: Role::OperatorManager, code: "CODE-LOST", day: day(4) };
    change(&primary, &lost).await;
    let kept = Shown::by(&node.client()).await.unwrap();
    kept.says(&lost);
    assert_eq!(Shown::by(&node.client()).await.unwrap(), kept);
    let reached = numbers(&pair, ServerRole::Primary);
    drop(primary);
    pair.kill_primary();
    pair.promote();
    let standby = Store::connect(&pair.url(ServerRole::Standby, DATABASE)).await.unwrap();
    assert_eq!(numbers(&pair, ServerRole::Standby), settled, "the standby has not heard of the last change");

    // Before the node asks again, a change with other content reaches the same numbers.
    let after = Content { role: Role::OwnerClerk, code: "CODE-AFTER", day: day(5) };
    change(&standby, &after).await;
    assert_eq!(numbers(&pair, ServerRole::Standby), reached, "every number is reached a second time");
    switch.turn(pair.port(ServerRole::Standby));
    let shown = until("the node on its new database", async || Shown::by(&node.client()).await).await;
    shown.says(&after);
    assert!(!shown.days.contains(&lost.day.to_string()), "{:?}", shown.days);
    let me = answered(node.client().bare(Method::GET, "/api/v1/me").bearer_auth("planner")).await.unwrap();
    assert_eq!(me.body["memberships"].as_array().map(Vec::len), Some(1), "{}", me.body);
}

/// The numbers of the standby; `None` before it has the database.
fn numbers_if_there(pair: &Pair) -> Option<String> {
    let there = "SELECT count(*) FROM pg_database WHERE datname = 'hatang'";
    (pair.ask(ServerRole::Standby, "postgres", there) == "1").then_some(())?;
    let tables = "SELECT count(*) FROM pg_tables WHERE tablename IN ('tile_versions', 'calendar_changes')";
    (pair.ask(ServerRole::Standby, DATABASE, tables) == "2").then(|| numbers(pair, ServerRole::Standby))
}
