//! Removes files left by dead nodes and refused uploads: unfinished files, unreferenced files, parts of mails.
//!
//! Files younger than a day are kept: their upload or job may still be running.

use std::path::Path;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt};

use crate::files;
use crate::house::House;
use crate::imports::depot::Depot;
use crate::post::folder;
use crate::rooms::Rooms;
use api_store::admin::orphans;

/// So many files are held against the database at once.
const AT_ONCE: usize = 500;
/// Where files stand in the folder of data.
const FOLDERS: [&str; 3] = ["documents", "imports", "exports"];

/// How many files went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Files of uploads that never came to their end.
    pub unfinished_files: usize,
    /// Documents and photos that no row refers to.
    pub contents: usize,
    /// Files to import that nobody is going to read, and files of exports that are none.
    pub others: usize,
}

/// Whose files.
#[derive(Debug, Clone, Copy)]
enum FileKind {
    Imports,
    Exports,
}

type SweepError = Box<dyn std::error::Error + Send + Sync>;

/// Sweeps this machine: scratch folders of dead processes, and parts of mails.
///
/// # Errors
/// When a folder is in trouble.
pub fn sweep_local(house: &House, older_than: DateTime<Utc>) -> std::io::Result<usize> {
    let scratch = house.scratch.sweep(older_than.into())?;
    let mails = folder::sweep(&house.config.data.dir.join("mail"), older_than.into())?;
    Ok(scratch.saturating_add(mails))
}

/// Sweeps the stores of files that all nodes share.
///
/// # Errors
/// When the database or a store is in trouble; what is left goes the next time.
pub async fn sweep_shared(house: &House, rooms: &Rooms, older_than: DateTime<Utc>) -> Result<Removed, SweepError> {
    let mut unfinished_files = rooms.shelf.sweep(older_than).await?;
    if files::are_here(&house.config) {
        for folder in FOLDERS {
            unfinished_files += unfinished(&house.config.data.dir.join(folder), older_than).await?;
        }
    }
    let others = removed(house, &rooms.depot, FileKind::Imports, older_than).await?;
    let others = others.saturating_add(removed(house, &rooms.exports, FileKind::Exports, older_than).await?);
    Ok(Removed { unfinished_files, contents: contents(house, rooms, older_than).await?, others })
}

async fn unfinished(folder: &Path, older_than: DateTime<Utc>) -> Result<usize, SweepError> {
    let folder = folder.to_owned();
    Ok(tokio::task::spawn_blocking(move || files::sweep_unfinished(&folder, older_than.into())).await??)
}

async fn contents(house: &House, rooms: &Rooms, older_than: DateTime<Utc>) -> Result<usize, SweepError> {
    let mut removed: usize = 0;
    let mut old = rooms.shelf.older(older_than).try_chunks(AT_ONCE);
    while let Some(some) = old.next().await {
        for sha256 in orphans::contents(house.store.read(), &some?).await? {
            let tx = house.store.begin().await?;
            orphans::lock_exclusive(&tx, &sha256).await?;
            // A row may refer to it by now.
            if orphans::contents(&tx, std::slice::from_ref(&sha256)).await?.is_empty() {
                continue;
            }
            // Without a time limit: a removal that was given up could still happen after the lock is free.
            let gone = rooms.shelf.remove_older(&sha256, older_than).await?;
            house.store.commit(tx).await?;
            removed = removed.saturating_add(usize::from(gone));
        }
    }
    Ok(removed)
}

/// A key is used once, and its row is written right after the file: what is older than a day and has no row will never have one.
async fn removed(house: &House, depot: &Depot, kind: FileKind, older_than: DateTime<Utc>) -> Result<usize, SweepError> {
    let mut removed: usize = 0;
    let mut old = depot.older(older_than).try_chunks(AT_ONCE);
    while let Some(some) = old.next().await {
        let (db, keys) = (house.store.read(), some?);
        let unwanted = match kind {
            FileKind::Imports => orphans::imports(db, &keys).await?,
            FileKind::Exports => orphans::exports(db, &keys).await?,
        };
        for key in unwanted {
            depot.remove(&key).await?;
            removed = removed.saturating_add(1);
        }
    }
    Ok(removed)
}
