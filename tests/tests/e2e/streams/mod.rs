//! The stream of notices loses nothing, whatever the order of ids and commits, the clocks of nodes,
//! and broken connections.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod nodes;
mod positions;
mod sessions;
mod watched;

use api_store::Tx;
use api_store::notices::outbox::{NewMessage, Recipient, enqueue};
use domain::ids::OutboxId;
use domain::notice::LegalClass;
use domain::text::Locale;
use reqwest::{Method, StatusCode};
use sea_orm::ConnectionTrait;
use serde_json::json;
use tests::events::Events;
use tests::test_app::TestApp;
use tests::test_app::cast::person;
use tests::test_client::answered;
use uuid::Uuid;

const CLERK: &str = "clerk@power";

tests::on_both_databases!(
    a_notice_that_is_committed_after_a_later_one_is_streamed,
    a_stream_goes_on_behind_its_last_event,
    a_new_stream_begins_behind_what_is_there,
    a_wrong_last_event_id_is_refused,
    an_unknown_last_event_id_gives_what_is_unread,
    a_stream_is_not_compressed,
);

/// The id of a notice; a later one has a higher number.
pub(crate) fn notice(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// Writes a notice for a person.
pub(crate) async fn write(test_app: &TestApp, tx: &Tx, who: &str, number: u128) {
    let message = NewMessage {
        id: OutboxId::new(notice(number)),
        case: None,
        template: "sharing.submitted".to_owned(),
        class: LegalClass::Information,
        to: Recipient {
            organization: None,
            user: Some(person(who)),
            name: who.to_owned(),
            address: format!("{who}.example"),
            locale: Locale::Vi,
        },
        payload: json!({}),
    };
    enqueue(tx, test_app.now(), vec![message]).await.unwrap();
}

/// Writes notices for a person, each in its own transaction, and wakes the streams.
pub(crate) async fn written(test_app: &TestApp, who: &str, numbers: impl IntoIterator<Item = u128>) {
    for number in numbers {
        let tx = test_app.app().store.begin().await.unwrap();
        write(test_app, &tx, who, number).await;
        committed(test_app, tx).await;
    }
}

async fn committed(test_app: &TestApp, tx: Tx) {
    test_app.app().store.commit(tx).await.unwrap();
    test_app.app().wake_signal.send();
}

/// The numbers of the next notices of a stream, whose positions must increase.
async fn next(stream: &mut Events, count: usize) -> Vec<u128> {
    let mut numbers = Vec::new();
    let mut positions = Vec::new();
    for _ in 0..count {
        let event = stream.next().await.unwrap();
        let id: Uuid = event.notice().parse().unwrap();
        numbers.push(id.as_u128() - notice(0).as_u128());
        positions.push(event.id);
    }
    let read: Vec<i64> = positions.iter().filter_map(|position| position.parse().ok()).collect();
    assert!(read.is_sorted_by(|one, other| one < other), "{positions:?}");
    numbers
}

/// The first notice has the earlier id, but is committed after the second was streamed. This
/// happens with two nodes, with a transaction that takes longer than another, or after a clock was
/// set back.
async fn a_notice_that_is_committed_after_a_later_one_is_streamed(test_app: TestApp) {
    let mut stream = Events::open(test_app.client(), CLERK, None).await;
    let early = if test_app.test_db().is_postgres() {
        let tx = test_app.app().store.begin().await.unwrap();
        write(&test_app, &tx, CLERK, 1).await;
        Some(tx)
    } else {
        None // SQLite has one writer at a time.
    };
    written(&test_app, CLERK, [2]).await;
    let mut streamed = next(&mut stream, 1).await;
    match early {
        Some(tx) => committed(&test_app, tx).await,
        None => written(&test_app, CLERK, [1]).await,
    }
    written(&test_app, CLERK, [3]).await;
    while streamed.last() != Some(&3) {
        streamed.extend(next(&mut stream, 1).await);
    }
    assert_eq!(streamed, [2, 1, 3]);
}

async fn a_stream_goes_on_behind_its_last_event(test_app: TestApp) {
    let (other, _serving) = test_app.second_client().await;
    let mut stream = Events::open(test_app.client(), CLERK, None).await;
    let begun = stream.first_id().await;
    written(&test_app, CLERK, [2, 3, 4]).await;
    assert_eq!(next(&mut stream, 2).await, [2, 3]);
    let last = stream.last_id().unwrap().to_owned();
    assert_eq!(next(&mut stream, 1).await, [4], "and the client dies over it");
    drop(stream);
    written(&test_app, "boss@power", [10]).await;
    written(&test_app, CLERK, [1]).await;
    let mut resumed = Events::open(&other, CLERK, Some(&last)).await;
    assert_eq!(next(&mut resumed, 2).await, [4, 1]);
    written(&test_app, CLERK, [5]).await;
    // The other node gets no wake signal and finds the notice by polling.
    assert_eq!(next(&mut resumed, 1).await, [5]);
    // A stream that broke before its first event resumes where it began.
    let mut again = Events::open(&other, CLERK, Some(&begun)).await;
    assert_eq!(next(&mut again, 5).await, [2, 3, 4, 1, 5]);
}

async fn a_new_stream_begins_behind_what_is_there(test_app: TestApp) {
    // This notice has no position yet.
    written(&test_app, CLERK, [2]).await;
    let mut stream = Events::open(test_app.client(), CLERK, None).await;
    written(&test_app, CLERK, [1]).await;
    assert_eq!(next(&mut stream, 1).await, [1]);
    // A creation time in the future, by the clock of a node, makes no difference.
    test_app.by_hand("notifications", "created_at", test_app.now() + chrono::TimeDelta::days(1)).await;
    let mut stream = Events::open(test_app.client(), CLERK, None).await;
    written(&test_app, CLERK, [3]).await;
    assert_eq!(next(&mut stream, 1).await, [3]);
}

async fn a_wrong_last_event_id_is_refused(test_app: TestApp) {
    for wrong in ["x", "-1", "+1", "1.0", "99999999999999999999", ""] {
        let ask = test_app.ask(CLERK, Method::GET, "/notifications/stream").header("Last-Event-ID", wrong);
        let answer = answered(ask).await.unwrap();
        let reported = (answer.status, answer.text("/errors/0/pointer"));
        assert_eq!(reported, (StatusCode::UNPROCESSABLE_ENTITY, "Last-Event-ID"), "{wrong:?}");
    }
}

/// After a restore, an id can name an event that this database never had.
async fn an_unknown_last_event_id_gives_what_is_unread(test_app: TestApp) {
    written(&test_app, CLERK, [1, 2, 3]).await;
    test_app.post(CLERK, &format!("/notifications/{}/read", notice(2)), &json!({})).await.good();
    let mut stream = Events::open(test_app.client(), CLERK, Some("9007199254740991")).await;
    assert_eq!(next(&mut stream, 2).await, [1, 3]);
    written(&test_app, CLERK, [4]).await;
    test_app.post(CLERK, &format!("/notifications/{}/read", notice(4)), &json!({})).await.good();
    assert_eq!(next(&mut stream, 1).await, [4], "what comes from now on is streamed, read or not");
}

/// All connections of the node are cut. The node connects again, and its streams continue.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_survives_the_loss_of_its_connections() {
    let Some(test_app) = TestApp::on_postgres("a stream that survives the loss of its connections").await else {
        return;
    };
    let other = test_app.second_organization().await.store;
    let mut stream = Events::open(test_app.client(), CLERK, None).await;
    written(&test_app, CLERK, [1]).await;
    assert_eq!(next(&mut stream, 1).await, [1]);
    let tx = other.begin().await.unwrap();
    write(&test_app, &tx, CLERK, 2).await;
    let cut = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    tx.execute_unprepared(cut).await.unwrap();
    other.commit(tx).await.unwrap();
    test_app.app().wake_signal.send();
    assert_eq!(next(&mut stream, 1).await, [2]);
}

/// A compressor would buffer events until it has enough of them.
async fn a_stream_is_not_compressed(test_app: TestApp) {
    let ask = test_app.ask(CLERK, Method::GET, "/notifications/stream").header("Accept-Encoding", "gzip, deflate, br");
    let response = ask.send().await.unwrap();
    let said = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    assert_eq!((said("content-type"), said("content-encoding")), (Some("text/event-stream"), None));
}
