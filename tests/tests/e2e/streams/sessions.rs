//! A stream ends with the session, with the account, or with the last role that may read notices.

use sea_orm::Value;
use tests::events::Events;
use tests::test_app::TestApp;

use super::{CLERK, written};

tests::on_both_databases!(
    a_stream_ends_with_its_session,
    a_stream_ends_with_the_account_of_its_reader,
    a_stream_on_which_nothing_happens_ends_too,
);

async fn a_stream_ends_with_its_session(test_app: TestApp) {
    let mut stream = Events::open(test_app.client(), CLERK, None).await;
    test_app.by_hand("sessions", "revoked_at", test_app.now()).await;
    written(&test_app, CLERK, [1]).await;
    assert!(stream.next().await.is_none());
}

async fn a_stream_ends_with_the_account_of_its_reader(test_app: TestApp) {
    let mut stream = Events::open(test_app.client(), CLERK, None).await;
    test_app.by_hand("users", "active", Value::from(false)).await;
    written(&test_app, CLERK, [1]).await;
    assert!(stream.next().await.is_none());
}

async fn a_stream_on_which_nothing_happens_ends_too(test_app: TestApp) {
    let mut stream = Events::open(test_app.client(), CLERK, None).await;
    test_app.by_hand("sessions", "revoked_at", test_app.now()).await;
    assert!(stream.next().await.is_none());
}
