//! Tests the worker on a database: leases, undeliverable messages, stored proof of content.
#![expect(clippy::disallowed_methods, reason = "ids and names that nobody else has")]

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{Membership, Role};
use domain::ids::{OrganizationId, OutboxId};
use domain::notice::LegalClass;
use domain::text::Locale;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;
use uuid::Uuid;

use super::backoff::Backoff;
use super::deliver::{Mailer, RenderError, RenderedMessage, run_once};
use super::folder::Folder;
use super::server_pause::ServerPause;
use super::transport::MailTransport;
use crate::job::JobOutcome;
use crate::lease::ActiveLeases;
use crate::test_support::test_stores::stores;
use api_store::Store;
use api_store::cases::task_queue::{self, Queue, QueuePage};
use api_store::entities::status::MessageStatus;
use api_store::entities::{memberships, organizations, users};
use api_store::notices::outbox::{self, Hold, MessageClaim, NewMessage, OutboxFilter, Outcome, Recipient, Settled};
use api_store::notices::outbox_retry::{self, DeadMessages};

struct TestMailer {
    folder: tempfile::TempDir,
    store: Store,
    now: Mutex<DateTime<Utc>>,
}

impl TestMailer {
    async fn all() -> Vec<Self> {
        let now = DateTime::from_timestamp(1_694_000_000, 0).unwrap();
        stores().await.into_iter().map(|(store, folder)| Self { folder, store, now: Mutex::new(now) }).collect()
    }

    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    fn wait(&self, seconds: i64) {
        *self.now.lock().unwrap() += TimeDelta::seconds(seconds);
    }

    fn mail(&self) -> std::path::PathBuf {
        self.folder.path().join("mail")
    }

    fn messages_out(&self) -> usize {
        std::fs::read_dir(self.mail()).map_or(0, Iterator::count)
    }

    async fn write(&self, messages: Vec<NewMessage>) {
        let tx = self.store.begin().await.unwrap();
        outbox::enqueue(&tx, self.now(), messages).await.unwrap();
        self.store.commit(tx).await.unwrap();
    }

    async fn claim(&self, queued: Uuid, holder: &str) -> MessageClaim {
        let tx = self.store.begin().await.unwrap();
        let until = self.now() + TimeDelta::seconds(60);
        let claim = outbox::claim(&tx, queued, holder, self.now(), Hold { until, due_again: until }).await.unwrap();
        self.store.commit(tx).await.unwrap();
        claim
    }

    async fn work(&self, mailer: &Mailer) -> JobOutcome {
        run_once(&self.store, mailer, || self.now(), Uuid::now_v7).await.unwrap()
    }

    async fn queued(&self, id: u128) -> api_store::entities::outbox::Model {
        outbox::find(&self.store.read().clone(), Uuid::from_u128(id)).await.unwrap().unwrap()
    }

    async fn regulator(&self) -> OrganizationId {
        let (at, day) = (self.now(), self.now().date_naive());
        let tx = self.store.begin().await.unwrap();
        let office = Uuid::from_u128(100);
        organizations::ActiveModel {
            id: Set(office),
            name_vi: Set("Sở".to_owned()),
            name_en: Set("Department".to_owned()),
            name_folded: Set("so".to_owned()),
            kind: Set("regulator".to_owned()),
            email: Set(None),
            locale: Set("vi".to_owned()),
            valid_from: Set(day),
            valid_to: Set(None),
            successor_id: Set(None),
            jurisdiction: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        }
        .insert(&tx)
        .await
        .unwrap();
        users::ActiveModel {
            id: Set(Uuid::from_u128(101)),
            email: Set("officer@sotttt.example".to_owned()),
            name: Set("Officer".to_owned()),
            name_folded: Set("officer".to_owned()),
            password_hash: Set(String::new()),
            locale: Set("vi".to_owned()),
            active: Set(true),
            failed_logins: Set(0),
            locked_until: Set(None),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        }
        .insert(&tx)
        .await
        .unwrap();
        memberships::ActiveModel {
            id: Set(Uuid::from_u128(102)),
            user_id: Set(Uuid::from_u128(101)),
            organization_id: Set(office),
            role: Set(Role::RegulatorOfficer.as_str().to_owned()),
            valid_from: Set(day),
            valid_to: Set(None),
            created_at: Set(at),
        }
        .insert(&tx)
        .await
        .unwrap();
        self.store.commit(tx).await.unwrap();
        OrganizationId::new(office)
    }
}

