//! Creates a backup: all rows as of one instant, then the files that they refer to. Other work may
//! continue; the backup does not contain its changes. A stored file never changes, so the backup
//! may read files after the rows.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use futures_util::StreamExt;
use tempfile::SpooledTempFile;
use tokio::sync::mpsc;

use super::entry_name::FileName;
use super::error::BackupError;
use super::manifest::{FORMAT, Manifest};
use super::spool::Spool;
use super::writer::{self, EntryPart};
use super::{FINDINGS_LISTED, LONGEST_PART, PART, Progress, Watcher, row_codec};
use crate::app::App;
use crate::services::Services;
use api_store::admin::backup::column_sets::ColumnSet;
use api_store::admin::backup::referenced_files::{FileFolder, ReferencedFile, Source};
use api_store::admin::backup::{Row, column_sets, heads, read, referenced_files};
use api_store::{Store, StoreError, Tx};

/// The largest batch of rows; long rows use smaller batches.
const MOST_ROWS: u64 = 2_000;
const FIRST_ROWS: u64 = 100;
const FILES_AT_ONCE: u64 = 1_000;

/// Writes a backup of the installation into a file.
///
/// # Errors
/// [`BackupError`]; an earlier file at this path is then unchanged, and no new one exists.
pub async fn take(app: &App, services: &Services, path: &Path, watcher: &Watcher) -> Result<Manifest, BackupError> {
    if !app.store.pending().await?.is_empty() {
        return Err(BackupError::Refused("the tables are not up to date: run `hatang migrate` first".to_owned()));
    }
    let (hand, writing) = writer::start(path, Arc::clone(&app.scratch));
    let filled = fill(app, services, &hand, watcher).await;
    drop(hand);
    let written = writing.await.map_err(BackupError::ended)?;
    // When the writer has stopped, its error is the cause.
    match (written, filled) {
        (Err(why), _) | (Ok(_), Err(why)) => Err(why),
        (Ok(Some(manifest)), Ok(())) => Ok(manifest),
        (Ok(None), Ok(())) => Err(BackupError::Refused("the archive was not finished".to_owned())),
    }
}

async fn fill(
    app: &App,
    services: &Services,
    hand: &mpsc::Sender<EntryPart>,
    watcher: &Watcher,
) -> Result<(), BackupError> {
    let scratch = app.scratch.folder().map_err(|why| BackupError::disk(&app.config.data.dir, why))?;
    let snapshot = app.store.snapshot().await?;
    let mut counts = Vec::new();
    for column_set in column_sets::all() {
        let rows = read::count(&snapshot, &column_set).await.map_err(|why| of(&column_set, why))?;
        counts.push((column_set, rows));
    }
    // The first query has run: the snapshot is fixed from here on.
    let taken_at = app.clock.now();
    let total = counts.iter().map(|(_, rows)| *rows).fold(0, u64::saturating_add);
    let mut done = 0;
    for (column_set, _) in &counts {
        give(hand, EntryPart::ColumnSet(column_set.name.clone())).await?;
        let progress = |rows: u64| watcher(Progress::Rows(done + rows, total.max(done + rows)));
        done += rows(&snapshot, column_set, hand, progress).await?;
    }
    let heads = heads::digest(&snapshot).await?;
    let (notes, files) = note_files(&snapshot).await.map_err(|why| match why {
        Noting::Store(why) => BackupError::Store(why),
        Noting::Disk(why) => BackupError::disk(&scratch, why),
    })?;
    app.store.commit(snapshot).await?;
    let findings = self::files(app, services, (notes, files), hand, watcher).await?;
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        steps: Store::steps(),
        taken_at,
        column_sets: Vec::new(),
        files: 0,
        file_bytes: 0,
        heads,
        lacking: findings.count,
        findings: findings.listed,
        seal: String::new(),
    };
    give(hand, EntryPart::End(Box::new(manifest))).await
}

async fn give(hand: &mpsc::Sender<EntryPart>, piece: EntryPart) -> Result<(), BackupError> {
    hand.send(piece).await.map_err(|_gone| BackupError::Refused("the archive cannot be written".to_owned()))
}

fn of(column_set: &ColumnSet, why: StoreError) -> BackupError {
    BackupError::ColumnSet { column_set: column_set.name.clone(), why }
}

/// Writes a table part by part, and returns the number of rows.
async fn rows(
    snapshot: &Tx,
    column_set: &ColumnSet,
    hand: &mpsc::Sender<EntryPart>,
    progress: impl Fn(u64),
) -> Result<u64, BackupError> {
    let mut head = serde_json::to_vec(&column_set.columns)?;
    head.push(b'\n');
    let (mut part, mut in_part, mut done) = (head.clone(), 0_u64, 0_u64);
    let (mut after, mut limit) = (None, FIRST_ROWS);
    loop {
        let page =
            read::page(snapshot, column_set, after.as_deref(), limit).await.map_err(|why| of(column_set, why))?;
        let Some(last) = page.last() else { break };
        after = Some(read::key(column_set, last));
        let full = u64::try_from(page.len()).unwrap_or(limit) >= limit;
        let mut longest = 1;
        for row in &page {
            let before = part.len();
            written(column_set, row, &mut part)?;
            longest = longest.max(part.len().saturating_sub(before));
            in_part += 1;
            done += 1;
            if part.len() >= PART {
                give(hand, EntryPart::Rows(std::mem::replace(&mut part, head.clone()), in_part)).await?;
                in_part = 0;
            }
        }
        progress(done);
        limit = u64::try_from(PART / longest).unwrap_or(MOST_ROWS).clamp(1, MOST_ROWS).min(limit * 2);
        if !full {
            break;
        }
    }
    if in_part > 0 {
        give(hand, EntryPart::Rows(part, in_part)).await?;
    }
    Ok(done)
}

