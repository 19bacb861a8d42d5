//! The server behaves as `openapi/openapi.json` says, and answers requests that violate it with the
//! right problem.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::path::Path;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures::{OPERATOR, OWNER, pole, request_for, settle_three};
use tests::in_process_server::{InProcessServer, monday};
use tests::test_client::{ChangeRequest, TestClient, TestResponse, answered};
use tests::test_db::TestDb;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");
const SOMETHING: &str = "01234567-89ab-7def-8123-456789abcdef";

/// Changes that take no idempotency key.
const UNREPEATABLE: [&str; 9] = [
    "asset.find_along_route",
    "auth.login",
    "auth.logout",
    "auth.set_password",
    "area.locate_shape",
    "case.preview_action",
    "me.change_password",
    "password_reset.create",
    "session.create",
];
/// Changes that name no version.
const UNVERSIONED: [&str; 4] = ["import_mapping.update", "own_session.delete", "preference.update", "session.delete"];
/// Operations that need nobody to be logged in.
const OPEN: [&str; 7] = [
    "auth.login",
    "auth.set_password",
    "meta.get",
    "password_reset.create",
    "session.create",
    "session.delete",
    "word.list",
];

async fn test_app() -> (InProcessServer, TestClient) {
    let test_app = InProcessServer::open(TestDb::sqlite().await).await;
    settle_three(&test_app.app.store, monday()).await;
    let client = test_app.client();
    (test_app, client)
}

/// An operation of the contract.
#[derive(Debug)]
struct Operation {
    id: String,
    method: Method,
    /// The path below `/api/v1`, with a value for each parameter.
    path: String,
    /// The media types of the request body.
    takes: Vec<String>,
    headers: Vec<String>,
}

impl Operation {
    fn all(contract: &Value) -> Vec<Self> {
        let paths = contract["paths"].as_object().unwrap();
        let each = paths.iter().flat_map(|(path, verbs)| {
            let verbs = verbs.as_object().unwrap();
            verbs.iter().map(move |(verb, operation)| Self::of(path, verb, operation))
        });
        each.collect()
    }

    fn of(path: &str, verb: &str, operation: &Value) -> Self {
        let part = |part: &str| if part.starts_with('{') { SOMETHING.to_owned() } else { part.to_owned() };
        let path = path.split('/').map(part).collect::<Vec<_>>().join("/");
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let takes = operation.pointer("/requestBody/content").and_then(Value::as_object).into_iter().flatten();
        Self {
            id: operation["operationId"].as_str().unwrap().to_owned(),
            method: verb.to_uppercase().parse().unwrap(),
            path: path.strip_prefix("/api/v1").unwrap().to_owned(),
            takes: takes.map(|(kind, _)| kind.clone()).collect(),
            headers: parameters
                .filter(|parameter| parameter["in"] == "header")
                .map(|parameter| parameter["name"].as_str().unwrap().to_lowercase())
                .collect(),
        }
    }

    fn takes_json(&self) -> bool {
        self.takes.iter().any(|kind| kind.starts_with("application/json"))
    }

    /// A request for this operation, without a body.
    fn ask(&self, client: &TestClient) -> reqwest::RequestBuilder {
        client.ask(self.method.clone(), &self.path)
    }
}

async fn contract(client: &TestClient) -> Value {
    answered(client.bare(Method::GET, "/openapi.json")).await.unwrap().good().body
}

/// Asserts that an answer is a well-formed problem with this status.
#[track_caller]
fn problem(answer: &TestResponse, status: StatusCode, about: &str) {
    assert_eq!(answer.status, status, "{about}: {}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json", "{about}");
    assert_eq!(answer.body["status"], status.as_u16(), "{about}: {}", answer.body);
    assert!(answer.text("/type").starts_with("urn:hatang:problem:"), "{about}: {}", answer.body);
    assert!(!answer.text("/title").is_empty(), "{about}: {}", answer.body);
    let request = answer.header("x-request-id");
    assert!(!request.is_empty(), "{about}");
    assert_eq!(answer.text("/request_id"), request, "{about}");
}

#[tokio::test]
async fn the_committed_openapi_is_what_the_code_makes_and_serves() {
    let (_test_app, client) = test_app().await;
    let made = client.bare(Method::GET, "/openapi.json").send().await.unwrap().text().await.unwrap();
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(Path::new(COMMITTED).parent().unwrap()).unwrap();
        std::fs::write(COMMITTED, &made).unwrap();
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    let first = committed.lines().zip(made.lines()).position(|(old, new)| old != new);
    assert!(
        committed == made,
        "openapi/openapi.json is not what the code makes (first at line {first:?}); \
         run make bless and read the difference"
    );
}

