//! Removes files left by dead nodes and refused uploads: unfinished files, unreferenced files,
//! parts of mails.
//!
//! Files younger than a day are kept: their upload or job may still be running.

use std::path::Path;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt};

use crate::app::App;
use crate::files;
use crate::imports::import_file_store::ImportFileStore;
use crate::mail::folder;
use crate::services::Services;
use api_store::admin::orphans;

/// The number of files in one database query.
const AT_ONCE: usize = 500;
/// The folders in `data.dir` that contain files.
const FOLDERS: [&str; 3] = ["documents", "imports", "exports"];

/// Numbers of removed files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Files of uploads that never finished.
    pub unfinished_files: usize,
    /// Documents and photos that no row refers to.
    pub contents: usize,
    /// Import files that no import will read, and export files without an export.
    pub others: usize,
}

#[derive(Debug, Clone, Copy)]
enum FileKind {
    Imports,
    Exports,
}

type SweepError = Box<dyn std::error::Error + Send + Sync>;

/// Sweeps this machine: scratch folders of dead processes, and parts of mails.
pub fn sweep_local(app: &App, older_than: DateTime<Utc>) -> std::io::Result<usize> {
    let scratch = app.scratch.sweep(older_than.into())?;
    let mails = folder::sweep(&app.config.data.dir.join("mail"), older_than.into())?;
    Ok(scratch.saturating_add(mails))
}

/// Sweeps the file stores that all nodes share. After an error, the next sweep removes the rest.
pub async fn sweep_shared(app: &App, services: &Services, older_than: DateTime<Utc>) -> Result<Removed, SweepError> {
    let mut unfinished_files = services.documents.sweep(older_than).await?;
    if files::are_here(&app.config) {
        for folder in FOLDERS {
            unfinished_files += unfinished(&app.config.data.dir.join(folder), older_than).await?;
        }
    }
    let others = removed(app, &services.import_files, FileKind::Imports, older_than).await?;
    let others = others.saturating_add(removed(app, &services.exports, FileKind::Exports, older_than).await?);
    Ok(Removed { unfinished_files, contents: contents(app, services, older_than).await?, others })
}

async fn unfinished(folder: &Path, older_than: DateTime<Utc>) -> Result<usize, SweepError> {
    let folder = folder.to_owned();
    Ok(tokio::task::spawn_blocking(move || files::sweep_unfinished(&folder, older_than.into())).await??)
}

async fn contents(app: &App, services: &Services, older_than: DateTime<Utc>) -> Result<usize, SweepError> {
    let mut removed: usize = 0;
    let mut old = services.documents.older(older_than).try_chunks(AT_ONCE);
    while let Some(some) = old.next().await {
        for sha256 in orphans::contents(app.store.read(), &some?).await? {
            let tx = app.store.begin().await?;
            orphans::lock_exclusive(&tx, &sha256).await?;
            // A row may refer to it by now.
            if orphans::contents(&tx, std::slice::from_ref(&sha256)).await?.is_empty() {
                continue;
            }
            // No time limit: an abandoned removal could still happen after the release of the lock.
            let gone = services.documents.remove_older(&sha256, older_than).await?;
            app.store.commit(tx).await?;
            removed = removed.saturating_add(usize::from(gone));
        }
    }
    Ok(removed)
}

/// A key is used once, and its row follows directly after the file: a file older than a day without
/// a row never gets one.
async fn removed(
    app: &App,
    import_files: &ImportFileStore,
    kind: FileKind,
    older_than: DateTime<Utc>,
) -> Result<usize, SweepError> {
    let mut removed: usize = 0;
    let mut old = import_files.older(older_than).try_chunks(AT_ONCE);
    while let Some(some) = old.next().await {
        let (db, keys) = (app.store.read(), some?);
        let unwanted = match kind {
            FileKind::Imports => orphans::imports(db, &keys).await?,
            FileKind::Exports => orphans::exports(db, &keys).await?,
        };
        for key in unwanted {
            import_files.remove(&key).await?;
            removed = removed.saturating_add(1);
        }
    }
    Ok(removed)
}
