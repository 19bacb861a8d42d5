//! A node that is killed at any moment leaves a change complete or not stored at all, and every
//! committed letter is sent.
//!
//! The killed process is this test program itself, started again as a child that writes and
//! delivers letters until it receives SIGKILL.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests; the killed process lives by the clock on the wall"
)]

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::Duration;

use api_app::job::JobOutcome;
use api_app::lease::ActiveLeases;
use api_app::mail::backoff::Backoff;
use api_app::mail::deliver::{Mailer, RenderedMessage, run_once};
use api_app::mail::server_pause::ServerPause;
use api_app::mail::transport::{MailTransport, Smtp};
use api_store::Store;
use api_store::entities::audit;
use api_store::entities::status::MessageStatus;
use api_store::notices::outbox::{NewMessage, OutboxFilter, Recipient, enqueue, list};
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::OutboxId;
use domain::notice::LegalClass;
use domain::text::Locale;
use mail_parser::MessageParser;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, PaginatorTrait};
use secrecy::SecretString;
use serde_json::json;
use tests::fake_smtp::FakeMailServer;
use uuid::Uuid;

const DATABASE: &str = "VICTIM_DATABASE";
const SMTP: &str = "VICTIM_SMTP";
const AUTHORITY: &str = "VICTIM_AUTHORITY";
const LEASE: Duration = Duration::from_secs(30);

fn mailer(smtp: &str, authority: &str, holder: &str) -> Mailer {
    let url = SecretString::from(smtp.to_owned());
    let smtp = Smtp { url: &url, ca_file: Some(authority.as_ref()), connections: 2, timeout: Duration::from_secs(5) };
    Mailer {
        transport: MailTransport::smtp(&smtp).unwrap(),
        sender: "Hatang <hatang@quangninh.example>".parse().unwrap(),
        backoff: Backoff {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(1),
            give_up_after: Duration::from_hours(120),
        },
        server: ServerPause::default(),
        lease: LEASE,
        batch: 4,
        hands: 2,
        holder: holder.into(),
        leases: ActiveLeases::default(),
        render: Box::new(|queued, _, payload| {
            Ok(RenderedMessage { subject: queued.to_owned(), text: payload.to_string(), html: String::new() })
        }),
    }
}

/// Writes an audit row and two letters about it in one transaction.
async fn change(store: &Store) {
    let (now, cause) = (Utc::now(), Uuid::now_v7());
    let tx = store.begin().await.unwrap();
    let row = audit::ActiveModel {
        id: Set(cause),
        at: Set(now),
        user_id: Set(None),
        user_name: Set(None),
        resource: Set("test".to_owned()),
        resource_id: Set(None),
        verb: Set("change".to_owned()),
        request_id: Set(None),
        detail: Set(json!({})),
    };
    row.insert(&tx).await.unwrap();
    let queued = |to: &str| NewMessage {
        id: OutboxId::new(Uuid::now_v7()),
        case: None,
        template: "sharing.submitted".to_owned(),
        class: LegalClass::Legal,
        to: Recipient {
            organization: None,
            user: None,
            name: to.to_owned(),
            address: format!("{to}@viettel.example"),
            locale: Locale::Vi,
        },
        payload: json!({ "cause": cause }),
    };
    enqueue(&tx, now, vec![queued("planner"), queued("manager")]).await.unwrap();
    store.commit(tx).await.unwrap();
}

#[tokio::test]
#[ignore = "the killed process of the test below, not a test"]
async fn killed_process() {
    let Ok(database) = std::env::var(DATABASE) else { return };
    let (smtp, authority) = (std::env::var(SMTP).unwrap(), std::env::var(AUTHORITY).unwrap());
    let store = Store::connect(&database).await.unwrap();
    let mailer = mailer(&smtp, &authority, &format!("killed process {}", std::process::id()));
    loop {
        change(&store).await;
        run_once(&store, &mailer, Utc::now, Uuid::now_v7).await.unwrap();
    }
}

async fn changes_of(store: &Store) -> u64 {
    audit::Entity::find().count(store.read()).await.unwrap()
}

#[tokio::test]
async fn a_killed_node_leaves_all_or_nothing_and_no_message_behind() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("hatang.db").display());
    let store = Store::connect(&database).await.unwrap();
    store.migrate().await.unwrap();
    let office = FakeMailServer::open().await;
    let authority = folder.path().join("authority.pem");
    std::fs::write(&authority, office.authority()).unwrap();

    for round in 0..12_u64 {
        let before = changes_of(&store).await;
        let mut killed_process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "mail_killed::killed_process", "--ignored"])
            .env(DATABASE, &database)
            .env(SMTP, office.url())
            .env(AUTHORITY, &authority)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The child is killed after it has made some changes, however slow the machine is, and each
        // time at another moment of its work.
        while changes_of(&store).await < before + 2 {
            assert!(killed_process.try_wait().unwrap().is_none(), "the killed process ended by itself");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(round * 37 % 113)).await;
        killed_process.kill().unwrap();
        killed_process.wait().unwrap();
    }

    let changes = audit::Entity::find().all(store.read()).await.unwrap();
    let wanted = OutboxFilter { limit: 100_000, ..OutboxFilter::default() };
    let written = list(store.read(), &wanted).await.unwrap();
    assert!(changes.len() > 20, "the killed processes got on: {}", changes.len());
    assert_eq!(written.len(), 2 * changes.len(), "all of a change or nothing of it");
    let open = written.iter().filter(|queued| queued.status != MessageStatus::Sent).count();
    assert!(open > 0, "somebody died with letters in hand");

    let successor = mailer(&office.url(), authority.to_str().unwrap(), "successor");
    let later = || -> DateTime<Utc> { Utc::now() + TimeDelta::from_std(LEASE * 2).unwrap() };
    while run_once(&store, &successor, later, Uuid::now_v7).await.unwrap() == JobOutcome::Worked {}

    let arrived: Vec<String> = office
        .arrived()
        .iter()
        .map(|queued| {
            MessageParser::default().parse(queued.message.as_bytes()).unwrap().message_id().unwrap().to_owned()
        })
        .collect();
    let distinct: BTreeSet<&str> = arrived.iter().filter_map(|id| id.split('@').next()).collect();
    let committed: BTreeSet<String> = written.iter().map(|queued| queued.id.to_string()).collect();
    assert_eq!(distinct, committed.iter().map(String::as_str).collect(), "every committed letter left, and no other");
    let doubles = arrived.len() - distinct.len();
    assert!(doubles <= open, "only what was in hand may leave twice, under the same name: {doubles} of {open}");
    assert!(list(store.read(), &wanted).await.unwrap().iter().all(|queued| queued.status == MessageStatus::Sent));
}
