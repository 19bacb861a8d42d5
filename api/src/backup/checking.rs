//! Proves an archive from its first byte to its last, and writes nothing.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;

use super::member::FileName;
use super::reader::{self, Seen, Taker};
use super::trouble::{Trouble, Unfit};
use super::{Progress, Watcher};
use crate::store::Store;
use crate::store::backup::sheets::{self, Sheet};
use crate::store::backup::{Column, Row};

/// Proves the archive in a file: that it is whole, that every member is what the manifest says, and that this program could bring it in.
///
/// # Errors
/// [`Trouble`], at the first thing that is wrong.
pub async fn check(path: &Path, watcher: &Watcher) -> Result<Seen, Trouble> {
    let (path, watcher) = (path.to_owned(), watcher.clone());
    let checked = tokio::task::spawn_blocking(move || {
        let source = open(&path, move |done, total| watcher(Progress::Proved(done, total)))?;
        Ok::<_, Trouble>(reader::read(source, &mut Nobody)?)
    });
    let seen = checked.await.map_err(Trouble::ended)??;
    fits(&seen)?;
    Ok(seen)
}

/// Whether this program knows the tables that the archive was written from.
fn fits(seen: &Seen) -> Result<(), Trouble> {
    let (ours, theirs) = (Store::steps(), &seen.manifest.steps);
    if theirs.len() > ours.len() {
        let program = &seen.manifest.program;
        return Err(Trouble::Refused(format!("the archive was written by a newer hatang ({program})")));
    }
    if !ours.starts_with(theirs) {
        return Err(Trouble::Refused("the archive was written from tables that this hatang does not know".to_owned()));
    }
    if theirs.len() < ours.len() {
        // Tables may have got columns since; the database says whether the rows fit.
        return Ok(());
    }
    let all = sheets::all();
    let names = |sheet: &Sheet| seen.manifest.sheets.iter().any(|counted| counted.name == sheet.name);
    if let Some(sheet) = all.iter().find(|sheet| !names(sheet)) {
        return Err(Unfit::wrong(&sheet.name, "is not in the manifest").into());
    }
    match all.iter().find(|sheet| seen.columns.get(&sheet.name).is_some_and(|columns| *columns != sheet.columns)) {
        Some(sheet) => Err(Unfit::wrong(&sheet.name, "has other columns than the table").into()),
        None => Ok(()),
    }
}

/// An archive that tells how much of it has been read.
pub(super) fn open(path: &Path, tell: impl Fn(u64, u64)) -> Result<impl Read, Trouble> {
    let file = File::open(path).map_err(|why| Trouble::disk(path, why))?;
    let total = file.metadata().map_err(|why| Trouble::disk(path, why))?.len();
    Ok(Told { file, done: 0, total, tell })
}

struct Told<F> {
    file: File,
    done: u64,
    total: u64,
    tell: F,
}

impl<F: Fn(u64, u64)> Read for Told<F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.done = self.done.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        (self.tell)(self.done, self.total);
        Ok(read)
    }
}

/// Takes nothing: that it could be read is all one wants to know.
struct Nobody;

impl Taker for Nobody {
    fn rows(&mut self, _: &Sheet, _: &[Column], _: Vec<Row>) -> Result<(), Unfit> {
        Ok(())
    }

    fn scratch(&self) -> Option<PathBuf> {
        None
    }

    fn file(&mut self, _: FileName, _: SpooledTempFile) -> Result<(), Unfit> {
        Ok(())
    }
}
