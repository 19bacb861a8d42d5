//! Retries of dead letters in one command: permitted callers only, once per key, and also on the
//! command line.

use api_store::notices::outbox::{Hold, MessageClaim, NewMessage, Outcome, Recipient, Settled, claim, enqueue, settle};
use chrono::TimeDelta;
use domain::ids::OutboxId;
use domain::notice::LegalClass;
use domain::text::Locale;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::node::Plan;
use tests::test_app::{TestApp, cast};
use tests::test_client::ChangeRequest;
use uuid::Uuid;

tests::on_both_databases!(
    dead_messages_are_sent_again_together_by_those_who_may,
    dead_messages_are_sent_again_at_the_terminal,
);

/// Creates letters to these offices that died with these errors.
async fn dead(test_app: &TestApp, messages: &[(u128, u128, &str)]) {
    let (store, now) = (&test_app.app().store, test_app.now());
    let tx = store.begin().await.unwrap();
    for (id, office, error) in messages {
        let queued = NewMessage {
            id: OutboxId::new(Uuid::from_u128(*id)),
            case: None,
            template: "sharing.submitted".to_owned(),
            class: LegalClass::Information,
            to: Recipient {
                organization: Some(cast::office(*office)),
                user: None,
                name: "Planner".to_owned(),
                address: "planner@viettel.example".to_owned(),
                locale: Locale::En,
            },
            payload: json!({}),
        };
        enqueue(&tx, now, vec![queued]).await.unwrap();
        let until = now + TimeDelta::hours(1);
        let claimed = claim(&tx, Uuid::from_u128(*id), "test", now, Hold { until, due_again: until }).await.unwrap();
        assert!(matches!(claimed, MessageClaim::Started(_)));
        let dead = Outcome::Dead { error: (*error).to_owned() };
        assert_eq!(settle(&tx, Uuid::from_u128(*id), "test", &dead, None).await.unwrap(), Settled::Done);
    }
    store.commit(tx).await.unwrap();
}

async fn left(test_app: &TestApp) -> usize {
    test_app.list(cast::ADMIN, "/outbox?status=dead").await.len()
}

async fn dead_messages_are_sent_again_together_by_those_who_may(test_app: TestApp) {
    let messages = [(1, cast::VIETTEL, "550 relay"), (2, cast::VNPT, "550 relay"), (3, cast::VIETTEL, "554 spam")];
    dead(&test_app, &messages).await;
    let retry = |who: &'static str, key: Option<&'static str>, body: Value| {
        let test_app = &test_app;
        async move {
            let wish = ChangeRequest { version: None, key };
            test_app.client().send(who, Method::POST, "/outbox/retry", wish, &body).await.unwrap()
        }
    };
    assert_eq!(retry("clerk@power", None, json!({})).await.status, StatusCode::FORBIDDEN);
    assert_eq!(retry(cast::ADMIN, None, json!({"eror": "x"})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(retry(cast::ADMIN, None, json!({"error": ""})).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let upside_down = json!({"written_from": "2023-10-02T00:00:00Z", "written_before": "2023-10-01T00:00:00Z"});
    assert_eq!(retry(cast::ADMIN, None, upside_down).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(left(&test_app).await, 3, "a refused request changes nothing");

    let viettel = json!({"error": "relay", "organization_id": cast::office(cast::VIETTEL)});
    for _ in 0..2 {
        let done = retry(cast::ADMIN, Some("again-1"), viettel.clone()).await;
        assert_eq!((done.status, &done.body), (StatusCode::OK, &json!({"messages": 1})));
    }
    assert_eq!(left(&test_app).await, 2);
    assert_eq!(retry("officer@sotttt", None, json!({})).await.body, json!({"messages": 2}));
    assert_eq!(left(&test_app).await, 0);
    assert_eq!(retry(cast::ADMIN, None, json!({})).await.body, json!({"messages": 0}));
}

async fn dead_messages_are_sent_again_at_the_terminal(test_app: TestApp) {
    dead(
        &test_app,
        &[(1, cast::VIETTEL, "550 relay"), (2, cast::VIETTEL, "554 spam"), (3, cast::VIETTEL, "550 relay")],
    )
    .await;
    let plan = Plan::new(test_app.test_db().url(), &test_app.test_db().folder("terminal"));
    let first = Uuid::from_u128(1).to_string();
    for (arguments, wanted) in [
        (vec!["mail", "retry", "--error", "spam"], "1 message(s)"),
        (vec!["mail", "retry", "--message", &first], "1 message(s)"),
        (vec!["mail", "retry"], "1 message(s)"),
    ] {
        let ran = plan.run(&arguments);
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(
            ran.status.success() && said.starts_with(wanted),
            "{arguments:?}: {said}{}",
            String::from_utf8_lossy(&ran.stderr)
        );
    }
    assert_eq!(left(&test_app).await, 0);
}