#[tokio::test]
async fn the_openapi_names_what_every_change_may_carry() {
    let (_test_app, client) = test_app().await;
    for operation in Operation::all(&contract(&client).await) {
        let id = operation.id.as_str();
        match operation.method {
            // These operations create nothing: some only read, the others may be repeated.
            Method::POST if UNREPEATABLE.contains(&id) => {}
            // The operations of planners only read, although they use `POST` because of their long
            // parameters.
            Method::POST if id.starts_with("planning.") => {}
            Method::POST => assert!(operation.headers.contains(&"idempotency-key".to_owned()), "{id}"),
            // A mapping and preferences are replaced whatever their version. A session ends once.
            Method::PUT | Method::DELETE if UNVERSIONED.contains(&id) => {}
            Method::PUT | Method::PATCH | Method::DELETE => {
                assert!(operation.headers.contains(&"if-match".to_owned()), "{id}");
            }
            _ => assert!(operation.takes.is_empty(), "{id}"),
        }
    }
}

#[tokio::test]
async fn nobody_gets_anything_without_a_token() {
    let (_test_app, client) = test_app().await;
    let operations = Operation::all(&contract(&client).await);
    assert!(operations.len() > 50);
    let open = |id: &str| OPEN.contains(&id) || id.starts_with("public_");
    for operation in operations.iter().filter(|operation| !open(&operation.id)) {
        for token in [None, Some("Bearer nobody's"), Some("Basic cGxhbm5lcjp4"), Some("Bearer"), Some("")] {
            let ask = token.into_iter().fold(operation.ask(&client), |ask, token| ask.header("Authorization", token));
            let ask = operation.takes.iter().take(1).fold(ask, |ask, kind| ask.header("Content-Type", kind).body("{}"));
            let answer = answered(ask).await.unwrap();
            problem(&answer, StatusCode::UNAUTHORIZED, &format!("{} with {token:?}", operation.id));
            assert_eq!(answer.header("www-authenticate"), "Bearer");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_and_what_cannot_be_done_is_said() {
    let (_test_app, client) = test_app().await;
    for path in ["/nowhere", "/cases/1/2/3/4", "/assets/not-an-id", "/tasks/%20", "/../etc/passwd"] {
        let answer = answered(client.ask(Method::GET, path).bearer_auth("planner")).await.unwrap();
        problem(&answer, StatusCode::NOT_FOUND, path);
    }
    // A path without a dot may be a page of the app.
    for path in ["/nowhere.html", "/api/v2/cases", "/api", "/data/hatang.db"] {
        problem(&answered(client.bare(Method::GET, path)).await.unwrap(), StatusCode::NOT_FOUND, path);
    }
    let contract = contract(&client).await;
    for (path, verbs) in contract["paths"].as_object().unwrap() {
        let mut promised: Vec<String> = verbs.as_object().unwrap().keys().map(|verb| verb.to_uppercase()).collect();
        promised.sort_unstable();
        let unused = [Method::PUT, Method::DELETE, Method::PATCH, Method::POST];
        let method = unused.into_iter().find(|method| !promised.contains(&method.to_string())).unwrap();
        let asked = Operation::of(path, &method.as_str().to_lowercase(), &json!({"operationId": "none"}));
        let answer = answered(asked.ask(&client).bearer_auth("planner")).await.unwrap();
        // The `Allow` header lists exactly the methods of the contract.
        if answer.status == StatusCode::METHOD_NOT_ALLOWED {
            problem(&answer, StatusCode::METHOD_NOT_ALLOWED, path);
            let mut allowed: Vec<&str> = answer.header("allow").split(", ").collect();
            allowed.sort_unstable();
            assert_eq!(allowed, promised, "{path}");
        } else {
            panic!("{method} {path}: {} {}", answer.status, answer.body);
        }
    }
    let answer = answered(client.bare(Method::POST, "/healthz")).await.unwrap();
    problem(&answer, StatusCode::METHOD_NOT_ALLOWED, "/healthz");
    assert_eq!(answer.header("allow"), "GET, HEAD");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_with_its_place() {
    let (_test_app, client) = test_app().await;
    let operations = Operation::all(&contract(&client).await);
    for operation in operations.iter().filter(|operation| operation.takes_json()) {
        let send = |kind: &'static str, body: &'static str| {
            let ask = operation.ask(&client).bearer_auth("planner").header("If-Match", "\"1\"");
            answered(ask.header("Content-Type", kind).body(body))
        };
        for body in ["", "{", "{\"title\": \"\u{1}\"}", "[]", "17", "null", "{\"a\":1}{", "\u{feff}{}", "{\"title\":{}"]
        {
            let answer = send("application/json", body).await.unwrap();
            problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, &format!("{} with {body:?}", operation.id));
            assert!(!answer.text("/errors/0/message").is_empty(), "{}: {}", operation.id, answer.body);
        }
        for kind in ["text/xml", "application/x-www-form-urlencoded", "text/plain; charset=utf-8"] {
            let answer = send(kind, "{}").await.unwrap();
            problem(&answer, StatusCode::UNSUPPORTED_MEDIA_TYPE, &format!("{} with {kind}", operation.id));
        }
    }
    // A body that is not valid UTF-8 is refused.
    let ask =
        client.ask(Method::POST, "/sharing-requests").bearer_auth("planner").header("Content-Type", "application/json");
    let answer = answered(ask.body(&b"{\"title\": \"\xff\xfe\"}"[..])).await.unwrap();
    problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, "bytes");
    // All faults are reported at once, each with its pointer.
    let units = json!([{"quantity": 0}]);
    let body = json!({"title": [], "purpose": 7, "elements": [{"asset_id": "x", "units": units}], "starts_on": "?"});
    let answer = client.post("planner", "/sharing-requests", None, &body).await.unwrap();
    problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, "several faults");
    let places: Vec<&str> =
        answer.body["errors"].as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    let unit = ["/elements/0/units/0/unit", "/elements/0/units/0/quantity"];
    for place in ["/title", "/purpose", "/elements/0/asset_id", "/starts_on"].into_iter().chain(unit) {
        assert!(places.contains(&place), "{place}: {places:?}");
    }
    // The check also covers operations with a path parameter.
    let wrong = client
        .ask(Method::POST, &format!("/cases/{SOMETHING}/messages"))
        .bearer_auth("planner")
        .json(&json!({"body": [], "audience": "parties"}));
    let answer = answered(wrong).await.unwrap();
    problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, "a message");
    assert_eq!(answer.text("/errors/0/pointer"), "/body");
    // The check also covers query parameters.
    for query in ["limit=0", "limit=501", "limit=x", "cursor=x", "kind=x", "overdue=maybe", "applicant=x"] {
        let answer = client.read("planner", &format!("/cases?{query}")).await.unwrap();
        problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, query);
        assert!(query.starts_with(answer.text("/errors/0/pointer")), "{query}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_not_taken() {
    let (test_app, client) = test_app().await;
    let limit = usize::try_from(test_app.app.config.server.body_limit_bytes).unwrap();
    let large = || format!("{{\"title\": \"{}\"}}", "a".repeat(limit));
    let ask = || {
        client.ask(Method::POST, "/sharing-requests").bearer_auth("planner").header("Content-Type", "application/json")
    };
    let answer = answered(ask().body(large())).await.unwrap();
    problem(&answer, StatusCode::PAYLOAD_TOO_LARGE, "announced");
    let pieces: Vec<std::io::Result<String>> =
        large().as_bytes().chunks(60_000).map(|piece| Ok(String::from_utf8(piece.to_vec()).unwrap())).collect();
    let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(pieces));
    let answer = answered(ask().body(stream)).await.unwrap();
    problem(&answer, StatusCode::PAYLOAD_TOO_LARGE, "not announced");
    // The server still answers afterwards.
    client.read("planner", "/me").await.unwrap().good();
}

