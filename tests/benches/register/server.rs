//! A server with two offices and two people who are logged in, served on this machine without its background work.

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

/// Offices and people into an empty database. The token of a person is the name.
pub(crate) async fn settle(url: &str) {
    let store = Store::connect(url).await.unwrap();
    store.migrate().await.unwrap();
    let offices = [(VNPT, OrganizationKind::Operator), (POWER, OrganizationKind::Owner)];
    let people = [Person::new("planner", VNPT, Role::OperatorPlanner), Person::new("clerk", POWER, Role::OwnerClerk)];
    fixtures::settle(&store, monday(), &offices, &people, &[]).await;
    store.close().await.unwrap();
}

/// A running house.
pub(crate) struct Town {
    pub(crate) base: String,
    pub(crate) client: reqwest::Client,
    pub(crate) ear: Ear,
    /// The same database without the ear.
    pub(crate) bare: Store,
    stop: tokio::sync::oneshot::Sender<()>,
    served: tokio::task::JoinHandle<()>,
    app: App,
}

impl Town {
    pub(crate) async fn open(url: &str, folder: &Path) -> Self {
        Self::open_with(url, folder, 0).await
    }

    /// One that keeps so many bytes of tiles, and of pages of the map service.
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

    /// A request in a person's name; gives back the body as it comes, pressed together if the server likes.
    pub(crate) async fn get(&self, who: &str, path: &str) -> bytes::Bytes {
        let elsewhere = ["/tiles", "/ogc", "/healthz"].iter().any(|start| path.starts_with(start));
        let base = if elsewhere { self.base.trim_end_matches("/api/v1") } else { &self.base };
        let ask = self.client.get(format!("{base}{path}")).bearer_auth(who).header("Accept-Encoding", "gzip");
        let answer = ask.send().await.unwrap();
        let (status, body) = (answer.status(), answer.bytes().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&body));
        body
    }

    /// A change in a person's name; gives back the body.
    pub(crate) async fn post(&self, who: &str, path: &str, version: Option<i64>, body: &serde_json::Value) -> String {
        let ask = self.client.post(format!("{}{path}", self.base)).bearer_auth(who).json(body);
        let ask = version.into_iter().fold(ask, |ask, version| ask.header("If-Match", format!("\"{version}\"")));
        let answer = ask.send().await.unwrap();
        let (status, body) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {body}");
        body
    }
}
