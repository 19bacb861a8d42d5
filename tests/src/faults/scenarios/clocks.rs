//! A node with a wrong clock beside a node with a right one: the wrong node reports the error and
//! decides nothing, and no case lapses and no message is sent twice.

use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use sea_orm::{ConnectionTrait, Database as Connector, Statement};

use super::super::acknowledgements::{Entry, Kind, Outcome};
use super::super::clock::{WrongClock, is_passed_over};
use super::super::people::{Habits, People, Person};
use super::super::test_server::{CLERK, PLANNERS, TestServer, planner};
use super::super::{Database, Effort, Row};
use super::kills::finish;

const PEOPLE: usize = 3;
const HANGS: Duration = Duration::from_mins(1);

pub async fn ten_minutes(database: Database, effort: Effort) -> Option<Row> {
    beside_a_right_one(database, effort, "+10m", "a node 10 minutes ahead beside a right one").await
}

pub async fn forty_days(database: Database, effort: Effort) -> Option<Row> {
    beside_a_right_one(database, effort, "+40d", "a node 40 days ahead beside a right one").await
}

pub async fn behind(database: Database, effort: Effort) -> Option<Row> {
    beside_a_right_one(database, effort, "-10m", "a node 10 minutes behind beside a right one").await
}

async fn beside_a_right_one(database: Database, effort: Effort, offset: &str, fault: &str) -> Option<Row> {
    if is_passed_over(fault) {
        return None;
    }
    let server = TestServer::open(database, fault).await?;
    let mut row = Row::new(fault, database);
    row.rounds = effort.rounds(1, 4);
    let right = server.plan.start().await;
    let clock = WrongClock::off_by("+0", server.folder());
    let plan = clock.hold(server.node_plan("wrong-clock", None));
    let wrong = plan.start().await;
    leave_open(&server).await;
    let people = People::begin(&server.ledger, &server.habits(), PEOPLE);
    let own = Habits::at(&[plan.address(), server.plan.address()]);
    let strangers = People::begin(&server.ledger, &own, 1);
    let seconds = if effort == Effort::Short { 8 } else { 30 };
    for round in 0..row.rounds {
        people.until(20, HANGS).await;
        clock.step(offset);
        let since = Instant::now();
        let mut said = String::new();
        while since.elapsed() < Duration::from_secs(seconds) {
            let answer = reqwest::get(format!("{}/readyz", wrong.address())).await;
            if let Ok(answer) = answer
                && answer.status() == StatusCode::SERVICE_UNAVAILABLE
            {
                said = answer.text().await.unwrap_or_default();
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        if !said.to_lowercase().contains("clock") {
            row.wrong(format!("round {round}: /readyz of the wrong node does not name its clock ({said})"));
        }
        clock.step("+0");
    }
    clock.step(offset);
    people.stop().await;
    strangers.stop().await;
    decided_by_itself(&mut row, &server).await;
    same_answers(&mut row, &server, right.address()).await;
    finish(&mut row, &server, &right).await;
    let messages = server.messages(HANGS).await;
    if messages.twice > 0 {
        row.doubled += messages.twice;
        row.wrong(format!("{} letters arrived twice", messages.twice));
    }
    drop(wrong);
    Some(row)
}

/// Leaves cases that wait for the owner, and for the operator: a wrong clock could lapse them.
async fn leave_open(server: &TestServer) {
    let person = Person::new(&server.ledger, &server.habits(), PLANNERS - 1);
    for confirmed in [false, false, true, true] {
        let asset = person.asset().await.expect("an asset");
        let case = person.draft(&asset).await.expect("a draft");
        person.act_as_planner(&case, "submit").await.expect("a filed case");
        if confirmed {
            person.perform(CLERK, &case, "confirm_complete").await.expect("a complete case");
        }
    }
}

/// Checks that no case has changed without a user: all were filed just now.
async fn decided_by_itself(row: &mut Row, server: &TestServer) {
    let connection = Connector::connect(server.url()).await.expect("the database");
    let query = "SELECT action || ' ' || count(*) FROM case_history WHERE actor_name = 'hatang' GROUP BY action";
    let statement = Statement::from_string(connection.get_database_backend(), query);
    for found in connection.query_all_raw(statement).await.expect("the query") {
        let found: String = found.try_get_by_index(0).expect("a text");
        row.wrong(format!("decided by a clock: {found}"));
        row.lost += 1;
    }
    connection.close().await.expect("the connection");
}

/// Checks that a repeated key still returns its answer: no node deleted the key too early.
async fn same_answers(row: &mut Row, server: &TestServer, address: &str) {
    let client = Client::new();
    let entries = server.ledger.entries();
    let made: Vec<&Entry> = entries
        .iter()
        .filter(|entry| entry.kind == Kind::Subscription && entry.outcome == Outcome::Acknowledged)
        .collect();
    let connection = Connector::connect(server.url()).await.expect("the database");
    for entry in made {
        let query = format!("SELECT CAST(count(*) AS BIGINT) FROM idempotency_keys WHERE key = '{}'", entry.mark);
        let statement = Statement::from_string(connection.get_database_backend(), query);
        let found = connection.query_one_raw(statement).await.expect("the query").expect("a number");
        let keys: i64 = found.try_get_by_index(0).expect("a number");
        if keys != 1 {
            row.wrong(format!("the idempotency key of {} was forgotten before its time", entry.mark));
        }
    }
    connection.close().await.expect("the connection");
    let me = client.get(format!("{address}/api/v1/me")).bearer_auth(planner(0)).send().await;
    if !me.is_ok_and(|answer| answer.status() == StatusCode::OK) {
        row.wrong("a session ended before its time");
    }
}
