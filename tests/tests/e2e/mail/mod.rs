//! Letters over real SMTP: encryption, login, retries, and the end of retries.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make up their ids")]

mod retry;
mod shared;
mod stages;
mod time;

use std::time::Duration;

use api_app::job::JobOutcome;
use api_app::mail::transport::{MailTransport, Smtp};
use api_store::entities::status::MessageStatus;
use mail_parser::MessageParser;
use secrecy::SecretString;
use shared::MailApp;
use tests::fake_smtp::{FakeMailServer, USER};
use uuid::Uuid;

#[tokio::test]
async fn a_message_travels_encrypted_logged_in_and_readable() {
    let (app, office) = (MailApp::on_sqlite().await, FakeMailServer::open().await);
    app.write([1]).await;
    assert_eq!(app.work(&app.mailer(&office)).await, JobOutcome::Worked);
    let arrived = office.arrived();
    let [queued] = arrived.as_slice() else { panic!("{arrived:?}") };
    assert_eq!((queued.login.as_deref(), queued.encrypted), (Some(USER), true));
    assert_eq!(
        (queued.from.as_str(), queued.to.as_slice()),
        ("hatang@quangninh.example", ["planner@viettel.example".to_owned()].as_slice())
    );
    let read = MessageParser::default().parse(queued.message.as_bytes()).unwrap();
    assert_eq!(read.subject(), Some("Hồ sơ SR-2023-000001: yêu cầu bổ sung"));
    assert_eq!(read.body_text(0).unwrap().trim_end(), "Hồ sơ SR-2023-000001: yêu cầu bổ sung.");
    assert_eq!(read.body_html(0).unwrap(), "<p>Hồ sơ SR-2023-000001: yêu cầu bổ sung.</p>");
    assert_eq!(read.message_id().unwrap(), format!("{}@quangninh.example", Uuid::from_u128(1)));
    let row = app.queued(1).await;
    assert_eq!((row.status, row.receipt.as_deref()), (MessageStatus::Sent, Some("2.0.0 taken")));
}

#[tokio::test]
async fn later_is_tried_again_and_never_is_given_up() {
    let (app, office) = (MailApp::on_sqlite().await, FakeMailServer::open().await);
    let mailer = app.mailer(&office);
    app.write([1]).await;
    office.refuse("451 4.3.0 come back later");
    app.work(&mailer).await;
    let row = app.queued(1).await;
    assert_eq!((row.status, row.attempts), (MessageStatus::Queued, 1));
    assert!(row.last_error.unwrap().contains("come back later"));
    app.work_an_hour_later(&mailer).await;
    assert_eq!((app.queued(1).await.status, office.arrived().len()), (MessageStatus::Sent, 1));

    app.write([2]).await;
    office.refuse("550 5.1.1 nobody of that name");
    app.work(&mailer).await;
    let row = app.queued(2).await;
    assert_eq!((row.status, row.attempts), (MessageStatus::Dead, 1));
    assert!(row.last_error.unwrap().contains("nobody of that name"));
}

#[tokio::test]
async fn a_server_that_is_down_comes_back_to_all_its_messages() {
    let app = MailApp::on_sqlite().await;
    let office = FakeMailServer::open().await;
    let (mailer, address) = (app.mailer(&office), office.address());
    drop(office);
    app.write(1..=20).await;
    while app.work(&mailer).await == JobOutcome::Worked {}
    assert_eq!((app.queued(1).await.status, app.queued(20).await.attempts), (MessageStatus::Queued, 0));
    let office = FakeMailServer::open_at(address).await;
    let mailer = app.mailer(&office);
    while app.work_an_hour_later(&mailer).await == JobOutcome::Worked {}
    let arrived = office.arrived();
    assert_eq!(arrived.len(), 20);
    assert!(arrived.iter().all(|queued| queued.connection <= 2), "connections are kept and shared");
}

#[tokio::test]
async fn a_refused_login_is_an_error_of_the_server_and_not_of_the_message() {
    let (app, office) = (MailApp::on_sqlite().await, FakeMailServer::open().await);
    let mut mailer = app.mailer(&office);
    let url = SecretString::from(office.url().replace(USER, "stranger"));
    let authority = app.test_db.path().join("authority.pem");
    let smtp = Smtp { url: &url, ca_file: Some(&authority), connections: 1, timeout: Duration::from_secs(5) };
    mailer.transport = MailTransport::smtp(&smtp).unwrap();
    app.write([1]).await;
    app.work(&mailer).await;
    let row = app.queued(1).await;
    assert_eq!(row.status, MessageStatus::Queued, "{:?}", row.last_error);
}

#[tokio::test]
async fn a_server_that_cannot_prove_who_it_is_gets_no_message() {
    let (app, office) = (MailApp::on_sqlite().await, FakeMailServer::open().await);
    let mut mailer = app.mailer(&office);
    let url = SecretString::from(office.url());
    mailer.transport =
        MailTransport::smtp(&Smtp { url: &url, ca_file: None, connections: 1, timeout: Duration::from_secs(5) })
            .unwrap();
    app.write([1]).await;
    app.work(&mailer).await;
    assert_eq!((app.queued(1).await.status, office.arrived().len()), (MessageStatus::Queued, 0));
}
