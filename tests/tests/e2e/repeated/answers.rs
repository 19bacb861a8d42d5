//! Answers to repeated requests.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use reqwest::Method;
use serde_json::json;
use tests::test_app::{TestApp, wanting};

use super::every_operation::{MAPPING, is_of_another};
use super::sent::{Sent, claimed, digest};

tests::on_both_databases!(
    an_equal_request_gets_the_first_answer,
    a_form_is_recognised_by_its_parts,
    a_key_of_an_older_version_belongs_to_another_request,
);

fn json(path: &str, body: &serde_json::Value) -> Sent {
    Sent {
        method: Method::POST,
        path: path.to_owned(),
        query: String::new(),
        media_type: "application/json".to_owned(),
        body: body.to_string().into_bytes(),
    }
}

async fn an_equal_request_gets_the_first_answer(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.draft("planner@vnpt", &wanting(&[&pole])).await;
    let file = Sent {
        query: "kind=route_plan&name=tuyen.pdf".to_owned(),
        media_type: "application/octet-stream".to_owned(),
        body: b"%PDF-1.7 x".to_vec(),
        ..json(&format!("/cases/{case}/documents"), &json!({}))
    };
    let draft = json("/sharing-requests", &wanting(&[&pole]));
    let action = json(&format!("/cases/{case}/actions/submit"), &json!({}));
    for (key, sent) in [("file", &file), ("draft", &draft), ("action", &action)] {
        let first = sent.by(&test_app, "planner@vnpt", key).await.good();
        let again = sent.by(&test_app, "planner@vnpt", key).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{key}");
        for (part, other) in sent.altered() {
            let answer = other.by(&test_app, "planner@vnpt", key).await;
            assert!(is_of_another(&answer), "{key} with another {part}: {} {}", answer.status, answer.body);
        }
    }
    assert_eq!(test_app.list("planner@vnpt", &format!("/cases/{case}/documents")).await.len(), 1);
    assert_eq!(test_app.list("planner@vnpt", "/cases").await.len(), 2);
}

/// Clients choose a new boundary for each attempt, so a form is compared by its parts.
async fn a_form_is_recognised_by_its_parts(test_app: TestApp) {
    let form = |boundary: &str, cells: &str| {
        let disposition = "Content-Disposition: form-data; name=";
        let body = format!(
            "--{boundary}\r\n{disposition}\"mapping\"\r\n\r\n{MAPPING}\r\n\
             --{boundary}\r\n{disposition}\"file\"; filename=\"cot.csv\"\r\n\
             Content-Type: text/csv\r\n\r\n{cells}\r\n--{boundary}--\r\n"
        );
        Sent {
            media_type: format!("multipart/form-data; boundary={boundary}"),
            body: body.into_bytes(),
            ..json("/imports", &json!({}))
        }
    };
    let cells = "ma,kinh,vi\nA-1,107.05,20.95\n";
    let first = form("one", cells).by(&test_app, "clerk@power", "form").await.good();
    let again = form("two", cells).by(&test_app, "clerk@power", "form").await.good();
    assert_eq!(again.text("/id"), first.text("/id"));
    let other = form("one", "ma,kinh,vi\nA-2,107.05,20.95\n").by(&test_app, "clerk@power", "form").await;
    assert!(is_of_another(&other), "{} {}", other.status, other.body);
    assert_eq!(test_app.list("clerk@power", "/imports").await.len(), 1);
}

/// Older versions bound a key to method, address and the fields that they read. After an upgrade a
/// repeated request is refused rather than executed a second time.
async fn a_key_of_an_older_version_belongs_to_another_request(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let draft = json("/sharing-requests", &wanting(&[&pole]));
    let content = String::from_utf8(draft.body.clone()).unwrap();
    let before = digest(&["POST", "/api/v1/sharing-requests", &content]);
    claimed(&test_app, "planner@vnpt", "before", before).await;
    let again = draft.by(&test_app, "planner@vnpt", "before").await;
    assert!(is_of_another(&again), "{} {}", again.status, again.body);
    assert!(test_app.list("planner@vnpt", "/cases").await.is_empty());
    assert!(draft.by(&test_app, "planner@vnpt", "after").await.good().body["id"].is_string());
}
