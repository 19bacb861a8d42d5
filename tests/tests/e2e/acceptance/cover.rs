//! People are away, and queues wait: memberships are lent with dates, and who leads an office hears of what nobody takes.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::TestApp;
use tests::test_app::cast::{ADMIN, CONSTRUCTION, HALONG, REGULATOR, person};
use tests::test_app::dossiers::BAI_CHAY;

use super::invalid;

tests::on_both_databases!(
    a_seat_is_lent_for_days_and_no_longer,
    nobody_lends_what_is_not_his_own,
    who_stands_in_gets_the_letters_and_the_tasks,
    a_queue_that_nobody_attends_is_told_once,
);

fn lent(town: &TestApp, to: &str, from_day: i64, to_day: i64) -> Value {
    json!({
        "to_user_id": person(to), "organization_id": fixtures::office(HALONG), "role": "district_lead",
        "valid_from": town.in_days(from_day), "valid_to": town.in_days(to_day), "reason": "Nghỉ phép",
    })
}

fn proposal() -> Value {
    json!({"proposal": "approve", "grounds": "Phù hợp quy hoạch"})
}

async fn a_seat_is_lent_for_days_and_no_longer(town: TestApp) {
    let town = town.with_offices().await;
    let mut cases = Vec::new();
    for _ in 0..2 {
        let case = town.filed_site("planner@vnpt", BAI_CHAY).await;
        town.perform("reviewer@halong", &case, "accept_intake", json!({})).await;
        cases.push(case);
    }
    town.perform("lead@halong", &cases[0], "recommend", proposal()).await;
    let early = town.attempt("reviewer@halong", &cases[0], "approve", json!({})).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN, "a reviewer does not sign");

    let body = lent(&town, "reviewer@halong", 1, 4);
    let id = town.post("lead@halong", "/delegations", &body).await.good().text("/id").to_owned();
    let soon = town.attempt("reviewer@halong", &cases[0], "approve", json!({})).await;
    assert_eq!(soon.status, StatusCode::FORBIDDEN, "not before its day");
    town.days(1).await;
    assert_eq!(town.perform("reviewer@halong", &cases[0], "approve", json!({})).await["state"], "approved");
    // Who proposed does not sign, in whoever's membership.
    town.perform("reviewer@halong", &cases[1], "recommend", proposal()).await;
    let own = town.attempt("reviewer@halong", &cases[1], "approve", json!({})).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.body);

    let back = town.ask("lead@halong", Method::DELETE, &format!("/delegations/{id}"));
    assert_eq!(back.header("If-Match", "\"1\"").send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert!(town.list("reviewer@halong", "/delegations").await.is_empty());
    town.perform("lead@halong", &cases[1], "send_back", json!({"reason": "Bổ sung căn cứ"})).await;
    town.perform("lead@halong", &cases[1], "recommend", proposal()).await;
    let over = town.attempt("reviewer@halong", &cases[1], "approve", json!({})).await;
    assert_eq!(over.status, StatusCode::FORBIDDEN, "taken back");
}

async fn nobody_lends_what_is_not_his_own(town: TestApp) {
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

/// The people of an office who got a letter about a case, by address.
pub(crate) async fn reached(town: &TestApp, case: &str, letter: &str, office: u128) -> Vec<String> {
    let letters = town.letters(case).await.into_iter().filter(|one| one.letter == letter);
    let mut to: Vec<String> = letters
        .filter(|one| one.organization_id.is_some_and(|of| of.as_u128() == office))
        .map(|one| one.address)
        .collect();
    to.sort();
    to
}

async fn who_stands_in_gets_the_letters_and_the_tasks(town: TestApp) {
    let town = town.with_offices().await;
    // The office's own auditor reads, and is addressed by no letter of a case; with a membership that was lent it is.
    let auditor = json!({
        "email": "auditor@halong.example", "name": "Kiểm tra viên", "password": "mật khẩu đủ dài 1",
        "memberships": [{"organization_id": fixtures::office(HALONG), "role": "auditor"}],
    });
    let auditor = town.post(ADMIN, "/users", &auditor).await.good().text("/id").to_owned();
    let before = town.filed_site("planner@vnpt", BAI_CHAY).await;
    let own = ["lead@halong.example", "reviewer@halong.example"];
    assert_eq!(reached(&town, &before, "dossier.submitted", HALONG).await, own);

    let mut body = lent(&town, "reviewer@halong", 0, 2);
    body["to_user_id"] = json!(auditor);
    town.post("lead@halong", "/delegations", &body).await.good();
    let during = town.filed_site("planner@vnpt", BAI_CHAY).await;
    let all = ["auditor@halong.example", "lead@halong.example", "reviewer@halong.example"];
    assert_eq!(reached(&town, &during, "dossier.submitted", HALONG).await, all);

    // A task of the lead goes to whoever can do it: its deputy, and not a reviewer.
    town.perform("reviewer@halong", &during, "accept_intake", json!({})).await;
    town.perform("reviewer@halong", &during, "recommend", proposal()).await;
    let task = town.list("lead@halong", &format!("/tasks?case={during}")).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/tasks/{task}");
    let pass_to = |user: Value| json!({"user_id": user});
    let reassign = format!("{path}/reassign");
    let to_reviewer = pass_to(json!(person("reviewer@halong")));
    let not_able = town.change("lead@halong", &path, Method::POST, &reassign, &to_reviewer).await;
    invalid(&not_able, &["/user_id"]);
    let to_deputy = pass_to(json!(auditor));
    let passed = town.change("lead@halong", &path, Method::POST, &reassign, &to_deputy).await.good();
    assert_eq!(passed.text("/claimed_by/name"), "Kiểm tra viên");

    town.days(2).await;
    let after = town.filed_site("planner@vnpt", BAI_CHAY).await;
    assert_eq!(reached(&town, &after, "dossier.submitted", HALONG).await, own, "the loan is over");
}

async fn a_queue_that_nobody_attends_is_told_once(town: TestApp) {
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
    let letters = |all: Vec<tests::test_app::letters::Letter>| {
        all.iter().filter(|letter| letter.letter == "queue.unattended").count()
    };
    let once = letters(town.letters(&waiting).await);
    town.days(5).await;
    assert_eq!(letters(town.letters(&waiting).await), once, "told once");
    assert!(town.told(&taken, "queue.unattended").await.is_empty(), "somebody has it");
    assert!(!told.contains_key(&CONSTRUCTION));
}
