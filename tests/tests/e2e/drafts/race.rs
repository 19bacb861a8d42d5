//! Simultaneous deletions of one draft, and a deletion against a filing: one of them wins, and the
//! data stay whole.

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::{TestApp, wanting};
use tests::test_client::{ChangeRequest, TestClient};

tests::on_both_databases!(of_simultaneous_deletions_one_wins, a_draft_is_deleted_or_filed_and_never_both);

const TIMES: usize = 12;

async fn deleted(client: &TestClient, case: &str) -> StatusCode {
    let wish = ChangeRequest { version: Some(1), key: None };
    client.send("planner@vnpt", Method::DELETE, &format!("/cases/{case}"), wish, &Value::Null).await.unwrap().status
}

async fn of_simultaneous_deletions_one_wins(test_app: TestApp) {
    let (other, _running) = test_app.second_client().await;
    for _ in 0..TIMES {
        let case = super::empty(&test_app, "planner@vnpt", "sharing-requests").await;
        let clients = [test_app.client(), &other, test_app.client(), &other];
        let answers = join_all(clients.map(|client| deleted(client, &case))).await;
        let won = answers.iter().filter(|status| **status == StatusCode::NO_CONTENT).count();
        assert_eq!(won, 1, "{answers:?}");
        let lost = [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND, StatusCode::PRECONDITION_FAILED];
        assert!(answers.iter().all(|status| lost.contains(status)), "{answers:?}");
        super::is_gone(&test_app, "planner@vnpt", &case).await;
    }
}

async fn a_draft_is_deleted_or_filed_and_never_both(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 40).await;
    let (other, _running) = test_app.second_client().await;
    let mut codes = Vec::new();
    for turn in 0..TIMES {
        let case = test_app.draft("planner@vnpt", &wanting(&[&pole])).await;
        let data = json!({});
        let filing = async { other.take("planner@vnpt", (&case, 1), "submit", &data).await.unwrap() };
        let deletion = deleted(test_app.client(), &case);
        let (filed, deleted) = if turn % 2 == 0 {
            tokio::join!(filing, deletion)
        } else {
            let (deleted, filed) = tokio::join!(deletion, filing);
            (filed, deleted)
        };
        if deleted == StatusCode::NO_CONTENT {
            let lost = [StatusCode::NOT_FOUND, StatusCode::PRECONDITION_FAILED];
            assert!(lost.contains(&filed.status), "{} {}", filed.status, filed.body);
            super::is_gone(&test_app, "planner@vnpt", &case).await;
        } else {
            assert!([StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED].contains(&deleted), "{deleted}");
            codes.push(filed.good().text("/code").to_owned());
        }
    }
    // A filing that lost took no number.
    let expected: Vec<String> = (1..=codes.len()).map(|number| format!("SR-2023-{number:06}")).collect();
    assert_eq!(codes, expected);
}