#[tokio::test]
async fn a_change_names_the_version_it_is_about() {
    let (_test_app, client) = test_app().await;
    let body = request_for(&[pole(1, OWNER, 1).id]);
    let draft = client.post("planner", "/sharing-requests", None, &body).await.unwrap().good();
    let case = draft.text("/id").to_owned();
    let asset = pole(1, OWNER, 1).id;
    let other = client.post("planner", "/sharing-requests", None, &body).await.unwrap().good();
    client.take("planner", (other.text("/id"), 1), "submit", &json!({})).await.unwrap().good();
    let tasks = client.read("clerk", "/tasks").await.unwrap().good();
    let task = tasks.text("/items/0/id").to_owned();
    let people = client.read("admin", "/users").await.unwrap().good();
    let person = people.text("/items/0/id").to_owned();
    let office = uuid::Uuid::from_u128(OPERATOR);
    let changes = [
        ("planner", Method::PATCH, format!("/sharing-requests/{case}"), json!({"title": "Tuyến khác"})),
        ("planner", Method::POST, format!("/cases/{case}/actions/submit"), json!({})),
        ("clerk", Method::PATCH, format!("/assets/{asset}"), json!({"address": "Số 1"})),
        ("clerk", Method::DELETE, format!("/assets/{asset}"), json!({})),
        ("clerk", Method::POST, format!("/tasks/{task}/claim"), json!({})),
        ("admin", Method::PATCH, format!("/users/{person}"), json!({"name": "Khác"})),
        ("admin", Method::PATCH, format!("/organizations/{office}"), json!({"name_vi": "Khác"})),
    ];
    for (who, method, path, body) in &changes {
        let about = format!("{method} {path}");
        let send = |version| client.send(who, method.clone(), path, ChangeRequest { version, key: None }, body);
        let missing = send(None).await.unwrap();
        problem(&missing, StatusCode::PRECONDITION_REQUIRED, &about);
        let stale = send(Some(99)).await.unwrap();
        problem(&stale, StatusCode::PRECONDITION_FAILED, &about);
        assert!(stale.body["stored_version"].as_u64().is_some_and(|version| version < 99), "{about}: {}", stale.body);
        let odd = client.ask(method.clone(), path).bearer_auth(who).header("If-Match", "\"x\"").json(body);
        problem(&answered(odd).await.unwrap(), StatusCode::UNPROCESSABLE_ENTITY, &about);
    }
    // The answer names the version it shows, and the next change sends this version.
    assert!(draft.header("etag").starts_with("\"1-"), "{}", draft.header("etag"));
    let wish = ChangeRequest { version: Some(1), key: None };
    let (who, method, path, body) = &changes[0];
    let written = client.send(who, method.clone(), path, wish, body).await.unwrap().good();
    assert!(written.header("etag").starts_with("\"2-"), "{}", written.header("etag"));
    assert_eq!(written.version(), 2);
    let read = client.read("planner", &format!("/cases/{case}")).await.unwrap().good();
    assert_eq!(read.header("etag"), written.header("etag"));
}

