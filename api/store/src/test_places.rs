//! Databases with a state that a test can save and restore.

use tempfile::TempDir;

use super::Store;
use super::test_stores::{fresh, run};

/// An empty database at one address. A test saves and restores its state, as an operator restores
/// an earlier backup.
#[derive(Debug)]
pub(crate) struct EmptyDatabase {
    url: String,
    server: Option<String>,
    _folder: TempDir,
}

/// One empty database of each kind, as [`stores`].
pub(crate) async fn places() -> Vec<EmptyDatabase> {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("hatang.db").display());
    let mut all = vec![EmptyDatabase { url, server: None, _folder: folder }];
    if let Some(server) = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres")) {
        let url = fresh(&server).await;
        all.push(EmptyDatabase { url, server: Some(server), _folder: tempfile::tempdir().unwrap() });
    }
    all
}

impl EmptyDatabase {
    pub(crate) async fn open(&self) -> Store {
        Store::connect(&self.url).await.unwrap()
    }

    /// Saves the state of the database. No client may be connected.
    pub(crate) async fn save(&self) {
        match &self.server {
            None => drop(std::fs::copy(self.file(), self.kept()).unwrap()),
            Some(server) => {
                let name = self.name();
                run(server, &format!("CREATE DATABASE {name}_kept TEMPLATE {name}")).await;
            }
        }
    }

    /// Restores the saved state at the same address.
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
