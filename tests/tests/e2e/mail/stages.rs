//! The fate of a letter by the stage at which the mail server refuses and by the kind of refusal.

use std::time::Duration;

use api_app::job::JobOutcome;
use api_store::entities::status::MessageStatus;
use chrono::TimeDelta;
use domain::notice::LegalClass;
use mail_parser::MessageParser;
use tests::fake_smtp::{FakeMailServer, Reply, Stage};
use uuid::Uuid;

use super::shared::MailApp;

/// The effect of a refusal on its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// The letter waits and the attempt does not count, because the server failed.
    ServerFailed,
    /// The letter waits, and the attempt counts.
    ForNow,
    /// The letter is dead.
    Dead,
}

/// Answers that concern the message from RCPT TO on, with their effect there.
const ANSWERS: [(&str, Fate); 13] = [
    ("421 4.3.2 shutting down", Fate::ServerFailed),
    ("450 4.2.1 mailbox busy", Fate::ForNow),
    ("451 4.3.0 come back later", Fate::ForNow),
    ("452 4.5.3 too many recipients", Fate::ForNow),
    ("503 5.5.1 bad sequence of commands", Fate::ServerFailed),
    ("521 5.3.2 no mail here", Fate::Dead),
    ("530 5.7.0 log in first", Fate::ServerFailed),
    ("535 5.7.8 no such login", Fate::ServerFailed),
    ("550 5.1.1 nobody of that name", Fate::Dead),
    ("552 5.2.2 mailbox full", Fate::ForNow),
    ("553 5.1.3 no such mailbox", Fate::Dead),
    ("554 5.7.1 refused", Fate::Dead),
    ("556 5.1.10 no mail for this domain", Fate::Dead),
];

fn is_about_the_message(stage: Stage) -> bool {
    matches!(stage, Stage::Rcpt | Stage::Data | Stage::EndOfData)
}

async fn one_message(app: &MailApp, office: &FakeMailServer, id: u128, (stage, reply): (Stage, Reply), wanted: Fate) {
    let what = format!("{stage:?} {reply:?}");
    let silent = reply == Reply::Silence;
    let mailer = if silent { app.impatient_mailer(office, Duration::from_secs(2)) } else { app.mailer(office) };
    office.reply(stage, reply);
    app.write([id]).await;
    app.work_all(&mailer).await;
    let row = app.queued(id).await;
    let (status, attempts) = match wanted {
        Fate::ServerFailed => (MessageStatus::Queued, 0),
        Fate::ForNow => (MessageStatus::Queued, 1),
        Fate::Dead => (MessageStatus::Dead, 1),
    };
    assert_eq!((row.status, row.attempts), (status, attempts), "{what}: {:?}", row.last_error);
    assert!(row.last_error.is_some(), "{what}");
    assert!(wanted == Fate::Dead || row.next_attempt_at > app.now(), "{what}: it waits");

    office.recover();
    let before = office.arrived().len();
    app.wait(TimeDelta::hours(7));
    app.work_all(&mailer).await;
    let row = app.queued(id).await;
    let sent = i32::from(wanted != Fate::Dead);
    assert_eq!(
        (row.status == MessageStatus::Sent, row.attempts),
        (sent == 1, attempts + sent),
        "{what}: {:?}",
        row.last_error
    );
    assert_eq!(office.arrived().len() - before, usize::try_from(sent).unwrap(), "{what}");
}

