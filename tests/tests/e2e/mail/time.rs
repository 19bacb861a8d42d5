//! The period of retries of a letter, with a movable clock.

use api_store::entities::status::MessageStatus;
use chrono::TimeDelta;
use domain::notice::LegalClass;
use tests::fake_smtp::{FakeMailServer, Reply, Stage};

use super::shared::MailApp;

/// RFC 5321 section 4.5.4.1 asks for four to five days.
const FIVE_DAYS: TimeDelta = TimeDelta::hours(120);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);

#[tokio::test]
async fn a_message_that_is_refused_for_now_is_tried_for_five_days() {
    for app in MailApp::both("a_message_that_is_refused_for_now_is_tried_for_five_days").await {
        let office = FakeMailServer::open().await;
        let mailer = app.mailer(&office);
        office.reply(Stage::Rcpt, Reply::line("451 4.7.1 greylisted"));
        let written = app.now();
        app.write_to("planner@viettel.example", LegalClass::Legal, 1..=3).await;
        app.write_to("manager@viettel.example", LegalClass::Information, 4..=6).await;
        let mut died = Vec::new();
        loop {
            app.work_all(&mailer).await;
            for queued in app.messages().await {
                if queued.status == MessageStatus::Dead && !died.contains(&queued.id) {
                    let age = app.now() - written;
                    assert!(age >= FIVE_DAYS && age <= FIVE_DAYS + LONGEST_WAIT, "{}: {age}", queued.id);
                    died.push(queued.id);
                }
            }
            if died.len() == 6 {
                break;
            }
            app.wait_for_the_next().await;
        }
        assert_eq!(office.arrived().len(), 0);
    }
}

#[tokio::test]
async fn days_in_which_the_server_failed_do_not_count() {
    for app in MailApp::both("days_in_which_the_server_failed_do_not_count").await {
        let office = FakeMailServer::open().await;
        let mailer = app.mailer(&office);
        app.write([1]).await;
        // The letter is refused temporarily for two days, the server is down for eight, and the
        // letter is refused for two more. It is still alive and is then sent.
        let hours = |hours: i64| (0..hours * 6).map(|_| TimeDelta::minutes(10));
        for (stage, line, time) in [
            (Stage::Rcpt, "451 4.7.1 greylisted", 48),
            (Stage::Mail, "550 5.7.1 this sender may not send", 192),
            (Stage::Rcpt, "451 4.7.1 greylisted", 48),
        ] {
            office.recover();
            office.reply(stage, Reply::line(line));
            for time in hours(time) {
                app.work_all(&mailer).await;
                app.wait(time);
            }
            assert_eq!(app.queued(1).await.status, MessageStatus::Queued, "{line}");
        }
        office.recover();
        app.wait(LONGEST_WAIT);
        app.work_all(&mailer).await;
        assert_eq!((app.queued(1).await.status, office.arrived().len()), (MessageStatus::Sent, 1));
    }
}

#[tokio::test]
async fn a_wait_that_a_clock_jumps_over_counts_once() {
    let app = MailApp::on_sqlite().await;
    let office = FakeMailServer::open().await;
    let mailer = app.mailer(&office);
    office.reply(Stage::Rcpt, Reply::line("451 4.7.1 greylisted"));
    app.write([1]).await;
    for _ in 0..3 {
        app.work_all(&mailer).await;
        app.wait(TimeDelta::days(40));
    }
    app.work_all(&mailer).await;
    assert_eq!(app.queued(1).await.status, MessageStatus::Queued, "a clock that jumped has not tried it for five days");
}