fn written(column_set: &ColumnSet, row: &Row, part: &mut Vec<u8>) -> Result<(), BackupError> {
    let before = part.len();
    row_codec::write(row, part)?;
    if part.len().saturating_sub(before) > LONGEST_PART - PART - (1 << 16) {
        return Err(BackupError::Refused(format!("{}: a row is longer than an archive can carry", column_set.name)));
    }
    Ok(())
}

enum Noting {
    Store(StoreError),
    Disk(std::io::Error),
}

/// Notes the referenced files in the order of the rows, each content of the document store once.
async fn note_files(snapshot: &Tx) -> Result<(SpooledTempFile, u64), Noting> {
    let mut notes = Spool::of_notes();
    let (mut seen, mut count) = (HashSet::new(), 0);
    for source in Source::ALL {
        let mut after = None;
        loop {
            let page = referenced_files::page(snapshot, source, after, FILES_AT_ONCE).await.map_err(Noting::Store)?;
            let Some(last) = page.last() else { break };
            after = Some(last.row);
            for file in page {
                if source.folder() == FileFolder::Documents && !seen.insert(short(&file.key)) {
                    continue;
                }
                serde_json::to_writer(&mut notes, &(source, file)).map_err(|why| Noting::Disk(why.into()))?;
                notes.write_all(b"\n").map_err(Noting::Disk)?;
                count += 1;
            }
        }
    }
    notes.seek(SeekFrom::Start(0)).map_err(Noting::Disk)?;
    Ok((notes, count))
}

/// The first sixteen bytes of a hash. Two different contents never agree in them.
fn short(sha256: &str) -> u128 {
    sha256.get(..32).and_then(|digits| u128::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

#[derive(Default)]
struct Findings {
    count: u64,
    listed: Vec<String>,
}

impl Findings {
    fn add(&mut self, source: Source, file: &ReferencedFile, what: &str) {
        self.count += 1;
        if self.listed.len() < FINDINGS_LISTED {
            let whose = match source {
                Source::Documents => "document",
                Source::Photos => "photo",
                Source::Imports => "import",
                Source::Exports => "export",
            };
            self.listed.push(format!("{whose} {}: the file {} {what}", file.row, file.key));
        }
    }
}

async fn files(
    app: &App,
    services: &Services,
    (notes, total): (SpooledTempFile, u64),
    hand: &mpsc::Sender<EntryPart>,
    watcher: &Watcher,
) -> Result<Findings, BackupError> {
    let scratch = app.scratch.folder().map_err(|why| BackupError::disk(&app.config.data.dir, why))?;
    let mut findings = Findings::default();
    for (done, note) in (0_u64..).zip(BufReader::new(notes).lines()) {
        watcher(Progress::Files(done, total));
        let note = note.map_err(|why| BackupError::disk(&scratch, why))?;
        let (source, file): (Source, ReferencedFile) = serde_json::from_str(&note)?;
        match fetched(services, source, &file, &scratch).await? {
            Fetched::Whole(name, content, bytes) => give(hand, EntryPart::File(name, content, bytes)).await?,
            Fetched::Differs => findings.add(source, &file, "is not what was put there"),
            // The file may have expired while the rows were written.
            Fetched::Missing if referenced_files::still(app.store.read(), source, &file).await? => {
                findings.add(source, &file, "is missing");
            }
            Fetched::Missing => {}
        }
    }
    watcher(Progress::Files(total, total));
    Ok(findings)
}

enum Fetched {
    Whole(FileName, SpooledTempFile, u64),
    Differs,
    Missing,
}

async fn fetched(
    services: &Services,
    source: Source,
    file: &ReferencedFile,
    scratch: &Path,
) -> Result<Fetched, BackupError> {
    let found = match source.folder() {
        FileFolder::Documents => {
            services.documents.get(&file.key, 0..0).await.map_err(|why| BackupError::file(&file.key, why))?
        }
        FileFolder::Imports => {
            services.import_files.find(&file.key).await.map_err(|why| BackupError::file(&file.key, why))?
        }
        FileFolder::Exports => {
            services.exports.find(&file.key).await.map_err(|why| BackupError::file(&file.key, why))?
        }
    };
    let Some(mut pieces) = found else { return Ok(Fetched::Missing) };
    let mut spool = Spool::in_folder(scratch);
    while let Some(piece) = pieces.next().await {
        spool
            .add(&piece.map_err(|why| BackupError::file(&file.key, why))?)
            .map_err(|why| BackupError::disk(scratch, why))?;
    }
    let bytes = spool.bytes;
    let (sha256, content) = spool.close().map_err(|why| BackupError::disk(scratch, why))?;
    if bytes == 0 || file.sha256.as_ref().is_some_and(|said| *said != sha256) {
        return Ok(Fetched::Differs);
    }
    let name = FileName::new(source.folder(), &sha256, &file.key);
    Ok(name.map_or(Fetched::Differs, |name| Fetched::Whole(name, content, bytes)))
}
