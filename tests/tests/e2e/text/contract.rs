//! Sends every kind of refused text in every text field of every request in the contract.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures::{OWNER, pole, request_for, settle_three};
use tests::in_process_server::{InProcessServer, monday};
use tests::test_client::{TestClient, TestResponse, answered};
use tests::test_db::TestDb;

use super::sample::{SOMETHING, texts, value};

/// The refused kinds of text, with their names.
const REFUSED: [(&str, &str); 6] = [
    ("the null character", "a\0b"),
    ("a control character", "a\u{7}b"),
    ("a C1 control character", "a\u{85}b"),
    ("a turn of direction", "a\u{202e}b"),
    ("blanks only", "   "),
    ("zero width only", "\u{200b}\u{feff}\u{2060}"),
];
/// A text in decomposed form, which looks like its composed form.
const DECOMPOSED: &str = "Ha\u{323} Long";

struct TextServer {
    in_process: InProcessServer,
    client: TestClient,
    case: String,
}

impl TextServer {
    async fn open(test_db: TestDb) -> Self {
        let in_process = InProcessServer::open(test_db).await;
        settle_three(&in_process.app.store, monday()).await;
        let client = in_process.client();
        let body = request_for(&[pole(1, OWNER, 1).id]);
        let case =
            client.post("planner", "/sharing-requests", None, &body).await.unwrap().good().text("/id").to_owned();
        Self { in_process, client, case }
    }

    fn path(&self, template: &str) -> String {
        let filled = template.strip_prefix("/api/v1").unwrap().replace("{case_id}", &self.case);
        let filled = filled.replace("{asset_id}", &pole(1, OWNER, 1).id.to_string());
        let part = |part: &str| if part.starts_with('{') { SOMETHING.to_owned() } else { part.to_owned() };
        filled.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    async fn ask(&self, id: &str, method: &Method, path: &str, body: Option<(&str, Vec<u8>)>) -> TestResponse {
        let who = match id.split('.').next().unwrap() {
            "user" | "organization" | "outbox_message" | "organization_merger" | "calendar" | "calendar_change" => {
                "admin"
            }
            "asset" | "asset_survey" | "asset_transfer" | "asset_version" | "occupancy" | "export" | "import"
            | "import_error" | "import_mapping" | "quality_issue" => "clerk",
            _ => "planner",
        };
        let ask = self.client.ask(method.clone(), path).bearer_auth(who).header("If-Match", "\"1\"");
        let ask = body.into_iter().fold(ask, |ask, (kind, bytes)| ask.header("Content-Type", kind).body(bytes));
        answered(ask).await.unwrap()
    }
}

/// The wrong answers, by operation.
#[derive(Default)]
struct Wrong {
    asked: usize,
    failed: BTreeSet<String>,
    taken: BTreeMap<String, Vec<String>>,
}

impl Wrong {
    fn note(&mut self, id: &str, about: &str, answer: &TestResponse, good: bool) {
        self.asked += 1;
        if answer.status == StatusCode::INTERNAL_SERVER_ERROR {
            self.failed.insert(id.to_owned());
        }
        if answer.status.is_server_error() || !good {
            self.taken.entry(id.to_owned()).or_default().push(format!("{about}: {} {}", answer.status, answer.body));
        }
    }

    fn none(&self) {
        let first: Vec<String> = self
            .taken
            .iter()
            .take(40)
            .map(|(id, reported)| format!("{id}: {} times, first {}", reported.len(), reported[0]))
            .collect();
        assert!(
            self.taken.is_empty(),
            "{} requests; 500 at {} operations {:?}; wrong at {}:\n{}",
            self.asked,
            self.failed.len(),
            self.failed,
            self.taken.len(),
            first.join("\n")
        );
    }
}

fn names(answer: &TestResponse, pointer: &str) -> bool {
    let mut errors = answer.body["errors"].as_array().into_iter().flatten();
    answer.status == StatusCode::UNPROCESSABLE_ENTITY && errors.any(|error| error["pointer"] == pointer)
}

async fn every_text(test_db: TestDb) {
    let place = TextServer::open(test_db).await;
    let contract = answered(place.client.bare(Method::GET, "/openapi.json")).await.unwrap().good().body;
    let mut wrong = Wrong::default();
    for (template, verbs) in contract["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            let method: Method = verb.to_uppercase().parse().unwrap();
            let id = operation["operationId"].as_str().unwrap();
            if ["notification.stream", "auth.logout", "own_session.delete"].contains(&id) {
                continue;
            }
            bodies(&place, &contract, (id, &method, &place.path(template)), operation, &mut wrong).await;
            queries(&place, (id, &method, &place.path(template)), operation, &mut wrong).await;
            paths(&place, (id, &method, template), operation, &mut wrong).await;
        }
    }
    wrong.none();
    assert!(wrong.asked > 2_000, "{}", wrong.asked);
    drop(place.in_process);
}