#[tokio::test]
async fn a_request_sent_again_under_its_key_is_answered_again_and_not_done_again() {
    let (_test_app, client) = test_app().await;
    let send = |who: &'static str, key: &'static str, path: String, version: Option<u64>, body: Value| {
        let client = &client;
        async move { client.send(who, Method::POST, &path, ChangeRequest { version, key: Some(key) }, &body).await.unwrap() }
    };
    let body = request_for(&[pole(1, OWNER, 1).id]);
    // The key of a refused request stays free.
    let wrong =
        send("planner", "k1", "/sharing-requests".to_owned(), None, json!({"title": " ", "elements": []})).await;
    problem(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "refused");
    let first = send("planner", "k1", "/sharing-requests".to_owned(), None, body.clone()).await.good();
    let case = first.text("/id").to_owned();
    let submit = format!("/cases/{case}/actions/submit");
    let filed = send("planner", "k2", submit.clone(), Some(1), json!({})).await.good();
    let taken = send("clerk", "k3", format!("/cases/{case}/actions/confirm_complete"), Some(2), json!({})).await.good();
    assert_eq!(taken.text("/state"), "complete");
    // Both requests get their first answer again, although the case has advanced and the version is
    // stale.
    for (key, path, version, body, before) in [
        ("k1", "/sharing-requests".to_owned(), None, body.clone(), &first),
        ("k2", submit.clone(), Some(1), json!({}), &filed),
    ] {
        let again = send("planner", key, path, version, body).await;
        assert_eq!((again.status, &again.body), (before.status, &before.body));
        assert_eq!(again.header("etag"), before.header("etag"));
        assert_eq!(again.header("location"), before.header("location"));
    }
    let trail = client.read("planner", &format!("/cases/{case}/history")).await.unwrap().good();
    assert_eq!(trail.body["items"].as_array().unwrap().len(), 3);
    // A key belongs to one request of one person.
    let misused = send("planner", "k2", "/sharing-requests".to_owned(), None, body.clone()).await;
    problem(&misused, StatusCode::CONFLICT, "another request");
    assert_eq!(misused.text("/rule"), "idempotency_key_reused");
    let long: &'static str = Box::leak("k".repeat(201).into_boxed_str());
    for key in ["", "a b", long] {
        let answer = send("planner", key, "/sharing-requests".to_owned(), None, body.clone()).await;
        problem(&answer, StatusCode::UNPROCESSABLE_ENTITY, key);
        assert_eq!(answer.text("/errors/0/pointer"), "Idempotency-Key");
    }
}

#[tokio::test]
async fn a_request_keeps_the_id_it_brought() {
    let (_test_app, client) = test_app().await;
    let ask = || client.ask(Method::GET, "/cases/none");
    let answer = answered(ask().header("X-Request-Id", "trace-17")).await.unwrap();
    assert_eq!((answer.header("x-request-id"), answer.text("/request_id")), ("trace-17", "trace-17"));
    for odd in ["a b", "<script>", "x".repeat(65).as_str()] {
        let answer = answered(ask().header("X-Request-Id", odd)).await.unwrap();
        assert_ne!(answer.header("x-request-id"), odd);
        assert!(!answer.header("x-request-id").is_empty());
    }
}
