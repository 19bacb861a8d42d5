//! A full disk under SQLite, filled for a moment and freed: while the disk is full the server
//! reports it, afterwards everything works, and no acknowledged change is lost.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use serde_json::json;

use super::super::acknowledgements::{Acknowledgements, Kind, Outcome};
use super::super::full_disk::{FullDisk, Means};
use super::super::people::{Habits, People, Person};
use super::super::test_server::{CLERK, PASSWORD, TestServer, planner};
use super::super::{Database, Effort, Row};
use super::kills::finish;
use crate::node::Node;

const PEOPLE: usize = 3;
/// The number of checks after the disk is free again.
const TRIES: usize = 20;
/// The longest time that users continue against a full disk.
const FULL: Duration = Duration::from_secs(4);

/// The disk is filled during concurrent changes, and freed.
pub async fn full_disk(database: Database, effort: Effort) -> Option<Row> {
    let disk = FullDisk::of_mebibytes(48);
    let server = TestServer::in_folder(&disk.folder()).await;
    let mut row = Row::new("full disk, freed after a moment", database);
    row.rounds = effort.rounds(2, 20);
    row.note(match disk.means() {
        Means::Mounted => "ext4 over a loop device",
        Means::FileLimit => "RLIMIT_FSIZE",
    });
    let plan = disk.hold(server.plan.clone());
    let mut node = plan.start().await;
    let people = People::begin(&server.ledger, &server.habits(), PEOPLE);
    for round in 0..row.rounds {
        people.until(10, FULL).await;
        disk.fill(&node);
        while_full(&mut row, &node, round).await;
        disk.free(&node);
        works_again(&mut row, &server, &node, round).await;
        // A restart proves that the server's state equals the state on disk.
        if round % 2 == 1 {
            node.kill();
            node = plan.start().await;
        }
    }
    people.stop().await;
    node.kill();
    let node = plan.start().await;
    finish(&mut row, &server, &node).await;
    Some(row)
}

/// The log cannot be written from the first line on: requests still succeed.
pub async fn full_log(database: Database, effort: Effort) -> Option<Row> {
    let server = TestServer::open(database, "a log that cannot be written").await?;
    let mut row = Row::new("the log's disk is full", database);
    row.rounds = effort.rounds(1, 5);
    let mut node = server.plan.clone().log_to(Path::new("/dev/full")).set("log.level", "debug").launch();
    let ready = format!("{}/readyz", node.address());
    while !reqwest::get(&ready).await.is_ok_and(|answer| answer.status().is_success()) {
        if !node.lives() {
            row.wrong("the server ended");
            return Some(row);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let people = People::begin(&server.ledger, &server.habits(), PEOPLE);
    if people.until(60 * row.rounds, FULL * 30).await < 60 * row.rounds {
        row.wrong("people do not get on");
    }
    people.stop().await;
    for attempts in server.ledger.attempts().into_values() {
        for result in ["hung up", "no connection", "timeout", "500", "503"] {
            if let Some(times) = attempts.by_result.get(result) {
                row.wrong(format!("{result} ×{times}"));
            }
        }
    }
    finish(&mut row, &server, &node).await;
    Some(row)
}

/// Lets users work against the full disk for a moment. Once a change fails for lack of space, the
/// change and `/readyz` answer 503.
async fn while_full(row: &mut Row, node: &Node, round: usize) {
    let (since, client) = (Instant::now(), Client::new());
    while since.elapsed() < FULL {
        let email = format!("{}@hatang.example", planner(0));
        let login = client
            .post(format!("{}/api/v1/auth/login", node.address()))
            .json(&json!({"email": email, "password": PASSWORD}));
        let tried = login.send().await.map(|answer| answer.status());
        // A change that still fits into SQLite's log succeeds.
        if tried.as_ref().is_ok_and(StatusCode::is_success) {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        }
        // A readiness answer is cached for a second.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        let ready = reqwest::get(format!("{}/readyz", node.address())).await.map(|answer| answer.status());
        let said = [("a login", tried), ("/readyz", ready)];
        for (what, said) in said {
            match said {
                Ok(StatusCode::SERVICE_UNAVAILABLE) => {}
                Ok(other) => row.wrong(format!("round {round}: {what} {other} on a full disk")),
                Err(error) => row.wrong(format!("round {round}: {what} without an answer on a full disk: {error}")),
            }
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        return;
    }
    row.note(format!("round {round}: no room was needed"));
}

/// Twenty times: a registered asset can be read, and the token of a login works.
async fn works_again(row: &mut Row, server: &TestServer, node: &Node, round: usize) {
    let habits = Habits::at(&[node.address().to_owned()]);
    let person = Person::new(&server.ledger, &habits, 0);
    let (client, mut unread, mut unknown) = (Client::new(), 0, 0);
    for _ in 0..TRIES {
        if let Some(id) = person.asset().await {
            let read = person.read(CLERK, &format!("/assets/{id}")).await;
            unread += usize::from(read.is_none_or(|answer| answer.status != StatusCode::OK));
        } else {
            unread += 1;
        }
    }
    for _ in 0..TRIES {
        let token = logged_in(&client, node, &server.ledger).await;
        let me = client.get(format!("{}/api/v1/me", node.address())).bearer_auth(token.unwrap_or_default());
        let status = me.send().await.map_or(StatusCode::BAD_GATEWAY, |answer| answer.status());
        unknown += usize::from(status != StatusCode::OK);
    }
    if unread > 0 || unknown > 0 {
        row.wrong(format!(
            "round {round}: {unread} of {TRIES} assets acknowledged and not read, {unknown} of {TRIES} tokens given and not known"
        ));
    }
}

async fn logged_in(client: &Client, node: &Node, ledger: &Acknowledgements) -> Option<String> {
    let (place, _) = ledger.begin(Kind::Login);
    let email = format!("{}@hatang.example", planner(0));
    let body = json!({"email": email, "password": PASSWORD});
    let ask = client.post(format!("{}/api/v1/auth/login", node.address())).json(&body);
    let answer = crate::test_client::answered(ask).await.ok()?;
    let token = answer.text("/access_token").to_owned();
    if !answer.status.is_success() {
        ledger.answered(place, Outcome::Refused(format!("login after the disk was freed: {}", answer.status)), "");
        return None;
    }
    ledger.answered(place, Outcome::Acknowledged, &token);
    Some(token)
}