async fn bodies(
    place: &TextServer,
    contract: &Value,
    (id, method, path): (&str, &Method, &str),
    operation: &Value,
    wrong: &mut Wrong,
) {
    let Some(schema) = operation.pointer("/requestBody/content/application~1json; charset=utf-8/schema") else {
        return;
    };
    let body = value(contract, schema, 0);
    for pointer in texts(&body, "") {
        let with = |text: &str| {
            let mut body = body.clone();
            *body.pointer_mut(&pointer).unwrap() = json!(text);
            Some(("application/json", body.to_string().into_bytes()))
        };
        let is_password = pointer.ends_with("password");
        for (name, text) in REFUSED.into_iter().filter(|(_, text)| !is_password || text.contains(char::is_control)) {
            let answer = place.ask(id, method, path, with(text)).await;
            wrong.note(id, &format!("{pointer} with {name}"), &answer, names(&answer, &pointer));
        }
        let long = place.ask(id, method, path, with(&"a".repeat(20_001))).await;
        wrong.note(id, &format!("{pointer} too long"), &long, names(&long, &pointer) || is_password);
        let decomposed = place.ask(id, method, path, with(DECOMPOSED)).await;
        wrong.note(id, &format!("{pointer} decomposed"), &decomposed, true);
    }
}

async fn queries(place: &TextServer, (id, method, path): (&str, &Method, &str), operation: &Value, wrong: &mut Wrong) {
    let body = operation.get("requestBody").map(|_| ("application/octet-stream", b"code\nA-1\n".to_vec()));
    for name in parameters(operation, "query") {
        for (what, text) in REFUSED {
            let url = format!("{path}?{name}={}", percent(text));
            let answer = place.ask(id, method, &url, body.clone()).await;
            wrong.note(id, &format!("{name} with {what}"), &answer, names(&answer, name));
        }
        for text in ["a".repeat(20_001).as_str(), DECOMPOSED] {
            let url = format!("{path}?{name}={}", percent(text));
            let answer = place.ask(id, method, &url, body.clone()).await;
            wrong.note(id, &format!("{name} long or decomposed"), &answer, true);
        }
    }
}

async fn paths(
    place: &TextServer,
    (id, method, template): (&str, &Method, &str),
    operation: &Value,
    wrong: &mut Wrong,
) {
    for name in parameters(operation, "path") {
        for (what, text) in REFUSED.into_iter().chain([("a decomposed text", DECOMPOSED)]) {
            let path = place.path(&template.replace(&format!("{{{name}}}"), &percent(text)));
            let body = operation.get("requestBody").map(|_| ("application/json", b"{}".to_vec()));
            let answer = place.ask(id, method, &path, body).await;
            let refused = matches!(answer.status.as_u16(), 404 | 415 | 422);
            wrong.note(id, &format!("{name} with {what}"), &answer, refused || text == DECOMPOSED);
        }
    }
}

fn parameters<'a>(operation: &'a Value, place: &'static str) -> impl Iterator<Item = &'a str> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.filter(move |parameter| parameter["in"] == place).map(|parameter| parameter["name"].as_str().unwrap())
}

pub(crate) fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_text_is_checked_on_sqlite() {
    every_text(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_text_is_checked_on_postgres() {
    if let Some(test_db) = TestDb::postgres("every text") {
        every_text(test_db).await;
    }
}