#[tokio::test]
async fn every_refusal_at_every_stage_has_its_fate() {
    for app in MailApp::both("every_refusal_at_every_stage_has_its_fate").await {
        let office = FakeMailServer::open().await;
        let mut ids = 1..;
        for stage in Stage::ALL {
            for (line, about_the_message) in ANSWERS {
                let wanted = if is_about_the_message(stage) { about_the_message } else { Fate::ServerFailed };
                one_message(&app, &office, ids.next().unwrap(), (stage, Reply::line(line)), wanted).await;
            }
            // The server sends a line that is not an answer, and then no answer at all.
            let lost = if stage == Stage::EndOfData { Fate::ForNow } else { Fate::ServerFailed };
            one_message(&app, &office, ids.next().unwrap(), (stage, Reply::line("hello")), lost).await;
            one_message(&app, &office, ids.next().unwrap(), (stage, Reply::Close), lost).await;
        }
        // The library lettre panics over this line.
        let odd = Reply::line("250-localhost\r\n250-   \r\n250 STARTTLS");
        one_message(&app, &office, ids.next().unwrap(), (Stage::Ehlo, odd), Fate::ServerFailed).await;
        // Positive answers with the wrong code for their stage.
        for (stage, line, wanted) in [
            (Stage::Mail, "354 go on", Fate::ServerFailed),
            (Stage::Rcpt, "354 go on", Fate::ServerFailed),
            (Stage::Data, "250 ok", Fate::ServerFailed),
            (Stage::EndOfData, "354 go on", Fate::ForNow),
        ] {
            one_message(&app, &office, ids.next().unwrap(), (stage, Reply::line(line)), wanted).await;
        }
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_waited_for_and_loses_no_message() {
    let stages = Stage::ALL.into_iter().map(|stage| async move {
        let wanted = if stage == Stage::EndOfData { Fate::ForNow } else { Fate::ServerFailed };
        let (app, office) = (MailApp::on_sqlite().await, FakeMailServer::open().await);
        one_message(&app, &office, 1, (stage, Reply::Silence), wanted).await;
    });
    futures_util::future::join_all(stages).await;
}

#[tokio::test]
async fn an_answer_that_is_lost_after_the_final_dot_sends_the_same_message_again() {
    for app in MailApp::both("an_answer_that_is_lost_after_the_final_dot_sends_the_same_message_again").await {
        let office = FakeMailServer::open().await;
        let mailer = app.mailer(&office);
        office.reply(Stage::EndOfData, Reply::Close);
        app.write([1]).await;
        app.work_all(&mailer).await;
        assert_eq!((app.queued(1).await.status, office.arrived().len()), (MessageStatus::Queued, 1));
        office.recover();
        app.work_an_hour_later(&mailer).await;
        assert_eq!(app.queued(1).await.status, MessageStatus::Sent);
        let arrived = office.arrived();
        let ids = arrived.iter().map(|queued| {
            MessageParser::default().parse(queued.message.as_bytes()).unwrap().message_id().unwrap().to_owned()
        });
        let same = format!("{}@quangninh.example", Uuid::from_u128(1));
        assert_eq!(ids.collect::<Vec<_>>(), [same.as_str(), same.as_str()]);
    }
}

#[tokio::test]
async fn a_server_that_refuses_everybody_for_a_month_is_left_in_peace_and_then_gets_every_message() {
    let what = "a_server_that_refuses_everybody_for_a_month_is_left_in_peace_and_then_gets_every_message";
    for app in MailApp::both(what).await {
        let office = FakeMailServer::open().await;
        let mailer = app.mailer(&office);
        office.reply(Stage::Greeting, Reply::line("554 5.3.2 no mail today"));
        app.write(1..=300).await;
        app.work_all(&mailer).await;
        let (at_once, hands) = (office.connections(), 2);
        assert!(at_once <= hands, "one failure makes the batch wait: {at_once} connections");
        assert_eq!(app.work(&mailer).await, JobOutcome::Idle);
        for turn in 1..=8 * 30 {
            app.wait(TimeDelta::hours(3));
            app.work(&mailer).await;
            assert_eq!(app.work(&mailer).await, JobOutcome::Idle);
            assert!(office.connections() <= at_once + turn, "one letter tries the server");
        }
        let messages = app.messages().await;
        assert_eq!(messages.len(), 300);
        assert!(messages.iter().all(|queued| (queued.status, queued.attempts) == (MessageStatus::Queued, 0)));

        office.recover();
        app.wait(TimeDelta::hours(1));
        app.work_all(&mailer).await;
        let messages = app.messages().await;
        assert!(messages.iter().all(|queued| (queued.status, queued.attempts) == (MessageStatus::Sent, 1)));
        assert_eq!(office.arrived().len(), 300);
    }
}

#[tokio::test]
async fn one_recipient_at_whom_the_server_hangs_up_does_not_hold_up_the_others() {
    for app in MailApp::both("one_recipient_at_whom_the_server_hangs_up_does_not_hold_up_the_others").await {
        let office = FakeMailServer::open().await;
        let mut mailer = app.mailer(&office);
        mailer.hands = 1;
        office.reply_to_recipient("poison@viettel.example", Reply::Close);
        app.write_to("poison@viettel.example", LegalClass::Legal, [1]).await;
        app.write(2..=40).await;
        for _ in 0..6 {
            app.work_all(&mailer).await;
            app.wait(TimeDelta::minutes(1));
        }
        assert_eq!(office.arrived().len(), 39);
        assert_eq!(app.queued(1).await.status, MessageStatus::Queued);
    }
}

#[tokio::test]
async fn an_address_that_is_refused_kills_its_message_alone_and_keeps_the_connection() {
    let app = MailApp::on_sqlite().await;
    let office = FakeMailServer::open().await;
    let mut mailer = app.mailer(&office);
    mailer.hands = 1;
    office.reply_to_recipient("gone@viettel.example", Reply::line("550 5.1.1 nobody of that name"));
    for id in 1..=10 {
        let address = if id % 2 == 0 { "gone@viettel.example" } else { "planner@viettel.example" };
        app.write_to(address, LegalClass::Information, [id]).await;
    }
    app.work_all(&mailer).await;
    for id in 1..=10 {
        assert_eq!(
            app.queued(id).await.status,
            if id % 2 == 0 { MessageStatus::Dead } else { MessageStatus::Sent },
            "{id}"
        );
    }
    assert_eq!((office.arrived().len(), office.connections()), (5, 1));
}
