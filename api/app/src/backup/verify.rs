//! Verifies a complete archive and writes nothing.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use tempfile::SpooledTempFile;

use super::entry_name::FileName;
use super::error::{ArchiveError, BackupError};
use super::manifest::Manifest;
use super::reader::{self, ArchiveContent, Taker};
use super::unstorable::{self, Reason, Unstorable};
use super::{FINDINGS_LISTED, Progress, Watcher};
use api_store::Store;
use api_store::admin::backup::column_sets::{self, ColumnSet};
use api_store::admin::backup::{Column, Row};
use api_store::admin::cleaning::CLEAN_TEXT;

/// Verifies an archive: it is complete, every entry agrees with the manifest, and this program can
/// restore it.
///
/// # Errors
/// [`BackupError`] at the first problem; [`BackupError::Unstorable`] with every value that no
/// restore can store.
pub async fn check(path: &Path, watcher: &Watcher) -> Result<Checked, BackupError> {
    let (path, watcher) = (path.to_owned(), watcher.clone());
    let checked = tokio::task::spawn_blocking(move || {
        let source = open(&path, move |done, total| watcher(Progress::Proved(done, total)))?;
        let mut looking = Inspection::default();
        Ok::<_, BackupError>((reader::read(source, &mut looking)?, looking))
    });
    let (seen, looking) = checked.await.map_err(BackupError::ended)??;
    fits(&seen)?;
    let Inspection { to_clean, refused } = looking;
    // Text is clean when the migration for stored text was already applied.
    let (to_clean, refused) = if seen.manifest.steps.iter().any(|step| step == CLEAN_TEXT) {
        (Listed::default(), refused.and(to_clean))
    } else {
        (to_clean, refused)
    };
    if refused.total > 0 {
        return Err(BackupError::Unstorable(refused));
    }
    Ok(Checked { manifest: seen.manifest, to_clean })
}

/// An archive that can be restored.
#[derive(Debug, Clone)]
pub struct Checked {
    pub manifest: Manifest,
    /// Values of an older version that contain U+0000, which a restore removes.
    pub to_clean: Listed,
}

/// A list of values, with only the first of them by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    pub first: Vec<Unstorable>,
    pub total: u64,
}

impl Listed {
    fn add(&mut self, found: Unstorable) {
        self.total = self.total.saturating_add(1);
        if self.first.len() < FINDINGS_LISTED {
            self.first.push(found);
        }
    }

    fn and(mut self, others: Self) -> Self {
        self.total = self.total.saturating_add(others.total);
        self.first.extend(others.first);
        self.first.truncate(FINDINGS_LISTED);
        self
    }
}

impl std::fmt::Display for Listed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for found in &self.first {
            writeln!(f, "{found}")?;
        }
        write!(f, "{} value(s)", self.total)
    }
}

/// Whether this program knows the tables of the archive.
fn fits(seen: &ArchiveContent) -> Result<(), BackupError> {
    let (ours, theirs) = (Store::steps(), &seen.manifest.steps);
    if theirs.len() > ours.len() {
        let program = &seen.manifest.program;
        return Err(BackupError::Refused(format!("the archive was written by a newer hatang ({program})")));
    }
    if !ours.starts_with(theirs) {
        return Err(BackupError::Refused(
            "the archive was written from tables that this hatang does not know".to_owned(),
        ));
    }
    if theirs.len() < ours.len() {
        // Later migrations may have added columns; the database checks the rows.
        return Ok(());
    }
    let all = column_sets::all();
    let names =
        |column_set: &ColumnSet| seen.manifest.column_sets.iter().any(|counted| counted.name == column_set.name);
    if let Some(column_set) = all.iter().find(|column_set| !names(column_set)) {
        return Err(ArchiveError::wrong(&column_set.name, "is not in the manifest").into());
    }
    match all
        .iter()
        .find(|column_set| seen.columns.get(&column_set.name).is_some_and(|columns| *columns != column_set.columns))
    {
        Some(column_set) => Err(ArchiveError::wrong(&column_set.name, "has other columns than the table").into()),
        None => Ok(()),
    }
}

/// An archive that reports how much of it has been read.
pub(super) fn open(path: &Path, report: impl Fn(u64, u64)) -> Result<impl Read, BackupError> {
    let file = File::open(path).map_err(|why| BackupError::disk(path, why))?;
    let total = file.metadata().map_err(|why| BackupError::disk(path, why))?.len();
    Ok(WithProgress { file, done: 0, total, report })
}

struct WithProgress<F> {
    file: File,
    done: u64,
    total: u64,
    report: F,
}

impl<F: Fn(u64, u64)> Read for WithProgress<F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.done = self.done.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        (self.report)(self.done, self.total);
        Ok(read)
    }
}

/// Discards the content and checks whether every value can be stored.
#[derive(Debug, Default)]
struct Inspection {
    to_clean: Listed,
    refused: Listed,
}

impl Taker for Inspection {
    fn rows(&mut self, column_set: &ColumnSet, columns: &[Column], rows: Vec<Row>) -> Result<(), ArchiveError> {
        for found in rows.iter().flat_map(|row| unstorable::of_row(column_set, columns, row)) {
            match found.reason {
                Reason::Null => self.to_clean.add(found),
                Reason::Broken => self.refused.add(found),
            }
        }
        Ok(())
    }

    fn scratch(&self) -> Option<PathBuf> {
        None
    }

    fn file(&mut self, _: FileName, _: SpooledTempFile) -> Result<(), ArchiveError> {
        Ok(())
    }
}
