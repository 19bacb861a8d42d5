//! A server with two organisations and two logged-in persons on this machine, without background
//! jobs.

use std::path::Path;
use std::sync::Arc;

use api_app::app::App;
use api_app::config::Config;
use api_app::services::Services;
use api_http::endpoint::endpoint as http_endpoint;
use api_store::Store;
use api_store::database::clock::MovableClock;
use domain::access::Role;
use domain::ids::OrganizationId;
use domain::organization::OrganizationKind;
use poem::listener::{Acceptor, Listener, TcpListener};
use tests::fixtures::{self, Person, office};
use tests::in_process_server::monday;

use crate::bare::Ear;

const VNPT: u128 = 1;
const POWER: u128 = 2;

/// The owner of the poles.
pub(crate) fn power() -> OrganizationId {
    office(POWER)
}

/// Inserts organisations and people into an empty database. The token of a person is the name.
pub(crate) async fn settle(url: &str) {
    let store = Store::connect(url).await.unwrap();
    store.migrate().await.unwrap();
    let offices = [(VNPT, OrganizationKind::Operator), (POWER, OrganizationKind::Owner)];
    let people = [Person::new("planner", VNPT, Role::OperatorPlanner), Person::new("clerk", POWER, Role::OwnerClerk)];
    fixtures::settle(&store, monday(), &offices, &people, &[]).await;
    store.close().await.unwrap();
}

/// A running server of the benchmark.
pub(crate) struct BenchServer {
    pub(crate) base: String,
    pub(crate) client: reqwest::Client,
    pub(crate) ear: Ear,
    /// The same database without the recording.
    pub(crate) bare: Store,
    stop: tokio::sync::oneshot::Sender<()>,
    served: tokio::task::JoinHandle<()>,
    app: App,
}

impl BenchServer {
    pub(crate) async fn open(url: &str, folder: &Path) -> Self {
        Self::open_with(url, folder, 0).await
    }

    /// A server with caches of this number of bytes for tiles and for pages of the map service.
    pub(crate) async fn open_with(url: &str, folder: &Path, kept: u64) -> Self {
        let (data, kept) = (folder.join("data"), kept.to_string());
        let keys = [
            ("data.dir", data.to_str().unwrap()),
            ("database.url", url),
            ("tiles.cache_bytes", kept.as_str()),
            ("ogc.cache_bytes", kept.as_str()),
        ];
        let config = Config::with(&keys).unwrap();
        let mut app = App::open(config, Arc::new(MovableClock::at(monday()))).await.unwrap();
        let (ear, bare) = (Ear::default(), app.store.clone());
        app.store = ear.on(app.store.clone());
        let services = Services::open(&app).unwrap();
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = acceptor.local_addr().first().and_then(|address| address.as_socket_addr()).copied().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let routes = http_endpoint(&app, &services);
        let served = tokio::spawn(async move {
            let wait = async move { stopped.await.unwrap_or_default() };
            poem::Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(routes, wait, None).await.unwrap();
        });
        let base = format!("http://{address}/api/v1");
        Self { base, client: reqwest::Client::new(), ear, bare, stop, served, app }
    }

    pub(crate) async fn close(self) {
        drop(self.client);
        self.stop.send(()).unwrap();
        self.served.await.unwrap();
        self.bare.close().await.unwrap();
        self.app.store.close().await.unwrap();
    }

    /// Sends a request as a person. Returns the body as received, which may be compressed.
    pub(crate) async fn get(&self, who: &str, path: &str) -> bytes::Bytes {
        let elsewhere = ["/tiles", "/ogc", "/healthz"].iter().any(|start| path.starts_with(start));
        let base = if elsewhere { self.base.trim_end_matches("/api/v1") } else { &self.base };
        let ask = self.client.get(format!("{base}{path}")).bearer_auth(who).header("Accept-Encoding", "gzip");
        let answer = ask.send().await.unwrap();
        let (status, body) = (answer.status(), answer.bytes().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&body));
        body
    }

    /// Sends a change as a person. Returns the body.
    pub(crate) async fn post(&self, who: &str, path: &str, version: Option<i64>, body: &serde_json::Value) -> String {
        let ask = self.client.post(format!("{}{path}", self.base)).bearer_auth(who).json(body);
        let ask = version.into_iter().fold(ask, |ask, version| ask.header("If-Match", format!("\"{version}\"")));
        let answer = ask.send().await.unwrap();
        let (status, body) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }
}
