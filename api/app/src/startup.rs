//! Checks the data folder and the database before a command works with an installation. A missing
//! data folder or database is never replaced by an empty one: a disk that is not mounted would
//! otherwise look like a new installation.

use std::error::Error;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::ExposeSecret;
use url::Url;

use crate::app::App;
use crate::config::Config;
use api_store::admin::schema::{self, Check, DatabaseState};
use api_store::database::options;
use api_store::{Store, StoreError, cases::documents};

/// Folders in `data.dir` with files that the database of an installation refers to.
const TRACES: [&str; 4] = ["documents", "imports", "exports", "mail"];

/// The database state that a command requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Use an up-to-date database.
    Use,
    /// Migrate a database that has tables (`serve --migrate`).
    Upgrade,
    /// Migrate an existing database, possibly without tables (`migrate`).
    Migrate,
    /// Create a new database (`--new`).
    Begin,
    /// Create a new database, or migrate the existing one (`serve --demo`).
    BeginOrUpgrade,
    /// Fill an empty database from a backup.
    Restore,
}

/// Why a command does not start. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    #[error(
        "the data folder {0} (data.dir) is not there. Is its disk mounted, and is data.dir right? To begin a new installation: \
         `hatang migrate --new`. To add a node to a database that is in use, create the folder first"
    )]
    NoFolder(PathBuf),
    #[error("the data folder {folder} (data.dir) cannot be used: {why}")]
    Folder {
        folder: PathBuf,
        #[source]
        why: Box<dyn Error + Send + Sync>,
    },
    #[error(
        "there is no database at {0} (database.url, data.dir). Is its disk mounted, and are the settings right? To begin a new \
         installation: `hatang migrate --new`; to restore a backup: `hatang restore FILE`"
    )]
    NoDatabase(String),
    #[error(
        "the database at {0} is empty (database.url, data.dir). Are the settings right? To begin a new installation in it: \
         `hatang migrate`; to restore a backup: `hatang restore FILE`"
    )]
    NoTables(String),
    /// The database is missing or empty, but the data folder contains files of an installation.
    #[error(
        "the database at {database} is missing or empty, but there was one: {traces} (data.dir) is not empty. Find the database \
         file (or correct database.url), or restore a backup: `hatang restore FILE`. For a new installation choose another \
         data.dir, or move the folder away first"
    )]
    Lost {
        /// The expected location of the database.
        database: String,
        /// The folder that contains files.
        traces: String,
    },
    /// The journal of a database exists without its database.
    #[error(
        "the database at {database} is missing or empty, but {journal} has changes that belong to it. Bring the database file \
         back beside it; if it is lost, move {journal} away (keep it), and restore a backup: `hatang restore FILE`"
    )]
    Journal {
        /// The expected location of the database.
        database: String,
        /// The `-wal` or `-journal` file.
        journal: String,
    },
    #[error("there is already a database at {0}: omit --new, or choose another data.dir")]
    IsThere(String),
    /// The database belongs to another program.
    #[error("{database} (database.url, data.dir) {what}. hatang cannot work with it, and changed nothing")]
    Foreign { database: String, what: String },
    /// The tables belong to an older version of the program.
    #[error(
        "the database is not up to date; pending: {0}. Take a backup with the version that served it (`hatang backup FILE`), then \
         run `hatang migrate`, or serve with --migrate (database.migrate_on_start = true)"
    )]
    Behind(String),
    #[error(
        "the database file {database} is damaged: {finding}. Do not serve from it: copy it with its -wal file to another disk, then \
         restore a backup into a new database (`hatang restore FILE`)"
    )]
    Damaged { database: String, finding: String },
    /// The database lists documents, but their folder does not exist.
    #[error(
        "the database lists documents, and {0} (data.dir) is not there. Is the disk of the data folder mounted, and is data.dir \
         right? If the documents are lost, restore a backup, or create that folder to serve without them"
    )]
    NoDocuments(PathBuf),
    #[error("database: {0}")]
    Store(#[from] StoreError),
}

