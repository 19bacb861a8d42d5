//! The storage of a server in a test: a database of either kind with all tables, and a folder. Both
//! are removed on drop.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use api_app::app::{App, source};
use api_app::config::Config;
use api_store::Store;
use api_store::database::clock::Clock;
use policies::Policies;
use policies::source::Source;
use tokio::sync::OnceCell;

use crate::postgres;

/// The built-in policies, loaded once for all servers of a process.
static BUILT_IN: LazyLock<Arc<Policies>> =
    LazyLock::new(|| Arc::new(Policies::load(&Source::BuiltIn).expect("sound policies")));
/// An SQLite file with empty tables, created once for all tests of a process.
static EMPTY: OnceCell<Vec<u8>> = OnceCell::const_new();

async fn empty() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("empty.db");
    let store = Store::connect(&format!("sqlite://{}", file.display())).await.expect("a database");
    store.migrate().await.expect("all tables");
    store.close().await.expect("a database nobody is connected to");
    std::fs::read(file).expect("the database")
}

/// A database and a folder for one test. Both are removed with the last clone.
#[derive(Debug, Clone)]
pub struct TestDb {
    // Drop order: the database is removed before the folder that may contain it.
    database: Arc<Database>,
    folder: Arc<tempfile::TempDir>,
    settings: Vec<(String, String)>,
}

#[derive(Debug)]
struct Database {
    url: String,
}

impl Database {
    fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.is_postgres() {
            postgres::forget(&self.url);
        }
    }
}

impl TestDb {
    /// A database of SQLite.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("hatang.db");
        std::fs::write(&file, EMPTY.get_or_init(empty).await).expect("a file");
        Self::at(format!("sqlite://{}", file.display()), folder)
    }

    /// A database of PostgreSQL; `None`, with a message, where PostgreSQL is missing outside CI.
    #[must_use]
    pub fn postgres(what: &str) -> Option<Self> {
        if postgres::is_passed_over(what) {
            return None;
        }
        Some(Self::at(postgres::database(), tempfile::tempdir().expect("a folder")))
    }

    fn at(url: String, folder: tempfile::TempDir) -> Self {
        Self { database: Arc::new(Database { url }), folder: Arc::new(folder), settings: Vec::new() }
    }

    /// An empty SQLite file.
    ///
    /// # Panics
    /// When the file cannot be created.
    #[must_use]
    pub fn empty_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("hatang.db");
        std::fs::File::create(&file).expect("a file");
        Self::at(format!("sqlite://{}", file.display()), folder)
    }

    /// A database of PostgreSQL without tables; `None`, with a message, where PostgreSQL is missing
    /// outside CI.
    #[must_use]
    pub fn empty_postgres(what: &str) -> Option<Self> {
        if postgres::is_passed_over(what) {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        Some(Self::at(postgres::empty_database(), folder))
    }

    /// A copy: the same rows, the same files, and its own database. No server may be connected.
    ///
    /// # Panics
    /// When the copy fails.
    #[must_use]
    pub fn copied(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        copy_folder(self.path(), folder.path());
        let url = if self.is_postgres() {
            postgres::copy_of(self.url())
        } else {
            format!("sqlite://{}", folder.path().join("hatang.db").display())
        };
        Self { settings: self.settings.clone(), ..Self::at(url, folder) }
    }

    /// Adds a setting, for example `storage.url`, for every app on this database.
    #[must_use]
    pub fn set(mut self, key: &str, value: &str) -> Self {
        self.settings.push((key.to_owned(), value.to_owned()));
        self
    }

    /// The value of `database.url`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.database.url
    }

    /// Whether the database is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.database.is_postgres()
    }

    /// A subfolder of the folder, created if missing.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.folder.path().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    /// The folder of the database.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A server on this database, in this process.
    pub async fn app(&self, clock: Arc<dyn Clock>) -> App {
        let data = self.folder("data");
        let mut keys = vec![("data.dir", data.to_str().expect("a path")), ("database.url", self.url())];
        keys.extend(self.settings.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let config = Config::with(&keys).expect("settings");
        let app = match source(&config) {
            Source::BuiltIn => App::open_under(Arc::clone(&BUILT_IN), config, clock).await,
            Source::Folder(_) | Source::Candidate(_) => App::open(config, clock).await,
        };
        app.expect("an app")
    }
}

/// Copies a folder with all its content.
///
/// # Panics
/// When the copy fails.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}
