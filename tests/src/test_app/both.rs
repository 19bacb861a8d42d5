//! Runs one test story on two databases.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use api_app::services::Services;
use api_app::verify;
use api_store::database::clock::SystemClock;

use super::TestApp;
use crate::test_db::TestDb;

/// Generates two tests from each story, an async function over a `TestApp`: one on SQLite and one
/// on PostgreSQL. Verification then checks the remaining data.
#[macro_export]
macro_rules! on_both_databases {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            use $crate::test_app::{LeftBehind, TestApp};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let test_app = TestApp::on_sqlite().await;
                let left = LeftBehind::by(&test_app);
                super::$story(test_app).await;
                left.holds_together().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let Some(test_app) = TestApp::on_postgres(stringify!($story)).await else { return };
                let left = LeftBehind::by(&test_app);
                super::$story(test_app).await;
                left.holds_together().await;
            }
        }
    )+};
}

/// The remaining data of a [`TestApp`]: its database and its files.
#[derive(Debug)]
pub struct LeftBehind {
    test_db: TestDb,
    by_hand: Arc<AtomicBool>,
}

impl LeftBehind {
    /// Keeps the data beyond the end of the [`TestApp`].
    #[must_use]
    pub fn by(test_app: &TestApp) -> Self {
        Self { test_db: test_app.test_db().clone(), by_hand: Arc::clone(&test_app.by_hand) }
    }

    /// Checks that verification finds nothing, unless the story changed rows by hand.
    ///
    /// # Panics
    /// When verification has findings.
    pub async fn holds_together(self) {
        if self.by_hand.load(Ordering::SeqCst) {
            return;
        }
        let app = self.test_db.app(Arc::new(SystemClock)).await;
        let proof = verify::all(&app, |_| {}).await.expect("a database");
        let services = Services::open(&app).expect("files");
        let proof = verify::files(&app, &services, proof, |_| {}).await.expect("a database");
        assert_eq!(proof.findings, [], "of {} case(s)", proof.cases);
        app.store.close().await.expect("an orderly end");
    }
}
