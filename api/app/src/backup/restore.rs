//! Restores an archive into an empty installation: everything in one transaction, or nothing.
//!
//! The archive is verified completely before the first row is written, and again during the
//! restore. Files are stored before the rows are committed, so no row ever names a missing file.
//! Files of an interrupted restore are unreferenced, and the next restore overwrites them with the
//! same content.

use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::entry_name::FileName;
use super::error::{ArchiveError, BackupError};
use super::manifest::Manifest;
use super::reader::{self, ArchiveContent, Taker};
use super::spool::pieces;
use super::unstorable::with_stand_in;
use super::verify::{Checked, Listed, check, open};
use super::{Progress, Watcher};
use crate::app::App;
use crate::services::Services;
use crate::verify::{self, Proof};
use api_store::admin::backup::column_sets::ColumnSet;
use api_store::admin::backup::referenced_files::FileFolder;
use api_store::admin::backup::{Column, Row, derived, empty, heads, load};
use api_store::{Store, Tx};

const AHEAD: usize = 4;

#[derive(Debug, Clone)]
pub struct Restored {
    pub manifest: Manifest,
    /// Values from which U+0000 was removed.
    pub cleaned: Listed,
    /// The verification of the restored database. The files were verified during the restore.
    pub proof: Proof,
}

/// Restores an archive into the server, which must be empty.
///
/// # Errors
/// [`BackupError`]; the server is then still empty.
pub async fn restore(app: &App, services: &Services, path: &Path, watcher: &Watcher) -> Result<Restored, BackupError> {
    let store = &app.store;
    nothing_in_use(&empty::tables_in_use(store.read()).await?)?;
    let Checked { manifest, to_clean } = check(path, watcher).await?;
    let taken = Store::steps().len().saturating_sub(store.pending().await?.len());
    if taken > manifest.steps.len() {
        return Err(BackupError::Refused(format!(
            "the archive was written under {} steps, and the database has taken {taken}: restore it into a new database",
            manifest.steps.len()
        )));
    }
    store.migrate_to(manifest.steps.len()).await?;
    let tx = store.begin_loading().await?;
    empty::alone(&tx).await?;
    nothing_in_use(&empty::tables_in_use(&tx).await?)?;
    let scratch = app.scratch.folder().map_err(|why| BackupError::disk(&app.config.data.dir, why))?;
    let (handed, reading) = start(path, scratch, watcher);
    let nulls = if to_clean.total > 0 { Nulls::StandIn } else { Nulls::None };
    let taken = take(&tx, services, nulls, handed).await;
    let read = reading.await.map_err(BackupError::ended)?;
    // When the receiver has stopped, its error is the cause.
    taken?;
    if read?.manifest != manifest {
        return Err(ArchiveError::Whole("it was changed while it was read".to_owned()).into());
    }
    if heads::digest(&tx).await? != manifest.heads {
        return Err(ArchiveError::Whole("its trails do not end as the manifest says".to_owned()).into());
    }
    derived::settle(&tx, app.clock.now().timestamp()).await?;
    store.commit(tx).await?;
    store.migrate().await?;
    store.analyze().await?;
    let proof = verify::all(app, |proof| watcher(Progress::Cases(proof.cases))).await?;
    Ok(Restored { manifest, cleaned: to_clean, proof })
}

/// The treatment of U+0000 in the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nulls {
    None,
    /// Replaces it with a character that the migration for stored text removes.
    StandIn,
}

fn nothing_in_use(tables: &[&str]) -> Result<(), BackupError> {
    if tables.is_empty() {
        return Ok(());
    }
    Err(BackupError::Refused(format!("the database is not empty: there are rows in {}", tables.join(", "))))
}

enum Item {
    Rows(Box<ColumnSet>, Vec<Column>, Vec<Row>),
    File(FileName, SpooledTempFile),
}

fn start(
    path: &Path,
    scratch: PathBuf,
    watcher: &Watcher,
) -> (mpsc::Receiver<Item>, JoinHandle<Result<ArchiveContent, BackupError>>) {
    let (hand, handed) = mpsc::channel(AHEAD);
    let (path, watcher) = (path.to_owned(), watcher.clone());
    let reading = tokio::task::spawn_blocking(move || {
        let source = open(&path, move |done, total| watcher(Progress::BroughtIn(done, total)))?;
        Ok(reader::read(source, &mut Restoring { hand, scratch })?)
    });
    (handed, reading)
}

struct Restoring {
    hand: mpsc::Sender<Item>,
    scratch: PathBuf,
}

impl Taker for Restoring {
    fn rows(&mut self, column_set: &ColumnSet, columns: &[Column], rows: Vec<Row>) -> Result<(), ArchiveError> {
        let item = Item::Rows(Box::new(column_set.clone()), columns.to_vec(), rows);
        self.hand.blocking_send(item).map_err(|_gone| ArchiveError::Stopped)
    }

    fn scratch(&self) -> Option<PathBuf> {
        Some(self.scratch.clone())
    }

    fn file(&mut self, name: FileName, content: SpooledTempFile) -> Result<(), ArchiveError> {
        self.hand.blocking_send(Item::File(name, content)).map_err(|_gone| ArchiveError::Stopped)
    }
}

async fn take(tx: &Tx, services: &Services, nulls: Nulls, mut handed: mpsc::Receiver<Item>) -> Result<(), BackupError> {
    while let Some(item) = handed.recv().await {
        match item {
            Item::Rows(column_set, columns, rows) => {
                let rows = match nulls {
                    Nulls::None => rows,
                    Nulls::StandIn => rows.into_iter().map(with_stand_in).collect(),
                };
                let taken = load::rows(tx, &column_set, &columns, rows).await;
                taken.map_err(|why| BackupError::ColumnSet { column_set: column_set.name.clone(), why })?;
            }
            Item::File(name, content) => put(services, name, content).await?,
        }
    }
    Ok(())
}

async fn put(services: &Services, file: FileName, content: SpooledTempFile) -> Result<(), BackupError> {
    let key = &file.key;
    let content = pieces(content);
    match file.folder {
        FileFolder::Documents => {
            services.documents.restore_bytes(key, content).await.map_err(|why| BackupError::file(key, why))
        }
        FileFolder::Imports => {
            services.import_files.put(key, content, u64::MAX).await.map(drop).map_err(|why| BackupError::file(key, why))
        }
        FileFolder::Exports => {
            services.exports.put(key, content, u64::MAX).await.map(drop).map_err(|why| BackupError::file(key, why))
        }
    }
}
