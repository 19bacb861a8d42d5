//! The work list over HTTP: tasks, documents, messages, notifications and the outbox.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::{TestApp, cast};
use tests::test_client::{TestResponse, answered};

tests::on_both_databases!(
    a_filed_request_is_a_task_of_the_owner_and_one_clerk_claims_it,
    documents_are_stored_in_versions_and_fetched_by_those_who_may,
    a_document_on_file_elsewhere_is_taken_over,
    parties_talk_and_an_office_talks_to_itself,
    both_sides_are_notified_and_the_messages_are_in_the_folder,
);

/// Files a request of VNPT for a position on the power company's pole.
async fn filed(test_app: &TestApp) -> String {
    let pole = test_app.pole("clerk@power", 4).await;
    test_app.filed("planner@vnpt", &[&pole]).await
}

/// Posts a body, with or without a version.
async fn post(test_app: &TestApp, who: &str, path: &str, version: Option<i64>, body: &Value) -> TestResponse {
    let ask = test_app.ask(who, Method::POST, path).json(body);
    let ask = version.into_iter().fold(ask, |ask, version| ask.header("If-Match", format!("\"{version}\"")));
    answered(ask).await.unwrap()
}

async fn a_filed_request_is_a_task_of_the_owner_and_one_clerk_claims_it(test_app: TestApp) {
    let case = filed(&test_app).await;
    let queue = test_app.get("clerk@power", "/tasks").await;
    let task = &queue["items"][0];
    assert_eq!((task["kind"].as_str(), task["case"]["id"].as_str()), (Some("turn"), Some(case.as_str())));
    assert!(test_app.get("planner@viettel", "/tasks").await["items"].as_array().unwrap().is_empty());
    let (id, version) = (task["id"].as_str().unwrap(), task["version"].as_i64());
    let claim = format!("/tasks/{id}/claim");
    assert_eq!(
        post(&test_app, "clerk@power", &claim, None, &json!({})).await.status,
        StatusCode::PRECONDITION_REQUIRED
    );
    assert_eq!(post(&test_app, "planner@viettel", &claim, version, &json!({})).await.status, StatusCode::NOT_FOUND);
    let taken: Value = post(&test_app, "clerk@power", &claim, version, &json!({})).await.body;
    assert_eq!(
        (taken["status"].as_str(), taken["claimed_by"]["name"].as_str()),
        (Some("claimed"), Some("clerk@power"))
    );
    assert_eq!(
        post(&test_app, "second@power", &claim, version, &json!({})).await.status,
        StatusCode::PRECONDITION_FAILED
    );
    let late = post(&test_app, "second@power", &claim, taken["version"].as_i64(), &json!({})).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.body["rule"], "task_is_claimed");

    let second = json!({"user_id": cast::person("second@power")});
    let pass = format!("/tasks/{id}/reassign");
    let version = taken["version"].as_i64();
    assert_eq!(
        post(&test_app, "clerk@power", &pass, version, &second).await.status,
        StatusCode::FORBIDDEN,
        "only a lead passes on"
    );
    let stranger = json!({"user_id": cast::person("planner@vnpt")});
    assert_eq!(post(&test_app, "boss@power", &pass, version, &stranger).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let passed: Value = post(&test_app, "boss@power", &pass, version, &second).await.body;
    assert_eq!(passed["claimed_by"]["name"], "second@power");
    assert_eq!(test_app.get("second@power", "/tasks?mine=true").await["items"].as_array().unwrap().len(), 1);
    let back: Value =
        post(&test_app, "second@power", &format!("/tasks/{id}/release"), passed["version"].as_i64(), &json!({}))
            .await
            .body;
    assert_eq!((back["status"].as_str(), back["claimed_by"].is_null()), (Some("open"), true));
}

