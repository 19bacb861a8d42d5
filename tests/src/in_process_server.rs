//! A server served in this process, at a port of its own, with its clock in our hands.

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

/// A server that serves until it is dropped.
#[derive(Debug)]
pub struct InProcessServer {
    /// The server.
    pub app: App,
    /// Its clock.
    pub clock: Arc<MovableClock>,
    address: String,
    // In this order: the server closes before its ground goes.
    _stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    ground: TestDb,
}

/// A Monday morning in the plan's time.
///
/// # Panics
/// Never.
#[must_use]
pub fn monday() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2023-10-02T02:00:00Z").expect("an instant").to_utc()
}

impl InProcessServer {
    /// Opens a server on the ground, on a Monday morning.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn open(ground: TestDb) -> Self {
        Self::open_at(ground, monday()).await
    }

    /// Opens a server on the ground, at an instant.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn open_at(ground: TestDb, instant: DateTime<Utc>) -> Self {
        let (app, clock) = closed(&ground, instant).await;
        let (stop, address, serving) = served(app.clone()).await;
        Self { app, clock, address, _stop: stop, serving, ground }
    }

    /// Opens a server whose background jobs run only when a test runs them.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn open_without_jobs(ground: TestDb, instant: DateTime<Utc>) -> Self {
        let (app, clock) = closed(&ground, instant).await;
        let services = Services::open(&app).expect("the folders");
        let endpoint = http_endpoint(&app, &services);
        Self::answering(ground, app, clock, endpoint).await
    }

    /// Opens a server whose requests draw their random bytes from `steps`, and whose background jobs run only when a test runs them.
    ///
    /// # Panics
    /// When it does not open.
    pub async fn open_stepped(ground: TestDb, instant: DateTime<Utc>, steps: Steps) -> Self {
        let (app, clock) = closed(&ground, instant).await;
        let services = Services::open(&app).expect("the folders");
        let endpoint = http_endpoint(&app, &services).around(move |endpoint, request| {
            let seed = steps.next_seed();
            async move { random::seeded(seed, endpoint.call(request)).await }
        });
        Self::answering(ground, app, clock, endpoint).await
    }

    async fn answering(ground: TestDb, app: App, clock: Arc<MovableClock>, endpoint: impl Endpoint + 'static) -> Self {
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
        Self { app, clock, address, _stop: stop, serving, ground }
    }

    /// Stops serving and waits until nobody is connected to the database.
    ///
    /// # Panics
    /// When it does not end in order.
    pub async fn close(self) -> TestDb {
        let Self { _stop: stop, serving, ground, .. } = self;
        drop(stop);
        serving.await.expect("an orderly end");
        ground
    }

    /// The door of one more node of the server, which serves until the other of the two is dropped.
    pub async fn second_door(&self) -> (TestClient, oneshot::Sender<()>) {
        let (stop, address, _) = served(self.ground.app(self.clock.clone()).await).await;
        (TestClient::of(&address), stop)
    }

    /// What it stands on.
    #[must_use]
    pub fn ground(&self) -> &TestDb {
        &self.ground
    }

    /// Its door.
    #[must_use]
    pub fn door(&self) -> TestClient {
        TestClient::of(&self.address)
    }
}

async fn closed(ground: &TestDb, instant: DateTime<Utc>) -> (App, Arc<MovableClock>) {
    let clock = Arc::new(MovableClock::at(instant));
    (ground.app(clock.clone()).await, clock)
}

/// Serves a server until the sender is dropped; at this address, by this task.
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

/// How long requests in hand may take when serving stops.
const GRACE: Duration = Duration::from_secs(1);

/// Seeds for the random bytes of requests: the same for the same requests of the same step, whatever came before it.
///
/// Two servers that are asked the same in a step therefore make the same ids in it, though one of them did more in steps before.
#[derive(Debug, Clone)]
pub struct Steps {
    seed: u64,
    at: Arc<Mutex<(u64, u64)>>,
}

impl Steps {
    /// Before the first step.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self { seed, at: Arc::default() }
    }

    /// Begins a step.
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
