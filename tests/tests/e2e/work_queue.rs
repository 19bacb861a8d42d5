//! What lies on people's desks, over HTTP: tasks, papers, messages, the inbox and the mailer's book.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::{TestApp, cast};
use tests::test_client::{Answer, answered};

tests::on_both_databases!(
    a_filed_request_lies_on_the_owners_desk_and_one_clerk_takes_it,
    papers_are_kept_in_versions_and_fetched_by_those_who_may,
    a_paper_on_file_elsewhere_is_taken_over,
    parties_talk_and_an_office_talks_to_itself,
    both_sides_are_told_and_the_letters_lie_in_the_folder,
);

/// A request of VNPT for a place on the power company's pole, filed.
async fn filed(town: &TestApp) -> String {
    let pole = town.pole("clerk@power", 4).await;
    town.filed("planner@vnpt", &[&pole]).await
}

/// Posts something about a version, or about none.
async fn post(town: &TestApp, who: &str, path: &str, version: Option<i64>, body: &Value) -> Answer {
    let ask = town.ask(who, Method::POST, path).json(body);
    let ask = version.into_iter().fold(ask, |ask, version| ask.header("If-Match", format!("\"{version}\"")));
    answered(ask).await.unwrap()
}

async fn a_filed_request_lies_on_the_owners_desk_and_one_clerk_takes_it(town: TestApp) {
    let case = filed(&town).await;
    let queue = town.get("clerk@power", "/tasks").await;
    let task = &queue["items"][0];
    assert_eq!((task["kind"].as_str(), task["case"]["id"].as_str()), (Some("turn"), Some(case.as_str())));
    assert!(town.get("planner@viettel", "/tasks").await["items"].as_array().unwrap().is_empty());
    let (id, version) = (task["id"].as_str().unwrap(), task["version"].as_i64());
    let claim = format!("/tasks/{id}/claim");
    assert_eq!(post(&town, "clerk@power", &claim, None, &json!({})).await.status, StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(post(&town, "planner@viettel", &claim, version, &json!({})).await.status, StatusCode::NOT_FOUND);
    let taken: Value = post(&town, "clerk@power", &claim, version, &json!({})).await.body;
    assert_eq!(
        (taken["status"].as_str(), taken["claimed_by"]["name"].as_str()),
        (Some("claimed"), Some("clerk@power"))
    );
    assert_eq!(post(&town, "second@power", &claim, version, &json!({})).await.status, StatusCode::PRECONDITION_FAILED);
    let late = post(&town, "second@power", &claim, taken["version"].as_i64(), &json!({})).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.body["rule"], "task_is_claimed");

    let second = json!({"user_id": cast::person("second@power")});
    let pass = format!("/tasks/{id}/reassign");
    let version = taken["version"].as_i64();
    assert_eq!(
        post(&town, "clerk@power", &pass, version, &second).await.status,
        StatusCode::FORBIDDEN,
        "only a lead passes on"
    );
    let stranger = json!({"user_id": cast::person("planner@vnpt")});
    assert_eq!(post(&town, "boss@power", &pass, version, &stranger).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let passed: Value = post(&town, "boss@power", &pass, version, &second).await.body;
    assert_eq!(passed["claimed_by"]["name"], "second@power");
    assert_eq!(town.get("second@power", "/tasks?mine=true").await["items"].as_array().unwrap().len(), 1);
    let back: Value =
        post(&town, "second@power", &format!("/tasks/{id}/release"), passed["version"].as_i64(), &json!({})).await.body;
    assert_eq!((back["status"].as_str(), back["claimed_by"].is_null()), (Some("open"), true));
}

async fn papers_are_kept_in_versions_and_fetched_by_those_who_may(town: TestApp) {
    let case = filed(&town).await;
    let put = |who: &str, name: &str, bytes: &'static [u8]| {
        let path = format!("/cases/{case}/documents?kind=route_plan&name={name}");
        town.ask(who, Method::POST, &path).header("Content-Type", "application/octet-stream").body(bytes).send()
    };
    let first: Value = put("planner@vnpt", "tuyen.pdf", b"%PDF-1.7 first").await.unwrap().json().await.unwrap();
    let second: Value = put("planner@vnpt", "tuyen.pdf", b"%PDF-1.7 second").await.unwrap().json().await.unwrap();
    assert_eq!((&first["version"], &second["version"]), (&json!(1), &json!(2)), "{first} {second}");
    assert_eq!(
        put("planner@vnpt", "virus.pdf", b"MZ\x90\0\x03").await.unwrap().status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(put("planner@viettel", "x.pdf", b"%PDF-1.7").await.unwrap().status(), StatusCode::NOT_FOUND);
    let unknown = town.ask("planner@vnpt", Method::POST, &format!("/cases/{case}/documents?kind=poem&name=x.pdf"));
    let unknown = unknown.header("Content-Type", "application/pdf").body("%PDF-1.7 x").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let listed = town.get("clerk@power", &format!("/cases/{case}/documents")).await;
    let newest: Vec<bool> =
        listed["items"].as_array().unwrap().iter().map(|item| item["newest"].as_bool().unwrap()).collect();
    assert_eq!(newest, [false, true]);
    assert!(listed["set_sha256"].is_string());

    let path = format!("/cases/{case}/documents/{}", first["id"].as_str().unwrap());
    let whole = town.ask("clerk@power", Method::GET, &path).send().await.unwrap();
    assert_eq!(whole.headers()["content-type"], "application/pdf");
    let etag = whole.headers()["etag"].clone();
    assert_eq!(whole.bytes().await.unwrap().as_ref(), b"%PDF-1.7 first");
    let part = town.ask("clerk@power", Method::GET, &path).header("Range", "bytes=9-13").send().await.unwrap();
    assert_eq!(
        (part.status(), part.headers()["content-range"].to_str().unwrap()),
        (StatusCode::PARTIAL_CONTENT, "bytes 9-13/14")
    );
    assert_eq!(part.bytes().await.unwrap().as_ref(), b"first");
    let known = town.ask("clerk@power", Method::GET, &path).header("If-None-Match", etag).send().await.unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    let outside = town.ask("clerk@power", Method::GET, &path).header("Range", "bytes=99-").send().await.unwrap();
    assert_eq!(outside.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(town.ask("planner@viettel", Method::GET, &path).send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

async fn a_paper_on_file_elsewhere_is_taken_over(town: TestApp) {
    let pole = town.pole("clerk@power", 4).await;
    let first = town.draft("planner@vnpt", &tests::test_app::wanting(&[&pole])).await;
    let second = town.draft("planner@vnpt", &tests::test_app::wanting(&[&pole])).await;
    let paper = town.paper("planner@vnpt", &first, "route_plan").await;
    let path = format!("/cases/{second}/documents/reuse");
    let body = json!({"case_id": first, "document_id": paper});
    let taken = town.post("planner@vnpt", &path, &body).await.good();
    assert_eq!((taken.text("/name"), taken.text("/kind")), ("route_plan.pdf", "route_plan"));
    let there = town.get("planner@vnpt", &format!("/cases/{first}/documents")).await;
    assert_eq!(there["items"][0]["sha256"], taken.text("/sha256"), "the same content, brought once");
    let fetched = format!("/cases/{second}/documents/{}", taken.text("/id"));
    let bytes = town.ask("planner@vnpt", Method::GET, &fetched).send().await.unwrap().bytes().await.unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7 route_plan"));

    // Nobody takes over what is not his to read, nor as a paper that such a case does not know.
    let foreign = town.draft("planner@viettel", &tests::test_app::wanting(&[&pole])).await;
    let stolen = town.post("planner@viettel", &format!("/cases/{foreign}/documents/reuse"), &body).await;
    assert_eq!(stolen.status, StatusCode::NOT_FOUND, "{}", stolen.body);
    let odd = json!({"case_id": first, "document_id": paper, "kind": "birth_certificate"});
    let odd = town.post("planner@vnpt", &path, &odd).await;
    assert_eq!(odd.text("/errors/0/pointer"), "/kind", "{}", odd.body);
}

async fn parties_talk_and_an_office_talks_to_itself(town: TestApp) {
    let case = filed(&town).await;
    let path = format!("/cases/{case}/messages");
    let say = |who: &'static str, body: &'static str, audience: &'static str| {
        let (town, path) = (&town, &path);
        async move { post(town, who, path, None, &json!({"body": body, "audience": audience})).await.status }
    };
    assert_eq!(say("clerk@power", "Cột này sắp thay.", "parties").await, StatusCode::CREATED);
    assert_eq!(say("clerk@power", "Hỏi lại tổ vận hành.", "internal").await, StatusCode::CREATED);
    assert_eq!(say("planner@viettel", "?", "parties").await, StatusCode::NOT_FOUND);
    assert_eq!(say("clerk@power", "  ", "parties").await, StatusCode::UNPROCESSABLE_ENTITY);
    let heard = |list: Value| list["items"].as_array().unwrap().len();
    assert_eq!(heard(town.get("boss@power", &path).await), 2);
    assert_eq!(heard(town.get("planner@vnpt", &path).await), 1);
}

async fn both_sides_are_told_and_the_letters_lie_in_the_folder(town: TestApp) {
    filed(&town).await;
    let inbox = town.get("clerk@power", "/notifications?unread=true").await;
    assert_eq!((&inbox["unread"], &inbox["items"][0]["letter"]), (&json!(1), &json!("sharing.submitted")));
    assert!(inbox["items"][0]["title"].as_str().unwrap().contains("SR-2023-000001"), "{inbox}");
    let read = format!("/notifications/{}/read", inbox["items"][0]["id"].as_str().unwrap());
    assert_eq!(post(&town, "planner@vnpt", &read, None, &json!({})).await.status, StatusCode::NOT_FOUND, "not theirs");
    let noted: Value = post(&town, "clerk@power", &read, None, &json!({})).await.body;
    assert!(noted["read_at"].is_string());
    assert_eq!(town.get("clerk@power", "/notifications?unread=true").await["unread"], 0);

    // The post room has done its work before the book is read.
    town.work().await;
    let letters = town.list(cast::ADMIN, "/outbox").await;
    assert!(letters.iter().all(|letter| letter["status"] == "sent"), "{letters:?}");
    assert_eq!(letters.len(), 5, "two for the applicant, three for the owner");
    assert_eq!(std::fs::read_dir(town.folder("mail")).unwrap().count(), 5);
    assert!(letters.iter().all(|letter| letter["text"].is_null()), "the administrator reads no letters: {letters:?}");
    let letters = town.list("lead@sotttt", "/outbox").await;
    assert!(
        letters.iter().all(|letter| letter["text"].as_str().is_some_and(|text| text.contains("http://"))),
        "{letters:?}"
    );
    let alive = format!("/outbox/{}/retry", letters[0]["id"].as_str().unwrap());
    assert_eq!(post(&town, "admin@hatang", &alive, None, &json!({})).await.status, StatusCode::CONFLICT);
    assert_eq!(town.ask("clerk@power", Method::GET, "/outbox").send().await.unwrap().status(), StatusCode::FORBIDDEN);
}
