//! Runs the server: the listener, the background jobs, and the shutdown.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::{Request, body::Incoming};
use poem::{
    Endpoint, EndpointExt,
    http::uri::Scheme,
    web::{LocalAddr, RemoteAddr},
};
use tokio::net::TcpListener;

use api_app::{
    app::App,
    background::{
        assembly::jobs,
        supervisor::{Obstacle, Supervisor},
    },
    config::{Reach, Server},
    files::StorageError,
    mail::transport::MailError,
    readiness::{ReadinessError, wrong_clock},
    services::Services,
};
use api_http::endpoint::endpoint;
use api_store::Store;

use crate::listener::{self, Ends, Limits};

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The storage of documents and imports is not available.
    #[error(transparent)]
    Files(#[from] StorageError),
    #[error("server.listen {0} cannot be listened on: {1}. Does another program listen there?")]
    Address(SocketAddr, #[source] std::io::Error),
    /// The listener failed while it served.
    #[error("the listener: {0}")]
    Listener(#[from] std::io::Error),
    /// The mail server cannot be used.
    #[error(transparent)]
    MailTransport(#[from] MailError),
}

/// Serves until `stop` is ready; then stops accepting, finishes the requests in flight and returns.
/// Calls `ready` with the address once the port is bound and every part of the server is ready.
///
/// # Errors
/// If the address cannot be listened on, or the jobs cannot start.
pub async fn serve(
    app: App,
    stop: impl Future<Output = ()> + Send,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let wanted = app.config.server.listen;
    let listener = TcpListener::bind(wanted).await.map_err(|why| ServeError::Address(wanted, why))?;
    let bound = listener.local_addr()?;
    run(app, listener, stop, || ready(bound)).await
}

/// Same as [`serve`], on an open listener.
///
/// # Errors
/// If the jobs cannot start, or the listener fails.
pub async fn serve_on(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), ServeError> {
    run(app, listener, stop, || {}).await
}

async fn run(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send,
    ready: impl FnOnce(),
) -> Result<(), ServeError> {
    warn_of_plain_http(&app.config.server);
    let services = Services::open(&app)?;
    let endpoint = Arc::new(endpoint(&app, &services).boxed());
    let answer = move |request: Request<Incoming>, ends: Ends| {
        let endpoint = Arc::clone(&endpoint);
        let addresses = (LocalAddr(ends.local.into()), RemoteAddr(ends.peer.into()));
        let request = (request, addresses.0, addresses.1, Scheme::HTTP).into();
        async move { endpoint.get_response(request).await.into() }
    };
    let clock = app.clone();
    let obstacle: Obstacle =
        Arc::new(move || wrong_clock(&clock.store).map(|ahead| ReadinessError::Clock(ahead).to_string()));
    let jobs = Supervisor::start(jobs(&app, &services)?, &app.wake_signal, &obstacle);
    let measuring = tokio::spawn(measure_time(app.store.clone()));
    let (grace, limits) = (app.config.shutdown_grace(), Limits::from(&app.config.connections));
    ready();
    let served = listener::serve(listener, answer, limits, app.metrics.clone(), stop, grace).await;
    jobs.stop(grace).await;
    measuring.abort();
    if let Err(why) = app.store.close().await {
        tracing::warn!(%why, "the database was not closed in order");
    }
    Ok(served?)
}

fn warn_of_plain_http(server: &Server) {
    match server.reach() {
        Reach::Encrypted | Reach::Loopback => {}
        Reach::Plain => tracing::warn!(
            public_url = server.public_url,
            "people reach this server by plain HTTP: others on the network can read passwords and sessions, and the \
             session cookie has neither `Secure` nor the prefix `__Host-`. Serve HTTPS, and set server.public_url"
        ),
    }
}

/// How often the server reads the database's time.
const TIME_EVERY: Duration = Duration::from_secs(1);

/// Keeps the clock of this node in step with the database's clock.
async fn measure_time(store: Store) {
    loop {
        tokio::time::sleep(TIME_EVERY).await;
        if let Err(why) = store.measure_time().await {
            tracing::debug!(%why, "the database was not asked for the time");
        }
    }
}
