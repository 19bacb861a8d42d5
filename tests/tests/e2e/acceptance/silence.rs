//! Effects of silence: which limits decide a case when nobody answers, and which do not.

use std::collections::BTreeMap;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::cast::{POWER, REGULATOR, VNPT};
use tests::test_app::{POSITION, TestApp, time::timer};
use tests::test_client::answered;

use super::{refused, texts, times};

tests::on_both_databases!(
    a_reminder_makes_nothing_stale,
    scenario_06_ten_silent_working_days_complete_a_request,
    scenario_07_a_silent_month_grants_nothing_and_opens_the_dispute,
    scenario_08_an_offer_accepted_in_the_last_minute_stays_accepted,
);

fn to(offices: &[(u128, &str)]) -> BTreeMap<u128, String> {
    offices.iter().map(|(office, class)| (*office, (*class).to_owned())).collect()
}

async fn scenario_06_ten_silent_working_days_complete_a_request(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 1).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let filed = test_app.case("planner@vnpt", &case).await;
    assert_eq!(timer(&filed, "completeness")["due_on"], "2023-10-16");
    assert_eq!(timer(&filed, "completeness")["due_at"], "2023-10-16T17:00:00+00:00");
    test_app.at("2023-10-16T23:59:59+07:00").await;
    assert_eq!(test_app.case("planner@vnpt", &case).await["state"], "submitted", "the last day is not over");

    // The background jobs have not run for three days. The due action still gets its legal instant.
    test_app.at("2023-10-20T08:00:00+07:00").await;
    let complete = test_app.case("planner@vnpt", &case).await;
    assert_eq!(complete["state"], "complete");
    let trail = test_app.trail("planner@vnpt", &case).await;
    let deemed = trail.iter().find(|step| step["action"] == "deem_complete").unwrap();
    assert_eq!((&deemed["stance"], &deemed["actor_name"]), (&json!("system"), &json!("hatang")));
    assert_eq!(deemed["legal_at"], "2023-10-16T17:00:00+00:00");
    assert_eq!(deemed["at"], "2023-10-20T01:00:00+00:00");
    let decision = timer(&complete, "decision");
    assert_eq!(
        (&decision["started_at"], &decision["status"]),
        (&json!("2023-10-16T17:00:00+00:00"), &json!("running"))
    );
    assert_eq!(decision["due_on"], "2023-11-17", "one month from the day that then began, Tuesday the 17th");
    assert_eq!(decision["clause"], "Quy tắc của hệ thống (theo mẫu Regulation (EU) 2024/1309 Art. 3(7))");
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.reserved, 1);

    assert_eq!(test_app.notified(&case, "sharing.deemed_complete").await, to(&[(VNPT, "legal"), (POWER, "legal")]));
    let messages = test_app.messages(&case).await;
    let message = messages.iter().find(|message| message.template == "sharing.deemed_complete").unwrap();
    assert!(message.text.as_ref().unwrap().contains("17/11/2023"), "{message:?}");
    let on_file = std::fs::read_dir(test_app.folder("mail")).unwrap().count();
    assert_eq!(on_file, messages.len(), "each letter is in the folder, once");
    for who in ["planner@vnpt", "clerk@power"] {
        let inbox = test_app.list(who, "/notifications").await;
        assert_eq!(
            inbox.iter().filter(|notified| notified["template"] == "sharing.deemed_complete").count(),
            1,
            "{who}"
        );
    }
}

