//! A server in this process, on a port of its own, with a clock that the test controls.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api_app::app::App;
use api_app::services::Services;
use api_http::endpoint::endpoint as http_endpoint;
use api_server::server::serve_on;
use api_store::database::clock::MovableClock;
use api_store::database::random;
use chrono::{DateTime, Utc};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Endpoint, EndpointExt};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::test_client::TestClient;
use crate::test_db::TestDb;

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct InProcessServer {
    pub app: App,
    pub clock: Arc<MovableClock>,
    address: String,
    // Drop order: the server closes before its [`TestDb`] is removed.
    _stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    test_db: TestDb,
}

/// A Monday morning in the project plan's period.
///
/// # Panics
/// Never.
#[must_use]
pub fn monday() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2023-10-02T02:00:00Z").expect("an instant").to_utc()
}

impl InProcessServer {
    /// Opens a server on the database, on a Monday morning.
    ///
    /// # Panics
    /// When the server does not open.
    pub async fn open(test_db: TestDb) -> Self {
        Self::open_at(test_db, monday()).await
    }

    /// Opens a server on the database, at a given instant.
    ///
    /// # Panics
    /// When the server does not open.
    pub async fn open_at(test_db: TestDb, instant: DateTime<Utc>) -> Self {
        let (app, clock) = closed(&test_db, instant).await;
        let (stop, address, serving) = served(app.clone()).await;
        Self { app, clock, address, _stop: stop, serving, test_db }
    }

    /// Opens a server whose background jobs run only when a test runs them.
    ///
    /// # Panics
    /// When the server does not open.
    pub async fn open_without_jobs(test_db: TestDb, instant: DateTime<Utc>) -> Self {
        let (app, clock) = closed(&test_db, instant).await;
        let services = Services::open(&app).expect("the folders");
        let endpoint = http_endpoint(&app, &services);
        Self::answering(test_db, app, clock, endpoint).await
    }

    /// Opens a server whose requests draw their random bytes from `steps`, and whose background
    /// jobs run only when a test runs them.
    ///
    /// # Panics
    /// When the server does not open.
    pub async fn open_stepped(test_db: TestDb, instant: DateTime<Utc>, steps: Steps) -> Self {
        let (app, clock) = closed(&test_db, instant).await;
        let services = Services::open(&app).expect("the folders");
        let endpoint = http_endpoint(&app, &services).around(move |endpoint, request| {
            let seed = steps.next_seed();
            async move { random::seeded(seed, endpoint.call(request)).await }
        });
        Self::answering(test_db, app, clock, endpoint).await
    }

    async fn answering(test_db: TestDb, app: App, clock: Arc<MovableClock>, endpoint: impl Endpoint + 'static) -> Self {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.expect("a free port");
        let address = address_of(&acceptor);
        let (stop, stopped) = oneshot::channel::<()>();
        let store = app.store.clone();
        let serving = tokio::spawn(async move {
            let stopped = async move { stopped.await.unwrap_or_default() };
            let server = poem::Server::new_with_acceptor(acceptor);
            server.run_with_graceful_shutdown(endpoint, stopped, Some(GRACE)).await.expect("an orderly end");
            store.close().await.expect("a database that nobody is connected to");
        });
        Self { app, clock, address, _stop: stop, serving, test_db }
    }

    /// Stops the server and waits until no connection to the database remains.
    ///
    /// # Panics
    /// When the server does not end cleanly.
    pub async fn close(self) -> TestDb {
        let Self { _stop: stop, serving, test_db, .. } = self;
        drop(stop);
        serving.await.expect("an orderly end");
        test_db
    }

    /// A client of a second node, which runs until the returned sender is dropped.
    pub async fn second_client(&self) -> (TestClient, oneshot::Sender<()>) {
        let (stop, address, _) = served(self.test_db.app(self.clock.clone()).await).await;
        (TestClient::of(&address), stop)
    }

    /// The database and folder of the server.
    #[must_use]
    pub fn test_db(&self) -> &TestDb {
        &self.test_db
    }

    /// A client of the server.
    #[must_use]
    pub fn client(&self) -> TestClient {
        TestClient::of(&self.address)
    }
}

async fn closed(test_db: &TestDb, instant: DateTime<Utc>) -> (App, Arc<MovableClock>) {
    let clock = Arc::new(MovableClock::at(instant));
    (test_db.app(clock.clone()).await, clock)
}

/// Runs a server until the sender is dropped; returns its address and its task.
async fn served(app: App) -> (oneshot::Sender<()>, String, JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("its address"));
    let (stop, stopped) = oneshot::channel::<()>();
    let served = serve_on(app, listener, async move { stopped.await.unwrap_or_default() });
    let serving = tokio::spawn(async move { served.await.expect("an orderly end") });
    (stop, address, serving)
}

fn address_of(acceptor: &impl Acceptor) -> String {
    let local = acceptor.local_addr();
    let port = local.first().and_then(|address| address.as_socket_addr()).expect("its address").port();
    format!("http://127.0.0.1:{port}")
}

/// The time limit for open requests when the server stops.
const GRACE: Duration = Duration::from_secs(1);

/// Seeds for the random bytes of requests: the same for the same requests of the same step,
/// independent of earlier steps.
///
/// Two servers that get the same requests in a step therefore generate the same ids in it, even if
/// one of them did more in earlier steps.
#[derive(Debug, Clone)]
pub struct Steps {
    seed: u64,
    at: Arc<Mutex<(u64, u64)>>,
}

impl Steps {
    /// The state before the first step.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self { seed, at: Arc::default() }
    }

    pub fn begin(&self, step: u64) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = (step, 0);
    }

    /// The seed of the next request of the step.
    #[must_use]
    pub fn next_seed(&self) -> u64 {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.1 += 1;
        self.seed.rotate_left(48) ^ at.0.rotate_left(16) ^ at.1
    }
}
