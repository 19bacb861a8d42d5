//! Faults of the network between a node and PostgreSQL: silent, forgotten, cut, cut inside COMMIT,
//! closed to new connections. A second node has a working network, and the first must not block it.

use std::time::{Duration, Instant};

use reqwest::StatusCode;

use super::super::people::{Habits, People};
use super::super::silent_proxy::{AtCommit, Flow, SilentProxy};
use super::super::test_server::{TestServer, socket_of};
use super::super::{Database, Effort, Row};
use super::kills::finish;
use crate::node::{Node, Plan};

const PEOPLE: usize = 3;
const HANGS: Duration = Duration::from_mins(1);
/// The longest wait for an answer, or for another node's lock: five times the time limit that the
/// test sets, for a slow machine.
const AT_MOST: Duration = Duration::from_secs(15);

/// Two nodes, the first behind a proxy, with users at each.
struct Pair {
    server: TestServer,
    proxy: SilentProxy,
    near: (Plan, Node),
    far: (Plan, Node),
    people: [People; 2],
}

impl Pair {
    async fn open(what: &str) -> Option<Self> {
        let server = TestServer::open(Database::Postgres, what).await?;
        let proxy = SilentProxy::open(socket_of(server.url())).await;
        let near = server.node_plan("behind-proxy", Some(proxy.address()));
        let near = (near.clone(), near.start().await);
        let far = (server.plan.clone(), server.plan.start().await);
        let at = |plan: &Plan| Habits { timeout: AT_MOST * 2, time_limit: HANGS, ..Habits::at(&[plan.address()]) };
        let people = [&near.0, &far.0].map(|plan| People::begin(&server.ledger, &at(plan), PEOPLE));
        Some(Self { server, proxy, near, far, people })
    }

    /// Waits until the users of both nodes have `more` further changes.
    async fn until(&self, more: usize) {
        for people in &self.people {
            people.until(more, HANGS).await;
        }
    }

    /// Waits until the node behind the proxy reports this status.
    async fn until_ready_says(&self, status: StatusCode, at_most: Duration) -> Option<Duration> {
        let since = Instant::now();
        while since.elapsed() < at_most {
            let asked = reqwest::Client::new().get(format!("{}/readyz", self.near.1.address()));
            let left = at_most.saturating_sub(since.elapsed()).max(Duration::from_millis(500));
            let answer = asked.timeout(left).send().await;
            if answer.is_ok_and(|answer| answer.status() == status) {
                return Some(since.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        None
    }

    async fn end(self, row: &mut Row) {
        self.proxy.pass();
        for people in self.people {
            people.stop().await;
        }
        for (address, attempts) in self.server.ledger.attempts() {
            let name = if address == self.far.0.address() { "healthy node" } else { "node behind the fault" };
            if attempts.slowest > AT_MOST {
                row.wrong(format!("{name}: somebody waited {:.0} s for an answer", attempts.slowest.as_secs_f64()));
            }
            if let Some(times) = attempts.by_result.get("500") {
                row.wrong(format!("{name}: 500 ×{times}"));
            }
        }
        finish(row, &self.server, &self.far.1).await;
    }
}

/// No bytes pass for some seconds, and no connection is closed. Every second time the connections
/// are forgotten for ever.
pub async fn silence(database: Database, effort: Effort) -> Option<Row> {
    let pair = Pair::open("a silent network").await?;
    let mut row = Row::new("silent network under one of two nodes", database);
    row.rounds = effort.rounds(2, 10);
    let seconds = if effort == Effort::Short { 10 } else { 20 };
    let mut slowest = Duration::ZERO;
    for round in 0..row.rounds {
        pair.until(6).await;
        pair.proxy.silence();
        let since = Instant::now();
        match pair.until_ready_says(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(seconds)).await {
            Some(_) => {}
            None => row.wrong(format!("round {round}: /readyz did not say 503 within {seconds} s of silence")),
        }
        let [_, healthy] = &pair.people;
        if healthy.until(6, AT_MOST).await < 6 {
            row.wrong(format!("round {round}: the healthy node is held up"));
        }
        tokio::time::sleep(Duration::from_secs(seconds).saturating_sub(since.elapsed())).await;
        if round % 2 == 0 {
            pair.proxy.pass();
        } else {
            pair.proxy.forget_present();
        }
        match pair.until_ready_says(StatusCode::OK, HANGS).await {
            Some(took) => slowest = slowest.max(took),
            None => row.wrong(format!("round {round}: the node did not recover within a minute")),
        }
    }
    row.note(format!("ready again after at most {:.1} s", slowest.as_secs_f64()));
    pair.end(&mut row).await;
    Some(row)
}

/// Connections are cut by the database, by the network, and just before or after a COMMIT arrives.
pub async fn cuts(database: Database, effort: Effort) -> Option<Row> {
    let pair = Pair::open("connections that are cut").await?;
    let mut row = Row::new("connections cut, also inside COMMIT", database);
    row.rounds = effort.rounds(12, 120);
    for round in 0..row.rounds {
        pair.until(2).await;
        match round % 4 {
            0 => {
                let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                           WHERE datname = current_database() AND pid <> pg_backend_pid()";
                pair.server.execute(cut).await;
            }
            1 => pair.proxy.cut(Flow::Pass),
            2 => pair.proxy.at_commit(AtCommit::CutBefore),
            _ => pair.proxy.at_commit(AtCommit::CutAfter),
        }
        tokio::time::sleep(Duration::from_millis(40 + u64::try_from(round).unwrap_or_default() * 67 % 150)).await;
        pair.proxy.pass();
    }
    pair.end(&mut row).await;
    Some(row)
}

/// New connections are closed at once, and present ones cut: the database is unreachable.
pub async fn closed(database: Database, effort: Effort) -> Option<Row> {
    let pair = Pair::open("connections that are closed at once").await?;
    let mut row = Row::new("new connections closed at once", database);
    row.rounds = effort.rounds(2, 20);
    for round in 0..row.rounds {
        pair.until(4).await;
        pair.proxy.cut(Flow::Cut);
        if pair.until_ready_says(StatusCode::SERVICE_UNAVAILABLE, AT_MOST).await.is_none() {
            row.wrong(format!("round {round}: /readyz did not say 503"));
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        pair.proxy.pass();
        if pair.until_ready_says(StatusCode::OK, HANGS).await.is_none() {
            row.wrong(format!("round {round}: the node did not recover within a minute"));
        }
    }
    pair.end(&mut row).await;
    Some(row)
}

/// Bytes pass one way only: first only to the database, whose answers never arrive, then only back.
pub async fn one_way(database: Database, effort: Effort) -> Option<Row> {
    let pair = Pair::open("a network that passes one way").await?;
    let mut row = Row::new("network passes one way only", database);
    row.rounds = effort.rounds(2, 10);
    for round in 0..row.rounds {
        pair.until(4).await;
        pair.proxy.all(if round % 2 == 0 { Flow::OnlyThere } else { Flow::OnlyBack });
        tokio::time::sleep(Duration::from_secs(6)).await;
        // The hanging connections are lost for good.
        pair.proxy.forget_present();
        if pair.until_ready_says(StatusCode::OK, HANGS).await.is_none() {
            row.wrong(format!("round {round}: the node did not recover within a minute"));
        }
    }
    pair.end(&mut row).await;
    Some(row)
}