async fn scenario_07_a_silent_month_grants_nothing_and_opens_the_dispute(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let complete = test_app.case("planner@vnpt", &case).await;
    assert_eq!(timer(&complete, "decision")["due_on"], "2023-11-02");
    let dispute = super::disputes::draft(&test_app, "planner@vnpt", &case).await;
    let early = test_app.attempt("planner@vnpt", &dispute, "file", json!({"subject": "access"})).await;
    refused(&early, "needs_dispute_right");
    let held = test_app.ledger("clerk@power", &pole, POSITION).await;

    test_app.at("2023-11-03T00:05:00+07:00").await;
    let overdue = test_app.case("planner@vnpt", &case).await;
    assert_eq!((&overdue["state"], &overdue["decision"]), (&json!("complete"), &Value::Null), "silence grants nothing");
    assert_eq!(texts(&overdue["flags"]).iter().filter(|flag| ["dispute_right", "overdue"].contains(flag)).count(), 2);
    assert_eq!((&overdue["overdue"], &timer(&overdue, "decision")["status"]), (&json!(true), &json!("expired")));
    let ledger = test_app.ledger("clerk@power", &pole, POSITION).await;
    assert_eq!((ledger.reserved, ledger.active), (1, 0));
    assert_eq!(ledger, held, "the reservation stays");
    let occupancies = test_app.occupancies("clerk@power", &pole).await;
    assert_eq!((occupancies.len(), &occupancies[0]["status"]), (1, &json!("reserved")));

    assert_eq!(
        test_app.notified(&case, "sharing.dispute_right").await,
        to(&[(VNPT, "legal"), (REGULATOR, "information")]),
        "the telecom department is informed"
    );
    assert_eq!(test_app.notified(&case, "sharing.decision_overdue").await, to(&[(POWER, "legal")]));
    let filed = test_app.perform("planner@vnpt", &dispute, "file", json!({"subject": "access"})).await;
    assert!(texts(&test_app.case("planner@vnpt", &case).await["flags"]).contains(&"dispute_open"));
    assert_eq!(timer(&filed, "decision_access")["due_on"], "2024-03-04", "four months on; 3 March is a Sunday");
}

async fn scenario_08_an_offer_accepted_in_the_last_minute_stays_accepted(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let offer = json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"});
    let taken = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let offered = test_app.perform("clerk@power", &taken, "offer", offer.clone()).await;
    assert_eq!(timer(&offered, "acceptance")["due_on"], "2023-10-16", "fourteen days");
    let left = test_app.complete("planner@viettel", "clerk@power", &[&pole]).await;
    test_app.perform("clerk@power", &left, "offer", offer).await;

    test_app.at("2023-10-16T23:59:00+07:00").await;
    let accepted = test_app.perform("manager@vnpt", &taken, "accept", json!({})).await;
    assert_eq!(accepted["state"], "accepted");
    test_app.at("2023-10-17T00:05:00+07:00").await;

    let after = test_app.case("manager@vnpt", &taken).await;
    assert_eq!((&after["state"], &after["decision"]), (&json!("accepted"), &json!("granted")));
    assert_eq!(timer(&after, "acceptance")["status"], "met");
    let trail = test_app.trail("manager@vnpt", &taken).await;
    assert_eq!((times(&trail, "accept"), times(&trail, "lapse")), (1, 0));
    let accept = trail.iter().find(|step| step["action"] == "accept").unwrap();
    assert_eq!(accept["legal_at"], "2023-10-16T16:59:00+00:00");
    assert!(test_app.notified(&taken, "sharing.lapsed").await.is_empty());

    // The offer beside it, which was not accepted, lapses at the same instant.
    assert_eq!(test_app.case("manager@viettel", &left).await["state"], "lapsed");
    let late = test_app.attempt("manager@viettel", &left, "accept", json!({})).await;
    refused(&late, "not_in_this_state");
    let ledger = test_app.ledger("clerk@power", &pole, POSITION).await;
    assert_eq!((ledger.reserved, ledger.free), (1, 1));
}

/// A version that was read before a reminder is still current, because a reminder changes no
/// content.
async fn a_reminder_makes_nothing_stale(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let path = format!("/cases/{case}");
    let seen = test_app.read("clerk@power", &path).await.good().header("etag").to_owned();
    test_app.at("2023-10-13T15:00:00+07:00").await;
    let now = test_app.read("clerk@power", &path).await.good().header("etag").to_owned();
    assert_ne!(now, seen, "it was reminded of");
    let confirm = |etag: String| {
        let ask = test_app.ask("clerk@power", Method::POST, &format!("{path}/actions/confirm_complete"));
        answered(ask.header("If-Match", etag).json(&json!({"data": {}})))
    };
    let early = confirm("\"1\"".to_owned()).await.unwrap();
    assert_eq!(early.status, StatusCode::PRECONDITION_FAILED, "the draft was another case: {}", early.body);
    assert_eq!(confirm(seen.clone()).await.unwrap().good().body["state"], "complete");
    let late = confirm(seen).await.unwrap();
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
}
