//! Event streams continue after a restore. Positions are restored with their notices, and later
//! notices get positions above all that a client saw of the lost changes.

use api_store::Tx;
use api_store::notices::notifications::{Cursor, after};
use api_store::notices::outbox::{NewMessage, Recipient, enqueue};
use api_store::notices::sequencer::Sequencer;
use domain::ids::OutboxId;
use domain::notice::LegalClass;
use domain::text::Locale;
use serde_json::json;
use tests::events::Events;
use tests::test_app::TestApp;
use tests::test_app::cast::person;
use tests::test_db::TestDb;
use uuid::Uuid;

use super::{restore, take};

const CLERK: &str = "clerk@power";

async fn write(test_app: &TestApp, number: u128) {
    let store = &test_app.app().store;
    let tx = store.begin().await.unwrap();
    enqueued(test_app, &tx, number).await;
    store.commit(tx).await.unwrap();
    test_app.app().wake_signal.send();
}

async fn enqueued(test_app: &TestApp, tx: &Tx, number: u128) {
    let message = NewMessage {
        id: OutboxId::new(Uuid::from_u128(number)),
        case: None,
        template: "sharing.submitted".to_owned(),
        class: LegalClass::Information,
        to: Recipient {
            organization: None,
            user: Some(person(CLERK)),
            name: CLERK.to_owned(),
            address: "clerk@power.example".to_owned(),
            locale: Locale::Vi,
        },
        payload: json!({}),
    };
    enqueue(tx, test_app.now(), vec![message]).await.unwrap();
}

/// The next notice, and the id of its event.
async fn next(stream: &mut Events) -> (u128, String) {
    let event = stream.next().await.unwrap();
    (event.notice().parse::<Uuid>().unwrap().as_u128(), event.id)
}

async fn a_stream_goes_on_over_a_restore(from: TestDb, to: TestDb) {
    let test_app = TestApp::open(from).await.with_offices().await;
    let store = &test_app.app().store;
    write(&test_app, 1).await;
    write(&test_app, 2).await;
    Sequencer::default().number_committed(store).await.unwrap();
    let numbered = after(store.read(), person(CLERK), Cursor::starting(Some(0), i64::MAX)).await.unwrap();
    let [saved, last] = [0, 1].map(|row| numbered[row].0.to_string());
    // This notice has no position yet, because no stream is open.
    write(&test_app, 4).await;
    let archive = to.path().join("town.tar.zst");
    take(test_app.app(), &archive).await.unwrap();
    let mut stream = Events::open(test_app.client(), CLERK, Some(&last)).await;
    write(&test_app, 7).await;
    let (third, _) = next(&mut stream).await;
    let (lost, unknown) = next(&mut stream).await;
    assert_eq!((third, lost), (4, 7));
    let now = test_app.now();
    drop((stream, test_app));

    let app = to.app(std::sync::Arc::new(api_store::database::clock::MovableClock::at(now))).await;
    restore(&app, &archive).await.unwrap();
    app.store.close().await.unwrap();
    let test_app = TestApp::reopen(to, now).await;
    write(&test_app, 5).await;
    // Notice 4 was restored without a position and got a new one, so the stream repeats it, under
    // its id, to clients that saw it before.
    for (id, unseen) in [(&saved, vec![2, 4, 5]), (&last, vec![4, 5]), (&unknown, vec![4, 5])] {
        let mut resumed = Events::open(test_app.client(), CLERK, Some(id)).await;
        let mut read = Vec::new();
        for _ in &unseen {
            read.push(next(&mut resumed).await.0);
        }
        assert_eq!(read, unseen);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_sqlite_to_postgres() {
    let Some(to) = TestDb::postgres("a stream over a restore from SQLite") else { return };
    a_stream_goes_on_over_a_restore(TestDb::sqlite().await, to).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_postgres_to_sqlite() {
    let Some(from) = TestDb::postgres("a stream over a restore to SQLite") else { return };
    a_stream_goes_on_over_a_restore(from, TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_sqlite_to_sqlite() {
    a_stream_goes_on_over_a_restore(TestDb::sqlite().await, TestDb::sqlite().await).await;
}
