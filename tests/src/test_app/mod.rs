//! [`TestApp`]: a complete server with its people, served over real HTTP in this process, on a
//! database of either kind, with a clock that the test controls. The clock begins on a Monday at
//! nine in the morning, 2 October 2023.
#![expect(clippy::panic, clippy::indexing_slicing, reason = "tests may stop where they are")]

mod both;
pub mod browser;
pub mod cast;
pub mod dossiers;
pub mod messages;
pub mod poles;
mod previews;
mod requests;
pub mod time;

use api_app::app::App;
use api_store::database::clock::MovableClock;
use chrono::{DateTime, Utc};
use reqwest::{Method, RequestBuilder};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::fixtures;
use crate::in_process_server::{InProcessServer, monday};
use crate::promised;
use crate::test_client::{TestClient, TestResponse, answered};
use crate::test_db::TestDb;

pub use both::LeftBehind;
pub use messages::ReceivedMessage;
pub use poles::{Ledger, POSITION};
pub use requests::wanting;

/// A complete server with its people. It ends when this value is dropped.
#[derive(Debug)]
pub struct TestApp {
    client: TestClient,
    poles: AtomicU32,
    /// Whether the test changed rows without the server.
    by_hand: Arc<AtomicBool>,
    /// Whether every action is previewed before it is performed.
    previews: AtomicBool,
    /// The number of previews that were compared with the action.
    previewed: AtomicU32,
    in_process: InProcessServer,
}

impl TestApp {
    /// A [`TestApp`] on this database; its register is empty.
    pub async fn open(test_db: TestDb) -> Self {
        Self::settled(InProcessServer::open(test_db).await).await
    }

    /// A [`TestApp`] in an open and empty server.
    pub async fn settled(in_process: InProcessServer) -> Self {
        fixtures::settle_named(&in_process.app.store, monday(), &cast::offices(), &cast::people(), &[]).await;
        Self::within(in_process)
    }

    /// A [`TestApp`] in an open server, without people unless its database has them.
    #[must_use]
    pub fn within(in_process: InProcessServer) -> Self {
        Self::of(in_process)
    }

    fn of(in_process: InProcessServer) -> Self {
        Self {
            client: in_process.client(),
            poles: AtomicU32::new(0),
            by_hand: Arc::default(),
            previews: AtomicBool::new(false),
            previewed: AtomicU32::new(0),
            in_process,
        }
    }

    /// Stops the server; returns its database, without connections.
    pub async fn close(self) -> TestDb {
        self.in_process.close().await
    }

    #[must_use]
    pub fn clock(&self) -> &MovableClock {
        &self.in_process.clock
    }

    /// A [`TestApp`] on an existing database, at a given instant; all people log in again.
    ///
    /// # Panics
    /// When the database belongs to another [`TestApp`].
    pub async fn reopen(test_db: TestDb, now: DateTime<Utc>) -> Self {
        let in_process = InProcessServer::open_at(test_db, now).await;
        let tx = in_process.app.store.begin().await.expect("a transaction");
        fixtures::log_in(&tx, now, &cast::people()).await;
        in_process.app.store.commit(tx).await.expect("everybody logged in");
        Self::of(in_process)
    }

    /// A [`TestApp`] on SQLite.
    pub async fn on_sqlite() -> Self {
        Self::open(TestDb::sqlite().await).await
    }

    /// A [`TestApp`] on PostgreSQL; `None`, with a message, where PostgreSQL is missing outside CI.
    pub async fn on_postgres(what: &str) -> Option<Self> {
        match TestDb::postgres(what) {
            Some(test_db) => Some(Self::open(test_db).await),
            None => None,
        }
    }

    /// The server, for checks that the API does not allow.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.in_process.app
    }

    /// The database and folder of the server.
    #[must_use]
    pub fn test_db(&self) -> &TestDb {
        self.in_process.test_db()
    }

    /// Another node of the server: the same database, the same clock.
    pub async fn second_organization(&self) -> App {
        self.in_process.test_db().app(self.in_process.clock.clone()).await
    }

    /// A client of one more node, which runs until the returned sender is dropped.
    pub async fn second_client(&self) -> (TestClient, tokio::sync::oneshot::Sender<()>) {
        self.in_process.second_client().await
    }

    /// Writes a value into a column of all rows of a table, without the server.
    ///
    /// # Panics
    /// When the database rejects the value.
    pub async fn by_hand(&self, table: &'static str, column: &'static str, value: impl Into<sea_orm::Value>) {
        self.by_hand.store(true, Ordering::SeqCst);
        let store = &self.app().store;
        let tx = store.begin().await.expect("a transaction");
        let update = Query::update().table(table).value(column, value.into()).take();
        tx.execute(&update).await.expect("the change");
        store.commit(tx).await.expect("the change");
    }

    /// Declares that the story writes rows without the server, so that `hatang verify` would report
    /// them.
    pub fn is_written_by_hand(&self) {
        self.by_hand.store(true, Ordering::SeqCst);
    }

    /// A folder of the server, for example `mail`.
    #[must_use]
    pub fn folder(&self, name: &str) -> std::path::PathBuf {
        self.in_process.test_db().path().join("data").join(name)
    }

    /// A request in a person's name, for cases that the other functions do not cover.
    pub fn ask(&self, who: &str, method: Method, path: &str) -> RequestBuilder {
        self.client.ask(method, path).bearer_auth(who)
    }

    /// A request without a login.
    pub fn ask_as_public(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.ask(method, path)
    }

    /// An anonymous request outside the API.
    pub fn ask_outside(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.bare(method, path)
    }

    /// The client, for requests outside the API.
    #[must_use]
    pub fn client(&self) -> &TestClient {
        &self.client
    }

    /// Reads a resource, and returns any answer.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn read(&self, who: &str, path: &str) -> TestResponse {
        self.client.read(who, path).await.expect("an answer")
    }

    /// Reads an existing resource.
    ///
    /// # Panics
    /// When the resource is missing.
    pub async fn get(&self, who: &str, path: &str) -> Value {
        self.read(who, path).await.good().body
    }

    /// The items of a list that fits on one page.
    ///
    /// # Panics
    /// When the list is missing, or exceeds one page.
    pub async fn list(&self, who: &str, path: &str) -> Vec<Value> {
        let (resource, query) = path.split_once('?').unwrap_or((path, ""));
        let is_paged = promised::has_parameter(&format!("/api/v1{resource}"), "limit");
        let joint = if query.is_empty() { '?' } else { '&' };
        let page = if is_paged { format!("{path}{joint}limit=500") } else { path.to_owned() };
        let mut page = self.get(who, &page).await;
        assert!(page.get("next_cursor").is_none_or(Value::is_null), "{path} is longer than a page");
        match page.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items,
            other => panic!("{path} is no list: {other:?}"),
        }
    }

    /// Posts a body without a version.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn post(&self, who: &str, path: &str, body: &Value) -> TestResponse {
        answered(self.ask(who, Method::POST, path).json(body)).await.expect("an answer")
    }

    /// Changes a resource in its current version: reads its `ETag` at `thing`, and sends it as
    /// `If-Match` with the change at `path`.
    ///
    /// # Panics
    /// When the thing is not there.
    pub async fn change(&self, who: &str, thing: &str, method: Method, path: &str, body: &Value) -> TestResponse {
        let seen = self.read(who, thing).await.good();
        let ask = self.ask(who, method, path).header("If-Match", seen.header("etag")).json(body);
        answered(ask).await.expect("an answer")
    }
}
