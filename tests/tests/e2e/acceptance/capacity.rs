//! Capacity is given out once only: the last position, a whole route, and the load of a pole.

use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::test_app::{POSITION, TestApp, poles::capacity, wanting};
use tests::test_client::answered;

use super::refused;

tests::on_both_databases!(
    scenario_01_the_last_place_goes_to_one_of_two_in_the_same_instant,
    scenario_02_a_route_with_one_full_pole_is_not_set_aside_at_all,
    scenario_03_an_offer_beyond_the_load_without_make_ready_names_the_limit,
);

async fn scenario_01_the_last_place_goes_to_one_of_two_in_the_same_instant(test_app: TestApp) {
    let own = json!({"capacity": [{"unit": POSITION, "installed": 4, "own_use": 2, "blocked": 1}]});
    let pole = test_app.pole_with("clerk@power", own).await;
    let cases = [test_app.filed("planner@vnpt", &[&pole]).await, test_app.filed("planner@viettel", &[&pole]).await];
    let mut asks = Vec::new();
    for (clerk, case) in ["clerk@power", "second@power"].into_iter().zip(&cases) {
        let version = test_app.case(clerk, case).await["version"].as_u64().unwrap();
        let ask = test_app.ask(clerk, Method::POST, &format!("/cases/{case}/actions/confirm_complete"));
        asks.push(answered(ask.header("If-Match", format!("\"{version}\"")).json(&json!({}))));
    }
    let second = asks.pop().unwrap();
    let (first, second) = tokio::join!(asks.pop().unwrap(), second);
    let answers = [first.unwrap(), second.unwrap()];

    let won = answers.iter().position(|answer| answer.status == StatusCode::OK).unwrap();
    let (winner, loser, waiting) = (&answers[won], &answers[1 - won], &cases[1 - won]);
    assert_eq!(winner.text("/state"), "complete");
    assert_eq!(refused(loser, "route_has_room"), ["QN-POL-000001: attachment_position 1 wanted, 0 free"]);
    assert!(loser.text("/detail").ends_with("Yêu cầu đứng thứ 1 trong danh sách chờ."), "{}", loser.body);
    assert_eq!(test_app.case("boss@power", waiting).await["state"], "submitted", "a refused command changes nothing");

    let ledger = test_app.ledger("clerk@power", &pole, POSITION).await;
    assert_eq!((ledger.reserved, ledger.active, ledger.free), (1, 0, 0));
    assert_eq!(ledger.sum(), ledger.installed);
    let holders = test_app.occupancies("clerk@power", &pole).await;
    assert_eq!(holders.len(), 1);
    assert_eq!((&holders[0]["case_id"], &holders[0]["status"]), (&json!(cases[won]), &json!("reserved")));

    // Both cases become complete at the same instant because the owner is silent. One of them goes
    // on the wait list.
    let quiet = test_app.pole("clerk@power", 1).await;
    let silent = [test_app.filed("planner@vnpt", &[&quiet]).await, test_app.filed("planner@viettel", &[&quiet]).await];
    test_app.days(15).await;
    for case in &silent {
        assert_eq!(test_app.case("clerk@power", case).await["state"], "complete");
    }
    let ledger = test_app.ledger("clerk@power", &quiet, POSITION).await;
    assert_eq!((ledger.reserved, ledger.sum()), (1, ledger.installed));
    assert_eq!(test_app.occupancies("clerk@power", &quiet).await.len(), 1);
}

async fn scenario_02_a_route_with_one_full_pole_is_not_set_aside_at_all(test_app: TestApp) {
    let mut route = Vec::new();
    for number in 1..=40 {
        let own_use = if number == 37 { 4 } else { 1 };
        let capacity = json!({"capacity": [{"unit": POSITION, "installed": 4, "own_use": own_use}]});
        route.push(test_app.pole_with("clerk@power", capacity).await);
    }
    let route: Vec<&str> = route.iter().map(String::as_str).collect();
    let case = test_app.filed("planner@vnpt", &route).await;
    let before = test_app.case("clerk@power", &case).await;
    let answer = test_app.attempt("clerk@power", &case, "confirm_complete", json!({})).await;
    assert_eq!(refused(&answer, "route_has_room"), ["QN-POL-000037: attachment_position 1 wanted, 0 free"]);
    assert_eq!(answer.text("/clause"), "Quy tắc của hệ thống (theo mẫu 47 CFR 1.1411(c))");

    for pole in &route {
        let ledger = test_app.ledger("clerk@power", pole, POSITION).await;
        assert_eq!((ledger.reserved, ledger.active), (0, 0), "nothing is set aside");
        assert_eq!(ledger.sum(), ledger.installed);
        assert!(test_app.occupancies("clerk@power", pole).await.is_empty());
    }
    assert_eq!(test_app.case("clerk@power", &case).await, before);

    // When the owner adds capacity, the waiting case receives the whole route.
    let capacity = json!({"capacity": [{"unit": POSITION, "installed": 5, "own_use": 4}], "reason": "thêm xà"});
    test_app.patch("clerk@power", route[36], &capacity).await.good();
    test_app.perform("clerk@power", &case, "confirm_complete", json!({})).await;
    for pole in &route {
        assert_eq!(test_app.ledger("clerk@power", pole, POSITION).await.reserved, 1);
    }
}

async fn scenario_03_an_offer_beyond_the_load_without_make_ready_names_the_limit(test_app: TestApp) {
    let load = json!({"unit": "load_nm", "installed": 100, "own_use": 80});
    let pole = test_app.pole_with("clerk@power", json!({"capacity": [capacity(POSITION, 4), load]})).await;
    let mut body = wanting(&[&pole]);
    body["elements"][0]["units"] = json!([{"unit": POSITION, "quantity": 1}, {"unit": "load_nm", "quantity": 30}]);
    let case = test_app.draft("planner@vnpt", &body).await;
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    let complete = test_app.perform("clerk@power", &case, "confirm_complete", json!({})).await;
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.reserved, 1, "there are places");

    let bare = json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"});
    let answer = test_app.attempt("clerk@power", &case, "offer", bare.clone()).await;
    assert_eq!(refused(&answer, "limits_hold"), ["QN-POL-000001: load_nm 30 wanted, 20 free"]);
    assert!(answer.text("/detail").contains("tải trọng"), "{}", answer.body);
    assert_eq!(test_app.case("clerk@power", &case).await, complete, "nothing has been offered");

    let mut with_work = bare;
    with_work["make_ready"] = json!([{"asset_id": pole, "work": "Thay cột 10 m bằng cột 12 m"}]);
    with_work["estimate_vnd"] = json!(18_000_000);
    let offered = test_app.perform("clerk@power", &case, "offer", with_work).await;
    assert_eq!(offered["state"], "offered");
    let load = test_app.ledger("clerk@power", &pole, "load_nm").await;
    assert_eq!((load.reserved, load.free), (0, 20), "the load is set aside when the work is done");
    test_app.perform("manager@vnpt", &case, "accept", json!({})).await;
    let skipped = test_app.attempt("clerk@power", &case, "no_make_ready", json!({})).await;
    refused(&skipped, "no_make_ready_is_listed");
}
