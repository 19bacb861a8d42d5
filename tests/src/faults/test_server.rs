//! A server with its people, database and mail server, as the target of faults.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use api_app::people::password;
use api_store::Store;
use api_store::database::clock::{Clock, SystemClock};
use chrono::TimeDelta;
use domain::access::Role;
use domain::organization::OrganizationKind;
use sea_orm::{ConnectionTrait, Database as Connector};
use secrecy::SecretString;

use super::Database;
use super::acknowledgements::Acknowledgements;
use super::count::{Count, MailCount};
use super::fake_smtp::FakeSmtp;
use super::people::Habits;
use crate::fixtures::{Person, settle};
use crate::node::{Node, Plan};
use crate::test_db::TestDb;

/// The password of all persons.
pub const PASSWORD: &str = "mật khẩu 2026 hạ tầng";
/// The clerk of the owner of the assets; also the token.
pub const CLERK: &str = "clerk";
/// The administrator of organisations; also the token.
pub const ADMIN: &str = "admin";
/// The number of operators with one planner each.
pub const PLANNERS: usize = 8;

const OWNER: u128 = 2;
const ADMINISTRATION: u128 = 8;
const FIRST_OPERATOR: u128 = 100;

/// The planner of an operator; also the token.
#[must_use]
pub fn planner(number: usize) -> String {
    format!("planner{}", number % PLANNERS)
}

/// A server and its environment. The test starts and ends the server's processes.
#[derive(Debug)]
pub struct TestServer {
    pub smtp: FakeSmtp,
    /// The changes that the server acknowledged.
    pub ledger: Arc<Acknowledgements>,
    pub plan: Plan,
    url: String,
    data: PathBuf,
    test_db: TestDb,
}

impl TestServer {
    /// A server on a new database of this kind; `None`, with a message, where the database is
    /// missing outside CI.
    pub async fn open(database: Database, what: &str) -> Option<Self> {
        let test_db = match database {
            Database::Sqlite => TestDb::sqlite().await,
            Database::Postgres => TestDb::postgres(what)?,
        };
        let data = test_db.folder("node");
        let url = test_db.url().to_owned();
        Some(Self::with(test_db, url, data).await)
    }

    /// A server on SQLite, with the database and all other data in this folder.
    ///
    /// # Panics
    /// When the folder cannot be written.
    pub async fn in_folder(folder: &Path) -> Self {
        let test_db = TestDb::sqlite().await;
        let file = folder.join("hatang.db");
        std::fs::copy(test_db.path().join("hatang.db"), &file).expect("a database");
        let data = folder.join("node");
        std::fs::create_dir_all(&data).expect("a folder");
        Self::with(test_db, format!("sqlite://{}", file.display()), data).await
    }

    /// A server on a database that has all tables, at this address.
    pub async fn at(url: &str) -> Self {
        let test_db = TestDb::sqlite().await;
        let data = test_db.folder("node");
        Self::with(test_db, url.to_owned(), data).await
    }

    async fn with(test_db: TestDb, url: String, data: PathBuf) -> Self {
        populate(&url).await;
        let smtp = FakeSmtp::open().await;
        let log = test_db.path().join("server.log");
        let plan = configured(Plan::new(&url, &data), &smtp).log_to(&log);
        Self { smtp, ledger: Arc::default(), plan, url, data, test_db }
    }

    /// The plan of one more node; the node uses the address `through` for the database, if it is
    /// given.
    #[must_use]
    pub fn node_plan(&self, name: &str, through: Option<SocketAddr>) -> Plan {
        let url = through.map_or_else(|| self.url.clone(), |proxy| through_proxy(&self.url, proxy));
        // All nodes share the documents.
        let plan = configured(Plan::new(&url, &self.data), &self.smtp);
        plan.log_to(&self.test_db.path().join(format!("{name}.log")))
    }

