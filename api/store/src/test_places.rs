//! Databases whose state can be brought back, for the tests of this crate.

use tempfile::TempDir;

use super::Store;
use super::test_stores::{fresh, run};

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
