//! Invitations and forgotten passwords: a link of single use, in the language of the person.

use std::time::Duration;

use api_store::entities::outbox;
use reqwest::{Method, StatusCode};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::browser::PASSWORD;
use tests::test_app::cast::{self, ADMIN, VNPT};
use tests::test_client::{TestResponse, answered};

tests::on_both_databases!(
    an_invited_person_sets_the_first_password,
    a_forgotten_password_is_reset_by_the_link_alone,
    an_answer_does_not_say_whether_there_is_an_account,
);

const CLERK: &str = "clerk@power";
const NEXT: &str = "another password 2023";

/// The tokens of all messages of a kind, in the order of their creation.
async fn tokens(test_app: &TestApp, message: &str) -> Vec<String> {
    let rows = outbox::Entity::find().filter(outbox::Column::Template.eq(message)).order_by_asc(outbox::Column::Id);
    let rows = rows.all(test_app.app().store.read()).await.unwrap();
    let link = |row: outbox::Model| row.payload["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    rows.into_iter().map(link).collect()
}

/// The same, once there are so many. A link after a forgotten password is made after the answer.
async fn so_many_tokens(test_app: &TestApp, message: &str, number: usize) -> Vec<String> {
    loop {
        let found = tokens(test_app, message).await;
        if found.len() >= number {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn anonymous(test_app: &TestApp, path: &str, body: &Value) -> TestResponse {
    answered(test_app.ask_as_public(Method::POST, path).json(body)).await.unwrap()
}

async fn set(test_app: &TestApp, token: &str, password: &str) -> TestResponse {
    anonymous(test_app, "/auth/password", &json!({"token": token, "new_password": password})).await
}

async fn login(test_app: &TestApp, email: &str, password: &str) -> StatusCode {
    anonymous(test_app, "/auth/login", &json!({"email": email, "password": password})).await.status
}

fn is_unusable(answer: &TestResponse) -> bool {
    answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text("/errors/0/code") == "link_not_usable"
}

async fn an_invited_person_sets_the_first_password(test_app: TestApp) {
    let membership = json!({"organization_id": cast::office(VNPT), "role": "operator_planner"});
    let email = "dao@vnpt.example";
    let new = json!({"email": email, "name": "Nguyễn Thị Đào", "memberships": [membership]});
    let person = test_app.post(ADMIN, "/users", &new).await.good();
    let path = format!("/users/{}/invitation", person.text("/id"));
    let refused = test_app.post("manager@vnpt", &path, &Value::Null).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    assert_eq!(test_app.post(ADMIN, &path, &Value::Null).await.status, StatusCode::ACCEPTED);
    // The message is sent to the address, and its text is shown to nobody, not even its sender.
    let messages = test_app.all_messages().await;
    let message = messages.iter().find(|message| message.template == "account.invitation").unwrap();
    assert_eq!((message.address.as_str(), message.organization_id), (email, None));
    let subject = message.subject.as_deref().unwrap();
    assert_eq!(subject, "Mời đặt mật khẩu cho tài khoản dao@vnpt.example");
    let token = tokens(&test_app, "account.invitation").await.remove(0);
    assert!(message.text.as_deref().unwrap().contains(&format!("/set-password#{token}")));
    let short = set(&test_app, &token, "short").await;
    assert_eq!(short.text("/errors/0/pointer"), "/new_password");
    assert_eq!(set(&test_app, &token, NEXT).await.status, StatusCode::NO_CONTENT);
    assert_eq!(login(&test_app, email, NEXT).await, StatusCode::OK);
    // It was used.
    assert!(is_unusable(&set(&test_app, &token, PASSWORD).await));
    assert_eq!(login(&test_app, email, NEXT).await, StatusCode::OK);
    // The next one ends with its time.
    test_app.post(ADMIN, &path, &Value::Null).await.good();
    let late = tokens(&test_app, "account.invitation").await.remove(1);
    test_app.days(8).await;
    assert!(is_unusable(&set(&test_app, &late, PASSWORD).await));
}

async fn a_forgotten_password_is_reset_by_the_link_alone(test_app: TestApp) {
    let browser = test_app.browser(CLERK).await;
    let forgotten = json!({"email": " Clerk@Power.example"});
    let ask = || anonymous(&test_app, "/auth/password-reset", &forgotten);
    for _ in 0..2 {
        ask().await.good();
    }
    let message = "account.password_reset";
    let found = so_many_tokens(&test_app, message, 2).await;
    // Nobody at an open session reads the link.
    let inbox = test_app.list(CLERK, "/notifications").await;
    assert!(inbox.is_empty(), "{inbox:?}");
    assert_eq!(login(&test_app, "clerk@power.example", PASSWORD).await, StatusCode::OK, "nothing has changed yet");
    assert_eq!(set(&test_app, &found[0], NEXT).await.status, StatusCode::NO_CONTENT);
    let me = answered(browser.ask(Method::GET, "/me")).await.unwrap();
    assert_eq!(me.status, StatusCode::UNAUTHORIZED, "all sessions have ended");
    assert_eq!(login(&test_app, "clerk@power.example", PASSWORD).await, StatusCode::UNAUTHORIZED);
    assert_eq!(login(&test_app, "clerk@power.example", NEXT).await, StatusCode::OK);
    // The other link is used up with the first.
    assert!(is_unusable(&set(&test_app, &found[1], PASSWORD).await));
    assert!(is_unusable(&set(&test_app, "x", PASSWORD).await));
    // At most three links wait at a time, anyone who asks.
    for number in 3..=5 {
        ask().await.good();
        so_many_tokens(&test_app, message, number).await;
    }
    ask().await.good();
    test_app.work().await;
    assert_eq!(tokens(&test_app, message).await.len(), 5);
}

async fn an_answer_does_not_say_whether_there_is_an_account(test_app: TestApp) {
    let ask = |email: &'static str| {
        let body = json!({"email": email});
        let test_app = &test_app;
        async move { anonymous(test_app, "/auth/password-reset", &body).await }
    };
    let shown = |answer: TestResponse| {
        let mut headers = answer.headers;
        headers.remove("date");
        headers.remove("x-request-id");
        (answer.status, headers, answer.body)
    };
    let (known, unknown) = (ask("clerk@power.example").await, ask("nobody@power.example").await);
    assert_eq!(known.status, StatusCode::ACCEPTED);
    assert_eq!(shown(known), shown(unknown));
    assert_eq!(shown(ask("no address").await).0, StatusCode::ACCEPTED);
    so_many_tokens(&test_app, "account.password_reset", 1).await;
    let mut last = StatusCode::ACCEPTED;
    for _ in 0..40 {
        last = ask("nobody@power.example").await.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