    /// The address of the database.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A folder of the test, separate from the server's data.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.test_db.path()
    }

    /// The folder of documents and other files.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The habits of users of this server.
    #[must_use]
    pub fn habits(&self) -> Habits {
        Habits::at(&[self.plan.address()])
    }

    /// Compares the database with the ledger, using a running node.
    pub async fn count(&self, node: &Node) -> Count {
        Count::take(&self.url, &self.ledger, node.address()).await
    }

    /// Verifies every case with `hatang verify`.
    ///
    /// # Errors
    /// The output, when verification has findings.
    pub fn verify(&self) -> Result<(), String> {
        let proof = self.plan.run(&["verify"]);
        let said = format!("{}{}", String::from_utf8_lossy(&proof.stdout), String::from_utf8_lossy(&proof.stderr));
        if proof.status.success() { Ok(()) } else { Err(said) }
    }

    /// Runs statements without the server.
    ///
    /// # Panics
    /// When the database rejects the data.
    pub async fn execute(&self, statement: &str) {
        let connection = Connector::connect(&self.url).await.expect("the database");
        connection.execute_unprepared(statement).await.expect("the statement");
        connection.close().await.expect("the connection");
    }

    /// Waits until every message is sent, or the time is over; returns the count.
    pub async fn messages(&self, at_most: Duration) -> MailCount {
        let since = Instant::now();
        loop {
            let messages = MailCount::settle(&self.url, &self.smtp, Duration::from_secs(3)).await;
            if messages.waiting == 0 || since.elapsed() > at_most {
                return messages;
            }
            // A failed message, or a message of a killed server, waits a minute or more; the test
            // does not.
            let now = SystemClock.now().to_rfc3339();
            let free = format!("status = 'queued' OR (status = 'leased' AND lease_until < '{now}')");
            self.execute(&format!("UPDATE outbox SET next_attempt_at = created_at WHERE {free}")).await;
        }
    }
}

fn configured(plan: Plan, smtp: &FakeSmtp) -> Plan {
    plan.set("smtp.url", &smtp.url())
        .set("smtp.timeout_seconds", "2")
        .set("session.logins_per_minute", "1000000")
        .set("database.wait_timeout_seconds", "3")
}

/// The address of a database, reached through a proxy.
#[must_use]
pub fn through_proxy(url: &str, proxy: SocketAddr) -> String {
    let (user, place) = url.split_once('@').expect("postgres://user@host/database");
    let (_, name) = place.split_once('/').expect("a database");
    format!("{user}@{proxy}/{name}")
}

/// The host and port of a PostgreSQL.
///
/// # Panics
/// When the address is not numeric.
#[must_use]
pub fn socket_of(url: &str) -> SocketAddr {
    let place = url.split_once('@').map_or(url, |(_, place)| place);
    place.split('/').next().unwrap_or_default().parse().expect("host:port")
}

/// Inserts organisations and people; leaves no connection open.
async fn populate(url: &str) {
    let store = Store::connect(url).await.expect("the database");
    let mut offices = vec![(OWNER, OrganizationKind::Owner), (ADMINISTRATION, OrganizationKind::Administrator)];
    let mut people = vec![Person::new(CLERK, OWNER, Role::OwnerClerk), Person::new(ADMIN, ADMINISTRATION, Role::Admin)];
    for (office, number) in (FIRST_OPERATOR..).zip(0..PLANNERS) {
        offices.push((office, OrganizationKind::Operator));
        people.push(Person::new(&planner(number), office, Role::OperatorPlanner));
    }
    settle(&store, SystemClock.now() - TimeDelta::hours(1), &offices, &people, &[]).await;
    store.close().await.expect("the connection");
    let hash = password::hash(SecretString::from(PASSWORD)).await.expect("a hash");
    let connection = Connector::connect(url).await.expect("the database");
    connection.execute_unprepared(&format!("UPDATE users SET password_hash = '{hash}'")).await.expect("passwords");
    connection.close().await.expect("the connection");
}
