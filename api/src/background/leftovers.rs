//! What dead nodes and refused uploads left behind: files half way, files that no row refers to, parts of mails.
//!
//! Nothing younger than a day is touched: whoever is at work on a file has finished or given up by then.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt};

use crate::files;
use crate::house::House;
use crate::imports::depot::Depot;
use crate::post::folder;
use crate::rooms::Rooms;
use crate::store::orphans;

/// So many files are held against the database at once.
const AT_ONCE: usize = 500;
/// Content is not kept from others for longer while it is removed.
const PATIENCE: Duration = Duration::from_secs(5);
/// Where files stand in the folder of data.
const FOLDERS: [&str; 3] = ["documents", "imports", "exports"];

/// How many files went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Files of uploads that never came to their end.
    pub half_way: usize,
    /// Documents and photos that no row refers to.
    pub contents: usize,
    /// Files to import that nobody is going to read, and files of exports that are none.
    pub others: usize,
}

/// Whose files.
#[derive(Debug, Clone, Copy)]
enum Of {
    Imports,
    Exports,
}

type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// On this machine, whoever sweeps elsewhere: scratch folders of processes that are gone, parts of mails.
///
/// # Errors
/// When a folder is in trouble.
pub fn here(house: &House, long_ago: DateTime<Utc>) -> std::io::Result<usize> {
    let scratch = house.scratch.sweep(long_ago.into())?;
    let mails = folder::sweep(&house.config.data.dir.join("mail"), long_ago.into())?;
    Ok(scratch.saturating_add(mails))
}

/// In the stores of files, for all nodes.
///
/// # Errors
/// When the database or a store is in trouble; what is left goes the next time.
pub async fn everywhere(house: &House, rooms: &Rooms, long_ago: DateTime<Utc>) -> Result<Removed, Trouble> {
    let mut half_way = rooms.shelf.sweep(long_ago).await?;
    if files::are_here(&house.config) {
        for folder in FOLDERS {
            half_way += unfinished(&house.config.data.dir.join(folder), long_ago).await?;
        }
    }
    let others = removed(house, &rooms.depot, Of::Imports, long_ago).await?;
    let others = others.saturating_add(removed(house, &rooms.exports, Of::Exports, long_ago).await?);
    Ok(Removed { half_way, contents: contents(house, rooms, long_ago).await?, others })
}

async fn unfinished(folder: &Path, long_ago: DateTime<Utc>) -> Result<usize, Trouble> {
    let folder = folder.to_owned();
    Ok(tokio::task::spawn_blocking(move || files::sweep_unfinished(&folder, long_ago.into())).await??)
}

async fn contents(house: &House, rooms: &Rooms, long_ago: DateTime<Utc>) -> Result<usize, Trouble> {
    let mut removed: usize = 0;
    let mut old = rooms.shelf.older(long_ago).try_chunks(AT_ONCE);
    while let Some(some) = old.next().await {
        for sha256 in orphans::contents(house.store.read(), &some?).await? {
            let tx = house.store.begin().await?;
            orphans::alone(&tx, &sha256).await?;
            // Somebody may have come to refer to it since.
            if orphans::contents(&tx, std::slice::from_ref(&sha256)).await?.is_empty() {
                continue;
            }
            let gone = tokio::time::timeout(PATIENCE, rooms.shelf.remove_older(&sha256, long_ago)).await??;
            house.store.commit(tx).await?;
            removed = removed.saturating_add(usize::from(gone));
        }
    }
    Ok(removed)
}

/// A key is used once, and its row is written right after the file: what is older than a day and has no row will never have one.
async fn removed(house: &House, depot: &Depot, of: Of, long_ago: DateTime<Utc>) -> Result<usize, Trouble> {
    let mut removed: usize = 0;
    let mut old = depot.older(long_ago).try_chunks(AT_ONCE);
    while let Some(some) = old.next().await {
        let (db, keys) = (house.store.read(), some?);
        let unwanted = match of {
            Of::Imports => orphans::imports(db, &keys).await?,
            Of::Exports => orphans::exports(db, &keys).await?,
        };
        for key in unwanted {
            depot.remove(&key).await?;
            removed = removed.saturating_add(1);
        }
    }
    Ok(removed)
}