fn mailer(mail: &Path, holder: &str) -> Mailer {
    Mailer {
        transport: MailTransport::Folder(Folder::new(mail)),
        sender: "Hatang <hatang@quangninh.example>".parse().unwrap(),
        backoff: Backoff {
            first: Duration::from_secs(30),
            longest: Duration::from_hours(6),
            give_up_after: Duration::from_hours(120),
        },
        server: ServerPause::default(),
        lease: Duration::from_mins(1),
        batch: 8,
        hands: 2,
        holder: holder.into(),
        leases: ActiveLeases::default(),
        render: Box::new(|queued, locale, payload| {
            let text = format!("{queued} {} {payload}", locale.as_str());
            Ok(RenderedMessage { subject: queued.to_owned(), html: format!("<p>{text}</p>"), text })
        }),
    }
}

fn queued(id: u128, class: LegalClass) -> NewMessage {
    let to = Recipient {
        organization: None,
        user: None,
        name: "Planner".to_owned(),
        address: "planner@viettel.example".to_owned(),
        locale: Locale::Vi,
    };
    NewMessage {
        id: OutboxId::new(Uuid::from_u128(id)),
        case: None,
        template: "sharing.offered".to_owned(),
        class,
        to,
        payload: json!({"n": id}),
    }
}

#[tokio::test]
async fn one_cause_writes_one_message_however_often_it_is_run() {
    for app in TestMailer::all().await {
        app.write(vec![queued(1, LegalClass::Information)]).await;
        app.write(vec![queued(1, LegalClass::Information), queued(2, LegalClass::Information)]).await;
        let all = outbox::list(app.store.read(), &OutboxFilter { limit: 10, ..OutboxFilter::default() }).await.unwrap();
        assert_eq!(all.len(), 2);
    }
}

#[tokio::test]
async fn a_message_is_with_one_node_at_a_time_and_passes_on_when_that_node_dies() {
    for app in TestMailer::all().await {
        app.write(vec![queued(1, LegalClass::Information)]).await;
        let id = Uuid::from_u128(1);
        assert!(matches!(app.claim(id, "north").await, MessageClaim::Started(row) if row.attempts == 1));
        assert!(matches!(app.claim(id, "south").await, MessageClaim::HeldBy { holder, .. } if holder == "north"));
        app.wait(61);
        assert!(matches!(app.claim(id, "south").await, MessageClaim::Started(row) if row.attempts == 2));
        let sent = Outcome::Sent { at: app.now(), receipt: "ok".to_owned() };
        let tx = app.store.begin().await.unwrap();
        assert_eq!(outbox::settle(&tx, id, "north", &sent, None).await.unwrap(), Settled::LeaseLost);
        assert_eq!(outbox::settle(&tx, id, "south", &sent, None).await.unwrap(), Settled::Done);
        app.store.commit(tx).await.unwrap();
        app.wait(61);
        assert_eq!(app.claim(id, "north").await, MessageClaim::AlreadySettled);
    }
}

#[tokio::test]
async fn a_delivered_message_keeps_what_it_said() {
    for app in TestMailer::all().await {
        app.write(vec![queued(1, LegalClass::Legal)]).await;
        let mailer = mailer(&app.mail(), "north");
        assert_eq!(app.work(&mailer).await, JobOutcome::Worked);
        assert_eq!(app.work(&mailer).await, JobOutcome::Idle);
        let row = app.queued(1).await;
        assert_eq!((row.status, row.attempts, row.sent_at), (MessageStatus::Sent, 1, Some(app.now())));
        assert!(row.rendered.unwrap().get("text").unwrap().as_str().unwrap().contains("\"n\":1"));
        assert_eq!(app.messages_out(), 1);
    }
}