async fn documents_are_stored_in_versions_and_fetched_by_those_who_may(test_app: TestApp) {
    let case = filed(&test_app).await;
    let put = |who: &str, name: &str, bytes: &'static [u8]| {
        let path = format!("/cases/{case}/documents?kind=route_plan&name={name}");
        test_app.ask(who, Method::POST, &path).header("Content-Type", "application/octet-stream").body(bytes).send()
    };
    let first: Value = put("planner@vnpt", "tuyen.pdf", b"%PDF-1.7 first").await.unwrap().json().await.unwrap();
    let second: Value = put("planner@vnpt", "tuyen.pdf", b"%PDF-1.7 second").await.unwrap().json().await.unwrap();
    assert_eq!((&first["version"], &second["version"]), (&json!(1), &json!(2)), "{first} {second}");
    assert_eq!(
        put("planner@vnpt", "virus.pdf", b"MZ\x90\0\x03").await.unwrap().status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(put("planner@viettel", "x.pdf", b"%PDF-1.7").await.unwrap().status(), StatusCode::NOT_FOUND);
    let unknown = test_app.ask("planner@vnpt", Method::POST, &format!("/cases/{case}/documents?kind=poem&name=x.pdf"));
    let unknown = unknown.header("Content-Type", "application/pdf").body("%PDF-1.7 x").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let listed = test_app.get("clerk@power", &format!("/cases/{case}/documents")).await;
    let newest: Vec<bool> =
        listed["items"].as_array().unwrap().iter().map(|item| item["newest"].as_bool().unwrap()).collect();
    assert_eq!(newest, [false, true]);
    assert!(listed["set_sha256"].is_string());

    let path = format!("/cases/{case}/documents/{}", first["id"].as_str().unwrap());
    let whole = test_app.ask("clerk@power", Method::GET, &path).send().await.unwrap();
    assert_eq!(whole.headers()["content-type"], "application/pdf");
    let etag = whole.headers()["etag"].clone();
    assert_eq!(whole.bytes().await.unwrap().as_ref(), b"%PDF-1.7 first");
    let part = test_app.ask("clerk@power", Method::GET, &path).header("Range", "bytes=9-13").send().await.unwrap();
    assert_eq!(
        (part.status(), part.headers()["content-range"].to_str().unwrap()),
        (StatusCode::PARTIAL_CONTENT, "bytes 9-13/14")
    );
    assert_eq!(part.bytes().await.unwrap().as_ref(), b"first");
    let known = test_app.ask("clerk@power", Method::GET, &path).header("If-None-Match", etag).send().await.unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    let outside = test_app.ask("clerk@power", Method::GET, &path).header("Range", "bytes=99-").send().await.unwrap();
    assert_eq!(outside.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(
        test_app.ask("planner@viettel", Method::GET, &path).send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
}

async fn a_document_on_file_elsewhere_is_taken_over(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let first = test_app.draft("planner@vnpt", &tests::test_app::wanting(&[&pole])).await;
    let second = test_app.draft("planner@vnpt", &tests::test_app::wanting(&[&pole])).await;
    let document = test_app.document("planner@vnpt", &first, "route_plan").await;
    let path = format!("/cases/{second}/documents/reuse");
    let body = json!({"case_id": first, "document_id": document});
    let taken = test_app.post("planner@vnpt", &path, &body).await.good();
    assert_eq!((taken.text("/name"), taken.text("/kind")), ("route_plan.pdf", "route_plan"));
    let there = test_app.get("planner@vnpt", &format!("/cases/{first}/documents")).await;
    assert_eq!(there["items"][0]["sha256"], taken.text("/sha256"), "the same content, brought once");
    let fetched = format!("/cases/{second}/documents/{}", taken.text("/id"));
    let bytes = test_app.ask("planner@vnpt", Method::GET, &fetched).send().await.unwrap().bytes().await.unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7 route_plan"));

    // Nobody can reuse a document without read access to it, or as a kind of document that the case
    // does not have.
    let foreign = test_app.draft("planner@viettel", &tests::test_app::wanting(&[&pole])).await;
    let stolen = test_app.post("planner@viettel", &format!("/cases/{foreign}/documents/reuse"), &body).await;
    assert_eq!(stolen.status, StatusCode::NOT_FOUND, "{}", stolen.body);
    let odd = json!({"case_id": first, "document_id": document, "kind": "birth_certificate"});
    let odd = test_app.post("planner@vnpt", &path, &odd).await;
    assert_eq!(odd.text("/errors/0/pointer"), "/kind", "{}", odd.body);
}

async fn parties_talk_and_an_office_talks_to_itself(test_app: TestApp) {
    let case = filed(&test_app).await;
    let path = format!("/cases/{case}/messages");
    let say = |who: &'static str, body: &'static str, audience: &'static str| {
        let (test_app, path) = (&test_app, &path);
        async move { post(test_app, who, path, None, &json!({"body": body, "audience": audience})).await.status }
    };
    assert_eq!(say("clerk@power", "Cột này sắp thay.", "parties").await, StatusCode::CREATED);
    assert_eq!(say("clerk@power", "Hỏi lại tổ vận hành.", "internal").await, StatusCode::CREATED);
    assert_eq!(say("planner@viettel", "?", "parties").await, StatusCode::NOT_FOUND);
    assert_eq!(say("clerk@power", "  ", "parties").await, StatusCode::UNPROCESSABLE_ENTITY);
    let heard = |list: Value| list["items"].as_array().unwrap().len();
    assert_eq!(heard(test_app.get("boss@power", &path).await), 2);
    assert_eq!(heard(test_app.get("planner@vnpt", &path).await), 1);
}

async fn both_sides_are_notified_and_the_messages_are_in_the_folder(test_app: TestApp) {
    filed(&test_app).await;
    let inbox = test_app.get("clerk@power", "/notifications?unread=true").await;
    assert_eq!((&inbox["unread"], &inbox["items"][0]["template"]), (&json!(1), &json!("sharing.submitted")));
    assert!(inbox["items"][0]["title"].as_str().unwrap().contains("SR-2023-000001"), "{inbox}");
    let read = format!("/notifications/{}/read", inbox["items"][0]["id"].as_str().unwrap());
    assert_eq!(
        post(&test_app, "planner@vnpt", &read, None, &json!({})).await.status,
        StatusCode::NOT_FOUND,
        "not theirs"
    );
    let noted: Value = post(&test_app, "clerk@power", &read, None, &json!({})).await.body;
    assert!(noted["read_at"].is_string());
    assert_eq!(test_app.get("clerk@power", "/notifications?unread=true").await["unread"], 0);

    // The mailer sends all letters before the test reads the outbox.
    test_app.work().await;
    let messages = test_app.list(cast::ADMIN, "/outbox").await;
    assert!(messages.iter().all(|message| message["status"] == "sent"), "{messages:?}");
    assert_eq!(messages.len(), 5, "two for the applicant, three for the owner");
    assert_eq!(std::fs::read_dir(test_app.folder("mail")).unwrap().count(), 5);
    assert!(
        messages.iter().all(|message| message["text"].is_null()),
        "the administrator reads no letters: {messages:?}"
    );
    let messages = test_app.list("lead@sotttt", "/outbox").await;
    assert!(
        messages.iter().all(|message| message["text"].as_str().is_some_and(|text| text.contains("http://"))),
        "{messages:?}"
    );
    let alive = format!("/outbox/{}/retry", messages[0]["id"].as_str().unwrap());
    assert_eq!(post(&test_app, "admin@hatang", &alive, None, &json!({})).await.status, StatusCode::CONFLICT);
    assert_eq!(
        test_app.ask("clerk@power", Method::GET, "/outbox").send().await.unwrap().status(),
        StatusCode::FORBIDDEN
    );
}
