//! Event streams on two nodes: every committed notification reaches each listener exactly once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::Client;
use sea_orm::{ConnectionTrait, Database as Connector, Statement};
use serde_json::Value;
use tokio::task::JoinHandle;

use super::super::clock::{WrongClock, is_passed_over};
use super::super::people::{Habits, People};
use super::super::test_server::{CLERK, TestServer};
use super::super::{Database, Effort, Row};
use super::kills::finish;
use crate::node::Plan;

const PEOPLE: usize = 8;
const HANGS: Duration = Duration::from_mins(2);
/// The longest delay of a notification to a listener.
const AT_MOST: Duration = Duration::from_secs(20);

type Heard = Arc<Mutex<BTreeMap<String, usize>>>;

/// A listener that reconnects when the stream ends.
struct Listener {
    heard: Heard,
    listening: JoinHandle<()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Listener {
    async fn at(address: &str, who: &str) -> Self {
        let (heard, open) = (Heard::default(), Arc::new(AtomicBool::new(false)));
        let (url, who) = (format!("{address}/api/v1/notifications/stream"), who.to_owned());
        let listening = tokio::spawn(listen(url, who, heard.clone(), open.clone()));
        let since = Instant::now();
        while !open.load(Ordering::Relaxed) && since.elapsed() < AT_MOST {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // The stream begins with the answer to its first query.
        tokio::time::sleep(Duration::from_millis(300)).await;
        Self { heard, listening }
    }
}

async fn listen(url: String, who: String, heard: Heard, open: Arc<AtomicBool>) {
    let (client, mut last) = (Client::new(), None::<String>);
    loop {
        let ask = client.get(&url).bearer_auth(&who);
        let ask = last.iter().fold(ask, |ask, last| ask.header("Last-Event-ID", last));
        if let Ok(mut answer) = ask.send().await {
            open.store(true, Ordering::Relaxed);
            let mut rest = Vec::new();
            while let Ok(Some(chunk)) = answer.chunk().await {
                rest.extend_from_slice(&chunk);
                while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = rest.drain(..=end).collect();
                    let line = String::from_utf8_lossy(&line).trim().to_owned();
                    if let Some(id) = line.strip_prefix("id:") {
                        last = Some(id.trim().to_owned());
                    }
                    let data = line.strip_prefix("data:").and_then(|data| serde_json::from_str::<Value>(data).ok());
                    if let Some(id) = data.as_ref().and_then(|data| data.get("id")).and_then(Value::as_str) {
                        *heard.lock().expect("what was heard").entry(id.replace('-', "")).or_default() += 1;
                    }
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Both clocks are right.
pub async fn two_nodes(database: Database, effort: Effort) -> Option<Row> {
    let server = TestServer::open(database, "streams on two nodes").await?;
    let row = Row::new("event streams on two nodes", database);
    let second = server.node_plan("second", None);
    Some(streamed(row, server, second, effort).await)
}

/// One node is ten minutes behind.
pub async fn wrong_clock(database: Database, effort: Effort) -> Option<Row> {
    if is_passed_over("streams with a wrong clock") {
        return None;
    }
    let server = TestServer::open(database, "streams with a wrong clock").await?;
    let row = Row::new("event streams on two nodes, one 10 minutes behind", database);
    let second = WrongClock::off_by("-10m", server.folder()).hold(server.node_plan("second", None));
    Some(streamed(row, server, second, effort).await)
}

async fn streamed(mut row: Row, server: TestServer, second: Plan, effort: Effort) -> Row {
    row.rounds = effort.rounds(1, 6);
    let nodes = (server.plan.start().await, second.launch());
    let since = Instant::now();
    while reqwest::get(format!("{}/healthz", second.address())).await.is_err() && since.elapsed() < HANGS {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let addresses = [server.plan.address(), second.address()];
    let mut listeners = Vec::new();
    for address in &addresses {
        for _ in 0..2 {
            listeners.push(Listener::at(address, CLERK).await);
        }
    }
    let habits = Habits { time_limit: Duration::from_secs(20), ..Habits::at(&addresses) };
    let people = People::begin(&server.ledger, &habits, PEOPLE);
    people.until(120 * row.rounds, HANGS).await;
    people.stop().await;
    let connection = Connector::connect(server.url()).await.expect("the database");
    let user = crate::fixtures::person(1).uuid();
    let query = format!("SELECT replace(CAST(id AS TEXT), '-', '') FROM notifications WHERE user_id = '{user}'");
    let statement = Statement::from_string(connection.get_database_backend(), query);
    let rows = connection.query_all_raw(statement).await.expect("the query");
    connection.close().await.expect("the connection");
    let committed: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).expect("an id")).collect();
    let since = Instant::now();
    let missing = |listener: &Listener| {
        let heard = listener.heard.lock().expect("what was heard");
        committed.iter().filter(|id| !heard.contains_key(*id)).count()
    };
    while listeners.iter().any(|listener| missing(listener) > 0) && since.elapsed() < AT_MOST {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for (place, listener) in listeners.iter().enumerate() {
        let missed = missing(listener);
        let heard = listener.heard.lock().expect("what was heard");
        let twice = heard.values().filter(|times| **times > 1).count();
        row.lost += missed;
        row.doubled += twice;
        if missed > 0 || twice > 0 {
            row.wrong(format!("listener {place}: {missed} of {} never streamed, {twice} twice", committed.len()));
        }
    }
    row.note(format!("{} notifications to {} listeners", committed.len(), listeners.len()));
    drop(listeners);
    finish(&mut row, &server, &nodes.0).await;
    row
}
