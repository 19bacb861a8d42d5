//! The primary of a PostgreSQL pair is killed; its synchronous standby takes over with every
//! acknowledged change.

use std::time::Duration;

use api_store::Store;

use super::super::count::MailCount;
use super::super::people::{Habits, People};
use super::super::replicas::Replicas;
use super::super::silent_proxy::{Flow, SilentProxy};
use super::super::test_server::TestServer;
use super::super::{Database, Effort, Row};
use crate::node::Plan;

const PEOPLE: usize = 4;
const HANGS: Duration = Duration::from_mins(1);

/// Kills the primary during concurrent changes; promotes the standby, and redirects the node to it.
pub async fn synchronous(database: Database, effort: Effort) -> Option<Row> {
    if crate::postgres::is_passed_over("failover to a synchronous standby") {
        return None;
    }
    let mut row = Row::new("primary killed, synchronous standby promoted", database);
    row.rounds = effort.rounds(1, 5);
    for round in 0..row.rounds {
        let mut pair = Replicas::start();
        let at = |address| format!("postgres://postgres@{address}/postgres");
        let store = Store::connect(&at(pair.primary())).await.expect("the primary");
        store.migrate().await.expect("all tables");
        store.close().await.expect("the connections");
        let proxy = SilentProxy::open(pair.primary()).await;
        let server = TestServer::at(&at(pair.primary())).await;
        let plan = server.node_plan("behind-proxy", Some(proxy.address()));
        let node = plan.start().await;
        let people = People::begin(&server.ledger, &Habits::at(&[plan.address()]), PEOPLE);
        if people.until(25 + 5 * (round % 4), HANGS).await < 25 {
            row.wrong(format!("round {round}: people do not get on"));
        }
        pair.kill_primary();
        proxy.cut(Flow::Cut);
        pair.promote_standby();
        proxy.switch(pair.standby());
        if people.until(25, HANGS).await < 25 {
            row.wrong(format!("round {round}: people do not get on after the failover: {}", node.said()));
        }
        people.stop().await;
        let url = at(pair.standby());
        row.add(&super::super::count::Count::take(&url, &server.ledger, node.address()).await);
        let proof = Plan::new(&url, server.data()).run(&["verify"]);
        if !proof.status.success() {
            row.wrong(format!("verify: {}", String::from_utf8_lossy(&proof.stdout)));
        }
        let messages = MailCount::settle(&url, &server.smtp, HANGS).await;
        row.add_messages(&messages);
    }
    Some(row)
}
