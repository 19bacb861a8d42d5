//! Databases for the tests inside the rooms.
#![expect(clippy::disallowed_methods, reason = "a database of a name that nobody else has")]

use sea_orm::ConnectionTrait;
use tempfile::TempDir;
use uuid::Uuid;

use super::{Pools, Store, schema};

/// Stores with all tables and nothing in them, each with a folder of its own: on SQLite always, in that folder; on PostgreSQL too when
/// `DATABASE_URL` names a server on which databases can be made.
pub(crate) async fn stores() -> Vec<(Store, TempDir)> {
    stores_with(&Pools::default()).await
}

/// As [`stores`], with these pools.
pub(crate) async fn stores_with(pools: &Pools) -> Vec<(Store, TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![(format!("sqlite://{}", folder.path().join("hatang.db").display()), folder)];
    if let Some(server) = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres")) {
        urls.push((fresh(&server).await, tempfile::tempdir().unwrap()));
    }
    let mut all = Vec::new();
    for (url, folder) in urls {
        schema::create_file(&url).unwrap();
        let store = Store::connect_with(&url, pools).await.unwrap();
        store.migrate().await.unwrap();
        all.push((store, folder));
    }
    all
}

/// The address of an empty database on a throw-away server.
async fn fresh(server: &str) -> String {
    let name = format!("hatang_room_{}", Uuid::new_v4().simple());
    run(server, &format!("CREATE DATABASE {name}")).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

/// An empty database at one address, whose state can be kept and brought back, as an operator restores an earlier one.
#[derive(Debug)]
pub(crate) struct Place {
    url: String,
    server: Option<String>,
    _folder: TempDir,
}

/// One of each kind, as [`stores`].
pub(crate) async fn places() -> Vec<Place> {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("hatang.db").display());
    let mut all = vec![Place { url, server: None, _folder: folder }];
    if let Some(server) = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres")) {
        let url = fresh(&server).await;
        all.push(Place { url, server: Some(server), _folder: tempfile::tempdir().unwrap() });
    }
    all
}

impl Place {
    /// Opens it.
    pub(crate) async fn open(&self) -> Store {
        Store::connect(&self.url).await.unwrap()
    }

    /// Keeps its state; nobody may be connected.
    pub(crate) async fn save(&self) {
        match &self.server {
            None => drop(std::fs::copy(self.file(), self.kept()).unwrap()),
            Some(server) => {
                let name = self.name();
                run(server, &format!("CREATE DATABASE {name}_kept TEMPLATE {name}")).await;
            }
        }
    }

    /// Brings the state that was kept to the same address.
    pub(crate) async fn go_back(&self) {
        match &self.server {
            None => std::fs::rename(self.kept(), self.file()).unwrap(),
            Some(server) => {
                let name = self.name();
                run(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
                run(server, &format!("ALTER DATABASE {name}_kept RENAME TO {name}")).await;
            }
        }
    }

    fn file(&self) -> &str {
        self.url.trim_start_matches("sqlite://")
    }

    fn kept(&self) -> String {
        format!("{}.kept", self.file())
    }

    fn name(&self) -> &str {
        self.url.rsplit_once('/').unwrap().1
    }
}

async fn run(server: &str, statement: &str) {
    let admin = sea_orm::Database::connect(server).await.unwrap();
    admin.execute_unprepared(statement).await.unwrap();
    admin.close().await.unwrap();
}
