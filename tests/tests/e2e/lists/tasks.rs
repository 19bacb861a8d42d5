//! Queues of tasks: what a row says, filters, order, counts and assignees.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::{TestApp, cast};

use super::{named, paged, pointers};

tests::on_both_databases!(
    a_row_says_what_one_works_from,
    queues_are_filtered_ordered_and_counted,
    colleagues_are_named_to_those_who_reassign,
);

async fn a_row_says_what_one_works_from(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let id = test_app.filed("planner@vnpt", &[&pole]).await;
    let task = test_app.get("clerk@power", "/tasks").await["items"][0].clone();
    let vnpt = json!({"id": cast::office(cast::VNPT), "name": "VNPT Quảng Ninh"});
    let case = json!({
        "id": id, "code": "SR-2023-000001", "kind": "sharing_request", "kind_title": "Yêu cầu dùng chung hạ tầng",
        "title": "Tuyến cáp Trần Hưng Đạo", "state": "submitted", "state_title": "Đã nộp", "applicant": vnpt,
        "paused": false,
    });
    assert_eq!(task["case"], case);
    assert_eq!((&task["due_on"], &task["days_left"]), (&json!("2023-10-16"), &json!(10)));
    let single = test_app.get("clerk@power", &format!("/tasks/{}", task["id"].as_str().unwrap())).await;
    assert_eq!(single, task);
    let english = test_app.ask("clerk@power", Method::GET, "/tasks").header("Accept-Language", "en");
    let english: Value = english.send().await.unwrap().json().await.unwrap();
    assert_eq!(english["items"][0]["case"]["state_title"], "Submitted");
}

async fn queues_are_filtered_ordered_and_counted(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 6).await;
    let first = test_app.filed("planner@vnpt", &[&pole]).await;
    test_app.days(1).await;
    let second = test_app.filed("planner@viettel", &[&pole]).await;
    let cases = |query: &'static str| {
        let test_app = &test_app;
        async move {
            let items = test_app.list("clerk@power", &format!("/tasks?{query}")).await;
            items.iter().map(|task| task["case"]["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    let both = [first.clone(), second.clone()];
    let claimed = test_app.list("clerk@power", "/tasks").await[0].clone();
    let path = format!("/tasks/{}", claimed["id"].as_str().unwrap());
    test_app.change("clerk@power", &path, Method::POST, &format!("{path}/claim"), &json!({})).await.good();
    for (query, expected) in [
        ("sort=due_at", &both[..]),
        ("sort=-created_at", &[second.clone(), first.clone()]),
        ("case_kind=sharing_request,dispute", &both),
        ("case_kind=dispute", &[]),
        ("status=claimed", &both[..1]),
        ("status=open", &both[1..]),
        ("status=done,cancelled", &[]),
        ("mine=true", &both[..1]),
        ("due_before=2023-10-17", &both[..1]),
        ("overdue=true", &[]),
        ("overdue=false", &both),
        ("q=viettel", &both[1..]),
        ("q=hung dao", &both),
        ("q=nop 000002", &both[1..]),
        ("q=...", &[]),
    ] {
        assert_eq!(cases(query).await, expected, "{query}");
    }
    for sort in ["due_at", "-created_at"] {
        let path = format!("/tasks?sort={sort}");
        assert_eq!(paged(&test_app, "clerk@power", &path).await, named(&test_app, "clerk@power", &path, "id").await);
    }
    assert_eq!(test_app.get("clerk@power", "/tasks?count=true&status=open").await["total"], 1);
    for part in ["case_kind=x", "status=lost", "sort=id", "due_before=x", "queue=mine"] {
        let answer = test_app.read("clerk@power", &format!("/tasks?{part}")).await;
        assert_eq!((answer.status.as_u16(), pointers(&answer.body).len()), (422, 1), "{part}: {}", answer.body);
    }

    let counts = |who: &'static str| test_app.get(who, "/tasks/counts");
    let expected = |[mine, unclaimed, overdue, week, waiting]: [u64; 5], monday: &str| {
        json!({
            "mine": mine, "unclaimed": unclaimed, "overdue": overdue, "due_this_week": week,
            "week_ends_before": monday, "waiting_for_others": waiting,
        })
    };
    assert_eq!(counts("clerk@power").await, expected([1, 1, 0, 0, 0], "2023-10-09"));
    assert_eq!(counts("second@power").await, expected([0, 1, 0, 0, 0], "2023-10-09"));
    assert_eq!(counts("planner@vnpt").await, expected([0, 0, 0, 0, 1], "2023-10-09"));
    assert_eq!(test_app.list("planner@vnpt", "/cases?turn=others").await.len(), 1);
    // Sunday evening: the first request is due on Monday.
    test_app.at("2023-10-15T20:00:00+07:00").await;
    assert_eq!(counts("clerk@power").await["due_this_week"], 0);
    test_app.at("2023-10-16T08:00:00+07:00").await;
    assert_eq!(counts("clerk@power").await, expected([1, 1, 0, 2, 0], "2023-10-23"));
    let week = test_app.list("clerk@power", "/tasks?overdue=false&due_before=2023-10-23").await;
    assert_eq!(week.len(), 2);
}

async fn colleagues_are_named_to_those_who_reassign(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    test_app.filed("planner@vnpt", &[&pole]).await;
    let task = test_app.get("clerk@power", "/tasks").await["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/tasks/{task}/assignees");
    let listed = test_app.get("boss@power", &path).await;
    let listed = listed["items"].as_array().unwrap();
    let names: Vec<&str> = listed.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["boss@power", "clerk@power", "second@power"]);
    assert!(listed.iter().all(|one| one["is_absent"] == false));
    assert_eq!(test_app.read("clerk@power", &path).await.status, StatusCode::FORBIDDEN, "only a lead reassigns");
    assert_eq!(test_app.read("manager@vnpt", &path).await.status, StatusCode::NOT_FOUND);
}