/// Checks that a command finds the database that it requires. Creates the data folder and the
/// database file for a new installation.
pub async fn prepare(config: &Config, intent: Intent) -> Result<(), StartupError> {
    let folder = &config.data.dir;
    let begins = match intent {
        Intent::Use | Intent::Upgrade | Intent::Migrate => false,
        Intent::Begin | Intent::BeginOrUpgrade | Intent::Restore => true,
    };
    match std::fs::metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Err(unusable(folder, "it is not a folder")),
        Err(why) if why.kind() != ErrorKind::NotFound => return Err(unusable(folder, why)),
        Err(_) if begins => std::fs::create_dir_all(folder).map_err(|why| unusable(folder, why))?,
        Err(_) => return Err(StartupError::NoFolder(folder.clone())),
    }
    let url = config.database_url();
    let (url, database) = (url.expose_secret(), place(config));
    let found = schema::inspect(url).await?;
    match &found {
        DatabaseState::Foreign(what) => return Err(StartupError::Foreign { database, what: what.clone() }),
        DatabaseState::Unreadable(why) => return Err(StartupError::Damaged { database, finding: why.clone() }),
        DatabaseState::Ours if intent == Intent::Begin => return Err(StartupError::IsThere(database)),
        DatabaseState::Ours => return Ok(()),
        DatabaseState::Missing | DatabaseState::Empty => {}
    }
    was_there(config, intent)?;
    match intent {
        Intent::Begin | Intent::BeginOrUpgrade | Intent::Restore => Ok(options::create_file(url)?),
        Intent::Migrate if found == DatabaseState::Empty => Ok(()),
        Intent::Use | Intent::Upgrade if found == DatabaseState::Empty => Err(StartupError::NoTables(database)),
        Intent::Use | Intent::Upgrade | Intent::Migrate => Err(StartupError::NoDatabase(database)),
    }
}

fn unusable(folder: &Path, why: impl Into<Box<dyn Error + Send + Sync>>) -> StartupError {
    StartupError::Folder { folder: folder.to_owned(), why: why.into() }
}

/// Refuses when a missing or empty database left files behind.
fn was_there(config: &Config, intent: Intent) -> Result<(), StartupError> {
    let database = place(config);
    if let Some(file) = options::file_of(config.database_url().expose_secret())? {
        let journals = ["-wal", "-journal"].map(|ending| {
            let mut name = file.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        });
        // A file with pages but without tables belongs to a first migration that was killed; SQLite
        // applies or drops its journal.
        let is_gone = file.metadata().map_or(true, |file| file.len() == 0);
        let left = journals.iter().find(|file| file.metadata().is_ok_and(|file| file.len() > 0));
        if let Some(journal) = left.filter(|_| is_gone) {
            return Err(StartupError::Journal { database, journal: journal.display().to_string() });
        }
    }
    let has_entries = |folder: &PathBuf| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    let folders = TRACES.map(|name| config.data.dir.join(name));
    match folders.iter().find(|folder| has_entries(folder)) {
        Some(traces) if intent != Intent::Restore => {
            Err(StartupError::Lost { database, traces: traces.display().to_string() })
        }
        Some(_) | None => Ok(()),
    }
}

/// The location of the database, without a password.
fn place(config: &Config) -> String {
    let url = config.database_url();
    let url = url.expose_secret();
    if let Ok(Some(file)) = options::file_of(url) {
        return file.display().to_string();
    }
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(Url::host_str).unwrap_or_default();
    format!("postgres://{host}{}", parsed.as_ref().map(Url::path).unwrap_or_default())
}

/// Refuses a database whose schema belongs to another version of the program.
///
/// # Errors
/// [`StartupError::Behind`].
pub async fn up_to_date(store: &Store) -> Result<(), StartupError> {
    let pending = store.pending().await?;
    if pending.is_empty() { Ok(()) } else { Err(StartupError::Behind(pending.join(", "))) }
}

/// Refuses a damaged database file, as far as a check within the configured time finds the damage.
///
/// # Errors
/// [`StartupError::Damaged`].
pub async fn sound(config: &Config) -> Result<(), StartupError> {
    let limit = Duration::from_secs(config.database.start_check_seconds);
    if limit.is_zero() {
        return Ok(());
    }
    match schema::quick_check(config.database_url().expose_secret(), limit).await? {
        Check::Sound => Ok(()),
        Check::Damaged(finding) => Err(StartupError::Damaged { database: place(config), finding }),
        Check::Unfinished => {
            tracing::warn!(
                seconds = limit.as_secs(),
                "the database file is too large to be checked within database.start_check_seconds; serving without"
            );
            Ok(())
        }
    }
}

/// Refuses to serve documents from a missing folder, or from a folder without write permission.
pub async fn has_files(app: &App) -> Result<(), StartupError> {
    let folder = &app.config.data.dir;
    // A full disk is no reason to refuse: stored files can be read.
    if let Err(why) = tempfile::tempfile_in(folder)
        && matches!(why.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
    {
        return Err(unusable(folder, why));
    }
    let documents = folder.join("documents");
    if app.config.storage.url.is_empty() && !documents.is_dir() && documents::any(app.store.read()).await? {
        return Err(StartupError::NoDocuments(documents));
    }
    Ok(())
}
