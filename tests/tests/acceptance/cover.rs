//! People are away, and queues wait: seats are lent with dates, and who leads an office hears of what nobody takes.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::hamlet;
use tests::town::Town;
use tests::town::cast::{CONSTRUCTION, HALONG, REGULATOR, person};
use tests::town::dossiers::BAI_CHAY;

use crate::invalid;

tests::on_both_databases!(
    a_seat_is_lent_for_days_and_no_longer,
    nobody_lends_what_is_not_his_own,
    a_queue_that_nobody_attends_is_told_once,
);

fn lent(town: &Town, to: &str, from_day: i64, to_day: i64) -> Value {
    json!({
        "to_user_id": person(to), "organization_id": hamlet::office(HALONG), "role": "district_lead",
        "valid_from": town.in_days(from_day), "valid_to": town.in_days(to_day), "reason": "Nghỉ phép",
    })
}

fn proposal() -> Value {
    json!({"proposal": "approve", "grounds": "Phù hợp quy hoạch"})
}

async fn a_seat_is_lent_for_days_and_no_longer(town: Town) {
    let town = town.with_offices().await;
    let mut cases = Vec::new();
    for _ in 0..2 {
        let case = town.filed_site("planner@vnpt", BAI_CHAY).await;
        town.act("reviewer@halong", &case, "accept_intake", json!({})).await;
        cases.push(case);
    }
    town.act("lead@halong", &cases[0], "recommend", proposal()).await;
    let early = town.attempt("reviewer@halong", &cases[0], "approve", json!({})).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN, "a reviewer does not sign");

    let body = lent(&town, "reviewer@halong", 1, 4);
    let id = town.post("lead@halong", "/delegations", &body).await.good().text("/id").to_owned();
    let soon = town.attempt("reviewer@halong", &cases[0], "approve", json!({})).await;
    assert_eq!(soon.status, StatusCode::FORBIDDEN, "not before its day");
    town.days(1).await;
    assert_eq!(town.act("reviewer@halong", &cases[0], "approve", json!({})).await["state"], "approved");
    // Who proposed does not sign, in whoever's seat.
    town.act("reviewer@halong", &cases[1], "recommend", proposal()).await;
    let own = town.attempt("reviewer@halong", &cases[1], "approve", json!({})).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.body);

    let back = town.ask("lead@halong", Method::DELETE, &format!("/delegations/{id}"));
    assert_eq!(back.header("If-Match", "\"1\"").send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert!(town.list("reviewer@halong", "/delegations").await.is_empty());
    town.act("lead@halong", &cases[1], "send_back", json!({"reason": "Bổ sung căn cứ"})).await;
    town.act("lead@halong", &cases[1], "recommend", proposal()).await;
    let over = town.attempt("reviewer@halong", &cases[1], "approve", json!({})).await;
    assert_eq!(over.status, StatusCode::FORBIDDEN, "taken back");
}

async fn nobody_lends_what_is_not_his_own(town: Town) {
    let not_own = town.post("reviewer@halong", "/delegations", &lent(&town, "lead@halong", 0, 5)).await;
    invalid(&not_own, &["/role"]);
    let outside = town.post("lead@halong", "/delegations", &lent(&town, "reviewer@tienyen", -1, 5)).await;
    invalid(&outside, &["/to_user_id", "/valid_from"]);
    let foreign = town.post("lead@tienyen", "/delegations", &lent(&town, "reviewer@halong", 0, 5)).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "{}", foreign.body);
    let lent = town.post("lead@halong", "/delegations", &lent(&town, "reviewer@halong", 0, 5)).await.good();
    let path = format!("/delegations/{}", lent.text("/id"));
    let other = town.ask("reviewer@halong", Method::DELETE, &path).send().await.unwrap();
    assert_eq!(other.status(), StatusCode::NOT_FOUND, "only who lent it takes it back");
}

async fn a_queue_that_nobody_attends_is_told_once(town: Town) {
    let town = town.with_offices().await;
    let taken = town.filed_site("planner@vnpt", BAI_CHAY).await;
    let waiting = town.filed_site("planner@vnpt", BAI_CHAY).await;
    let task =
        town.list("reviewer@halong", &format!("/tasks?case={taken}")).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/tasks/{task}");
    town.change("reviewer@halong", &path, Method::POST, &format!("{path}/claim"), &json!({})).await.good();
    town.days(1).await;
    assert!(town.told(&waiting, "queue.unattended").await.is_empty(), "a working day has not passed");
    town.days(2).await;
    let told = town.told(&waiting, "queue.unattended").await;
    assert_eq!((told[&HALONG].as_str(), told[&REGULATOR].as_str()), ("legal", "information"), "{told:?}");
    let letters = |all: Vec<tests::town::letters::Letter>| {
        all.iter().filter(|letter| letter.letter == "queue.unattended").count()
    };
    let once = letters(town.letters(&waiting).await);
    town.days(5).await;
    assert_eq!(letters(town.letters(&waiting).await), once, "told once");
    assert!(town.told(&taken, "queue.unattended").await.is_empty(), "somebody has it");
    assert!(!told.contains_key(&CONSTRUCTION));
}
