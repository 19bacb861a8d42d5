//! An outbox with a movable clock and a mail server beside it, on either database.

use std::sync::Mutex;
use std::time::Duration;

use api_app::job::JobOutcome;
use api_app::lease::ActiveLeases;
use api_app::mail::backoff::Backoff;
use api_app::mail::deliver::{Mailer, RenderedMessage, run_once};
use api_app::mail::server_pause::ServerPause;
use api_app::mail::transport::{MailTransport, Smtp};
use api_store::Store;
use api_store::entities::outbox::Model;
use api_store::entities::status::MessageStatus;
use api_store::notices::outbox::{NewMessage, OutboxFilter, Recipient, enqueue, find, list};
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::OutboxId;
use domain::notice::LegalClass;
use domain::text::Locale;
use secrecy::SecretString;
use serde_json::json;
use tests::fake_smtp::FakeMailServer;
use tests::test_db::TestDb;
use uuid::Uuid;

/// The time limit for an answer of a mail server that does answer.
const PROMPT: Duration = Duration::from_secs(20);

pub(crate) struct MailApp {
    pub(crate) test_db: TestDb,
    pub(crate) store: Store,
    now: Mutex<DateTime<Utc>>,
}

impl MailApp {
    pub(crate) async fn open(test_db: TestDb) -> Self {
        let store = Store::connect(test_db.url()).await.unwrap();
        Self { test_db, store, now: Mutex::new(DateTime::from_timestamp(1_694_000_000, 0).unwrap()) }
    }

    pub(crate) async fn on_sqlite() -> Self {
        Self::open(TestDb::sqlite().await).await
    }

    /// One app on each database.
    pub(crate) async fn both(what: &str) -> Vec<Self> {
        let mut apps = vec![Self::on_sqlite().await];
        if let Some(test_db) = TestDb::postgres(what) {
            apps.push(Self::open(test_db).await);
        }
        apps
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    pub(crate) fn wait(&self, time: TimeDelta) {
        *self.now.lock().unwrap() += time;
    }

    /// Sets the clock to the instant at which the next letter becomes due.
    pub(crate) async fn wait_for_the_next(&self) {
        let waiting = self.messages().await.into_iter().filter(|queued| queued.status == MessageStatus::Queued);
        let next = waiting.map(|queued| queued.next_attempt_at).min().unwrap();
        *self.now.lock().unwrap() = next.max(self.now());
    }

    pub(crate) fn mailer(&self, office: &FakeMailServer) -> Mailer {
        self.impatient_mailer(office, PROMPT)
    }

    /// A mailer that waits for an answer no longer than `timeout`.
    pub(crate) fn impatient_mailer(&self, office: &FakeMailServer, timeout: Duration) -> Mailer {
        let authority = self.test_db.path().join("authority.pem");
        std::fs::write(&authority, office.authority()).unwrap();
        let url = SecretString::from(office.url());
        let smtp = Smtp { url: &url, ca_file: Some(&authority), connections: 2, timeout };
        Mailer {
            transport: MailTransport::smtp(&smtp).unwrap(),
            sender: "Hatang <hatang@quangninh.example>".parse().unwrap(),
            backoff: Backoff {
                first: Duration::from_secs(30),
                longest: Duration::from_hours(6),
                give_up_after: Duration::from_hours(120),
            },
            server: ServerPause::default(),
            lease: timeout * 4,
            batch: 8,
            hands: 2,
            holder: "north".into(),
            leases: ActiveLeases::default(),
            render: Box::new(|_, _, payload| {
                let subject = format!("Hồ sơ {}: yêu cầu bổ sung", payload["code"].as_str().unwrap());
                Ok(RenderedMessage { text: format!("{subject}.\n"), html: format!("<p>{subject}.</p>"), subject })
            }),
        }
    }

    pub(crate) async fn write(&self, ids: impl IntoIterator<Item = u128>) {
        self.write_to("planner@viettel.example", LegalClass::Legal, ids).await;
    }

    pub(crate) async fn write_to(&self, address: &str, class: LegalClass, ids: impl IntoIterator<Item = u128>) {
        let messages = ids.into_iter().map(|id| NewMessage {
            id: OutboxId::new(Uuid::from_u128(id)),
            case: None,
            template: "sharing.supplement_requested".to_owned(),
            class,
            to: Recipient {
                organization: None,
                user: None,
                name: "Nguyễn Thị Đào".to_owned(),
                address: address.to_owned(),
                locale: Locale::Vi,
            },
            payload: json!({"code": format!("SR-2023-{id:06}")}),
        });
        let tx = self.store.begin().await.unwrap();
        enqueue(&tx, self.now(), messages.collect()).await.unwrap();
        self.store.commit(tx).await.unwrap();
    }

    pub(crate) async fn work(&self, mailer: &Mailer) -> JobOutcome {
        run_once(&self.store, mailer, || self.now(), Uuid::now_v7).await.unwrap()
    }

    /// Works until nothing is due at this instant.
    pub(crate) async fn work_all(&self, mailer: &Mailer) {
        while self.work(mailer).await == JobOutcome::Worked {}
    }

    pub(crate) async fn work_an_hour_later(&self, mailer: &Mailer) -> JobOutcome {
        self.wait(TimeDelta::hours(1));
        self.work(mailer).await
    }

    pub(crate) async fn queued(&self, id: u128) -> Model {
        find(self.store.read(), Uuid::from_u128(id)).await.unwrap().unwrap()
    }

    pub(crate) async fn messages(&self) -> Vec<Model> {
        list(self.store.read(), &OutboxFilter { limit: 10_000, ..OutboxFilter::default() }).await.unwrap()
    }
}
