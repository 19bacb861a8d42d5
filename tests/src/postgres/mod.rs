//! A temporary PostgreSQL with PostGIS: one cluster per process, started on first use, and one
//! database per test, copied from a template that has all tables. `DATABASE_URL=postgres://…` names
//! a server to use instead.

mod cluster;
mod pair;

use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use api_store::Store;

use cluster::Cluster;

pub use pair::{Pair, ServerRole};

/// A server on which tests create databases.
#[derive(Debug)]
pub struct Server {
    /// `postgres://…` without the name of a database.
    base: String,
    template: String,
    _cluster: Option<Cluster>,
}

static SERVER: OnceLock<Server> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The server of this process.
///
/// # Panics
/// When PostgreSQL or PostGIS is missing; `make test` installs them.
pub fn server() -> &'static Server {
    SERVER.get_or_init(|| {
        // A runtime of its own creates the tables: one test's first use must not block another
        // test's runtime.
        std::thread::spawn(Server::open).join().expect("a PostgreSQL with PostGIS")
    })
}

/// Whether to skip tests on PostgreSQL, with a message on standard error: only where it is missing,
/// and never in CI.
#[must_use]
#[expect(clippy::print_stderr, reason = "a test that was passed over must be seen")]
pub fn is_passed_over(what: &str) -> bool {
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let passed_over = !in_ci && given().is_none() && !cluster::is_installed();
    if passed_over {
        eprintln!("PASSED OVER, PostgreSQL is missing (`make test` installs it): {what}");
    }
    passed_over
}

/// The server that `DATABASE_URL` names.
#[must_use]
pub fn given() -> Option<String> {
    std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres"))
}

/// Creates a database with all tables, empty; returns its address.
///
/// # Panics
/// When the server cannot create the database.
#[must_use]
pub fn database() -> String {
    let server = server();
    let name = format!("{}_{}", server.template, DATABASES.fetch_add(1, Ordering::Relaxed));
    server.run(&format!("CREATE DATABASE {name} TEMPLATE {}", server.template));
    server.url(&name)
}

/// Copies a database without connections; returns the address of the copy.
///
/// # Panics
/// When the server cannot create the database.
#[must_use]
pub fn copy_of(url: &str) -> String {
    let server = server();
    let (_, original) = url.rsplit_once('/').expect("postgres://host/database");
    let name = format!("{}_{}", server.template, DATABASES.fetch_add(1, Ordering::Relaxed));
    server.run(&format!("CREATE DATABASE {name} TEMPLATE {original}"));
    server.url(&name)
}

/// Creates a database without tables; returns its address.
///
/// # Panics
/// When the server cannot create the database.
#[must_use]
pub fn empty_database() -> String {
    let server = server();
    let name = format!("{}_{}", server.template, DATABASES.fetch_add(1, Ordering::Relaxed));
    server.run(&format!("CREATE DATABASE {name}"));
    server.url(&name)
}

/// The folder of PostgreSQL's programs.
///
/// # Panics
/// When PostgreSQL is missing.
#[must_use]
pub fn programs_folder() -> std::path::PathBuf {
    let tool = cluster::tool("postgres");
    tool.parent().expect("a folder").to_owned()
}

/// Drops a database that [`database`] created, with all its connections.
pub fn forget(url: &str) {
    if let Some((_, name)) = url.rsplit_once('/') {
        server().run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    }
}

impl Server {
    /// Opens the server that `DATABASE_URL` names, else a new cluster.
    fn open() -> Self {
        let (base, cluster) = if let Some(url) = given() {
            (url.rsplit_once('/').expect("postgres://host/database").0.to_owned(), None)
        } else {
            let cluster = Cluster::start();
            (cluster.base(), Some(cluster))
        };
        let template = format!("hatang_{}", std::process::id());
        let server = Self { base, template, _cluster: cluster };
        server.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", server.template));
        server.run(&format!("CREATE DATABASE {}", server.template));
        let url = server.url(&server.template);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let store = Store::connect(&url).await.expect("the template database");
            store.migrate().await.expect("all tables, with PostGIS");
            store.close().await.expect("a template that nobody is connected to");
        });
        server
    }

    /// The address of a database on the server.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.base)
    }

    /// Runs one statement as the owner of the server.
    fn run(&self, statement: &str) {
        let done = Command::new(cluster::tool("psql"))
            .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, &self.url("postgres")])
            .output()
            .expect("psql");
        assert!(done.status.success(), "{statement}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

/// Starts a cluster for a program that needs one for longer than a test; returns its `DATABASE_URL`
/// and a guard that keeps it running.
///
/// # Panics
/// When PostgreSQL is missing.
#[must_use]
pub fn keep() -> (String, impl Drop) {
    let cluster = Cluster::start();
    let server = Server { base: cluster.base(), template: String::new(), _cluster: None };
    server.run("CREATE DATABASE hatang");
    (server.url("hatang"), cluster)
}
