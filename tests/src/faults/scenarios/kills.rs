//! Servers killed with `SIGKILL` at any moment, and, for comparison, a server without faults.

use std::time::Duration;

use super::super::people::{Habits, People};
use super::super::test_server::TestServer;
use super::super::{Database, Effort, Row};
use crate::node::Node;

const PEOPLE: usize = 4;
/// The longest time before a step counts as hanging.
const HANGS: Duration = Duration::from_mins(1);

/// Counts at the end: changes, cases, messages.
pub(super) async fn finish(row: &mut Row, server: &TestServer, node: &Node) {
    row.add(&server.count(node).await);
    row.verify(server);
    row.add_messages(&server.messages(HANGS).await);
    for (address, attempts) in server.ledger.attempts() {
        let name = if address == server.plan.address() { "node" } else { "other node" };
        row.add_attempts(name, &attempts);
    }
}

/// No fault: the counts reflect the work of the users alone.
pub async fn calm(database: Database, effort: Effort) -> Option<Row> {
    let server = TestServer::open(database, "people at work").await?;
    let mut row = Row::new("none", database);
    row.rounds = effort.rounds(1, 5);
    let node = server.plan.start().await;
    let people = People::begin(&server.ledger, &server.habits(), PEOPLE);
    people.until(60 * row.rounds, HANGS * 5).await;
    people.stop().await;
    finish(&mut row, &server, &node).await;
    Some(row)
}

/// Kills the server during concurrent changes, and restarts it.
pub async fn kills(database: Database, effort: Effort) -> Option<Row> {
    let server = TestServer::open(database, "servers that are killed").await?;
    let mut row = Row::new("SIGKILL of the server", database);
    row.rounds = effort.rounds(5, 60);
    let mut node = server.plan.start().await;
    let people = People::begin(&server.ledger, &server.habits(), PEOPLE);
    for round in 0..row.rounds {
        if people.until(8, HANGS).await < 8 {
            row.wrong(format!("round {round}: people do not get on"));
        }
        tokio::time::sleep(Duration::from_millis(u64::try_from(round).unwrap_or_default() * 61 % 170)).await;
        node.kill();
        node = server.plan.start().await;
    }
    people.stop().await;
    finish(&mut row, &server, &node).await;
    Some(row)
}

/// Kills one of two nodes while users work with both, and restarts it.
pub async fn node_kills(database: Database, effort: Effort) -> Option<Row> {
    let server = TestServer::open(database, "nodes that are killed").await?;
    let mut row = Row::new("SIGKILL of one of two nodes", database);
    row.rounds = effort.rounds(4, 30);
    let plans = [server.plan.clone(), server.node_plan("second", None)];
    let mut nodes = [Some(plans[0].start().await), Some(plans[1].start().await)];
    let habits = Habits::at(&plans.clone().map(|plan| plan.address()));
    let people = People::begin(&server.ledger, &habits, PEOPLE);
    for round in 0..row.rounds {
        let turn = round % 2;
        if people.until(12, HANGS).await < 12 {
            row.wrong(format!("round {round}: people do not get on"));
        }
        if let (Some(node), Some(plan)) = (nodes.get_mut(turn), plans.get(turn)) {
            drop(node.take());
            // For a while only one node runs.
            people.until(4, HANGS).await;
            *node = Some(plan.start().await);
        }
    }
    people.stop().await;
    if let Some(node) = nodes.first().and_then(Option::as_ref) {
        finish(&mut row, &server, node).await;
    }
    Some(row)
}