#[tokio::test]
async fn many_workers_deliver_each_message_once() {
    for app in TestMailer::all().await {
        app.write((1..=40).map(|id| queued(id, LegalClass::Information)).collect()).await;
        let services: Vec<Mailer> = (0..4).map(|node| mailer(&app.mail(), &format!("node{node}"))).collect();
        let work = services.iter().map(|mailer| async { while app.work(mailer).await == JobOutcome::Worked {} });
        futures_util::future::join_all(work).await;
        let all =
            outbox::list(app.store.read(), &OutboxFilter { limit: 100, ..OutboxFilter::default() }).await.unwrap();
        assert!(all.iter().all(|row| row.status == MessageStatus::Sent && row.attempts == 1));
        assert_eq!(app.messages_out(), 40);
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_rendered_is_tried_for_five_days_and_dies_into_a_task() {
    for app in TestMailer::all().await {
        let office = app.regulator().await;
        app.write(vec![queued(1, LegalClass::Legal)]).await;
        let written = app.now();
        let mut mailer = mailer(&app.mail(), "north");
        mailer.render = Box::new(|_, _, _| Err(RenderError::new("the template is gone")));
        assert_eq!(app.work(&mailer).await, JobOutcome::Worked);
        assert_eq!(app.work(&mailer).await, JobOutcome::Idle, "it waits before it is tried again");
        while app.queued(1).await.status != MessageStatus::Dead {
            assert!(app.now() - written <= TimeDelta::hours(120 + 6), "it comes to an end");
            app.wait(600);
            app.work(&mailer).await;
        }
        assert!(app.now() - written >= TimeDelta::hours(120), "{}", app.now() - written);
        let row = app.queued(1).await;
        assert!(row.last_error.unwrap().contains("the template is gone"));
        let queue = Queue {
            memberships: vec![Membership { organization: office, role: Role::RegulatorOfficer }],
            ..Queue::default()
        };
        let page = QueuePage { limit: 10, ..QueuePage::default() };
        let open = task_queue::page(app.store.read(), &queue, &page).await.unwrap();
        assert_eq!(open.iter().map(|task| task.kind.as_str()).collect::<Vec<_>>(), ["undelivered_letter"]);

        let tx = app.store.begin().await.unwrap();
        assert!(outbox_retry::retry(&tx, row.id, app.now()).await.unwrap());
        assert!(!outbox_retry::retry(&tx, row.id, app.now()).await.unwrap());
        app.store.commit(tx).await.unwrap();
        let mailer = self::mailer(&app.mail(), "north");
        assert_eq!(app.work(&mailer).await, JobOutcome::Worked);
        assert_eq!(app.queued(1).await.status, MessageStatus::Sent);
    }
}

#[tokio::test]
async fn a_disk_that_is_full_for_weeks_kills_no_message_and_a_message_says_the_same_again() {
    for app in TestMailer::all().await {
        app.write((1..=20).map(|id| queued(id, LegalClass::Legal)).collect()).await;
        std::fs::write(app.mail(), b"in the way").unwrap();
        let mut mailer = mailer(&app.mail(), "north");
        for _ in 0..60 {
            app.work(&mailer).await;
            app.wait(12 * 3600);
        }
        let all =
            outbox::list(app.store.read(), &OutboxFilter { limit: 100, ..OutboxFilter::default() }).await.unwrap();
        assert!(all.iter().all(|row| (row.status, row.attempts) == (MessageStatus::Queued, 0)), "{all:#?}");
        let tried: Vec<u128> = all.iter().filter(|row| row.rendered.is_some()).map(|row| row.id.as_u128()).collect();
        assert!(!tried.is_empty());

        std::fs::remove_file(app.mail()).unwrap();
        mailer.render = Box::new(|_, _, _| {
            Ok(RenderedMessage { subject: "new".to_owned(), text: "new".to_owned(), html: "new".to_owned() })
        });
        while app.work(&mailer).await == JobOutcome::Worked {}
        assert_eq!(app.messages_out(), 20);
        for id in 1..=20 {
            let row = app.queued(id).await;
            let said = row.rendered.unwrap();
            assert_eq!((row.status, said["text"] == "new"), (MessageStatus::Sent, !tried.contains(&id)), "{id}");
        }
    }
}

#[tokio::test]
async fn who_has_no_address_is_given_up_at_once() {
    for app in TestMailer::all().await {
        let office = app.regulator().await;
        let mut nobody = queued(1, LegalClass::Legal);
        nobody.to.address = String::new();
        app.write(vec![nobody]).await;
        app.work(&mailer(&app.mail(), "north")).await;
        assert_eq!((app.queued(1).await.status, app.queued(1).await.attempts), (MessageStatus::Dead, 1));
        let other =
            Queue { memberships: vec![Membership { organization: office, role: Role::Admin }], ..Queue::default() };
        let page = QueuePage { limit: 10, ..QueuePage::default() };
        assert!(
            task_queue::page(app.store.read(), &other, &page).await.unwrap().is_empty(),
            "the task is for the regulator's roles"
        );
    }
}

#[tokio::test]
async fn a_message_that_kills_its_senders_is_given_up_after_five_days() {
    for app in TestMailer::all().await {
        app.write(vec![queued(1, LegalClass::Information)]).await;
        let written = app.now();
        let mailer = mailer(&app.mail(), "north");
        let mut killed = 0;
        // Each node dies during delivery; no node takes the message again before the wait of a
        // failed attempt.
        loop {
            let (now, due) = (app.now(), outbox::due(app.store.read(), app.now(), 1).await.unwrap());
            let Some(due) = due.first() else {
                app.wait(600);
                continue;
            };
            if mailer.backoff.is_exhausted(due.attempts, due.id) {
                break;
            }
            let wait = TimeDelta::from_std(mailer.backoff.wait(due.attempts + 1, due.id)).unwrap();
            let hold = Hold { until: now + TimeDelta::seconds(60), due_again: now + wait };
            let tx = app.store.begin().await.unwrap();
            let claim = outbox::claim(&tx, due.id, "doomed", now, hold).await.unwrap();
            assert!(matches!(claim, MessageClaim::Started(_)));
            app.store.commit(tx).await.unwrap();
            killed += 1;
        }
        app.work(&mailer).await;
        assert_eq!((app.queued(1).await.status, app.messages_out()), (MessageStatus::Dead, 0));
        assert!(killed < 60 && app.now() - written >= TimeDelta::hours(120), "{killed}");
    }
}

#[tokio::test]
async fn dead_messages_are_sent_again_together_by_error_organisation_and_time() {
    for app in TestMailer::all().await {
        let office = app.regulator().await;
        for (id, error) in [(1, "550 nobody"), (2, "550 NOBODY"), (3, "554 100%_spam*"), (4, "550 nobody")] {
            let mut new = queued(id, LegalClass::Information);
            new.to.organization = (id == 4).then_some(office);
            app.write(vec![new]).await;
            assert!(matches!(app.claim(Uuid::from_u128(id), "north").await, MessageClaim::Started(_)));
            let tx = app.store.begin().await.unwrap();
            let dead = Outcome::Dead { error: error.to_owned() };
            assert_eq!(outbox::settle(&tx, Uuid::from_u128(id), "north", &dead, None).await.unwrap(), Settled::Done);
            app.store.commit(tx).await.unwrap();
            app.wait(60);
        }
        app.write(vec![queued(5, LegalClass::Information)]).await;
        let begin = app.queued(1).await.created_at;
        let (second, fourth) = (begin + TimeDelta::seconds(60), begin + TimeDelta::seconds(180));
        let error = |text: &str| DeadMessages { error: Some(text.to_owned()), ..DeadMessages::default() };
        for (which, ids) in [
            (error("nobody"), vec![1, 4]),
            (error("%"), vec![3]),
            (error("*"), vec![3]),
            (error("100%_spam*"), vec![3]),
            (error("n_body"), vec![]),
            (DeadMessages { organization: Some(office), ..DeadMessages::default() }, vec![4]),
            (
                DeadMessages { written_from: Some(second), written_before: Some(fourth), ..DeadMessages::default() },
                vec![2, 3],
            ),
            (DeadMessages::default(), vec![1, 2, 3, 4]),
        ] {
            let tx = app.store.begin().await.unwrap();
            let count = outbox_retry::retry_all(&tx, &which, app.now()).await.unwrap();
            let mut queued = Vec::new();
            for id in 1..=4 {
                let row = outbox::find(&tx, Uuid::from_u128(id)).await.unwrap().unwrap();
                if (row.status, row.attempts, row.next_attempt_at) == (MessageStatus::Queued, 0, app.now()) {
                    queued.push(id);
                }
            }
            assert_eq!((count, &queued), (u64::try_from(ids.len()).unwrap(), &ids), "{which:?}");
            drop(tx);
        }
    }
}
