//! Reads an archive and verifies everything: names, order, lengths and hashes of its entries, the
//! types of every row, and finally that the manifest agrees. Blocks the thread.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use tar::{Archive, Entry, EntryType};
use tempfile::SpooledTempFile;
use zstd::Decoder;

use super::entry_name::{EntryName, FileName};
use super::error::ArchiveError;
use super::manifest::{Counted, FORMAT, Manifest, Seal};
use super::spool::Spool;
use super::{LONGEST_MANIFEST, LONGEST_PART, row_codec};
use api_store::admin::backup::column_sets::{self, ColumnSet};
use api_store::admin::backup::{Column, Row};

/// The largest memory window for decompression, as a power of two.
const WINDOW: u32 = 27;
/// The number of rows in one batch.
const ROWS: usize = 1_000;
/// The most zero bytes after the last entry.
const PADDING: u64 = 1 << 20;
const READ_BYTES: usize = 64 << 10;

/// Receives the content of an archive.
pub trait Taker {
    /// Receives rows of a table.
    ///
    /// # Errors
    /// When the receiver has stopped.
    fn rows(&mut self, column_set: &ColumnSet, columns: &[Column], rows: Vec<Row>) -> Result<(), ArchiveError>;

    /// The folder for long files; `None` when the receiver ignores their content.
    fn scratch(&self) -> Option<PathBuf>;

    /// Receives a file.
    ///
    /// # Errors
    /// When the receiver has stopped.
    fn file(&mut self, name: FileName, content: SpooledTempFile) -> Result<(), ArchiveError>;
}

#[derive(Debug, Clone)]
pub struct ArchiveContent {
    /// The manifest, which agrees with everything before it.
    pub manifest: Manifest,
    /// The columns of each table that has rows.
    pub columns: BTreeMap<String, Vec<Column>>,
}

/// Reads a whole archive.
///
/// # Errors
/// [`ArchiveError`] at the first problem. Discard everything received before.
pub fn read(source: impl Read, taker: &mut dyn Taker) -> Result<ArchiveContent, ArchiveError> {
    let mut unpacked = Decoder::new(source)?;
    unpacked.window_log_max(WINDOW)?;
    let mut archive = Archive::new(BufReader::with_capacity(READ_BYTES, unpacked));
    let mut reading = Reading::new(taker);
    for entry in archive.entries()?.raw(true) {
        reading.member(entry?)?;
    }
    nothing_follows(archive.into_inner())?;
    reading.end()
}

/// Bytes after the last entry are neither hashed nor counted, so none are allowed.
fn nothing_follows(rest: impl Read) -> Result<(), ArchiveError> {
    let mut padding = Vec::new();
    rest.take(PADDING).read_to_end(&mut padding)?;
    let clean =
        u64::try_from(padding.len()).is_ok_and(|length| length < PADDING) && padding.iter().all(|byte| *byte == 0);
    if clean { Ok(()) } else { Err(ArchiveError::Whole("something stands behind its end".to_owned())) }
}

struct Reading<'t> {
    taker: &'t mut dyn Taker,
    known: Vec<ColumnSet>,
    /// The tables read so far, with their positions in `known`.
    column_sets: Vec<(usize, Counted, Sha256)>,
    part: u32,
    columns: BTreeMap<String, Vec<Column>>,
    files: u64,
    file_bytes: u64,
    seal: Seal,
    manifest: Option<Manifest>,
}

impl<'t> Reading<'t> {
    fn new(taker: &'t mut dyn Taker) -> Self {
        Self {
            taker,
            known: column_sets::all(),
            column_sets: Vec::new(),
            part: 0,
            columns: BTreeMap::new(),
            files: 0,
            file_bytes: 0,
            seal: Seal::default(),
            manifest: None,
        }
    }

    fn member(&mut self, mut entry: Entry<'_, impl Read>) -> Result<(), ArchiveError> {
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let shown: String = name.chars().take(200).flat_map(char::escape_debug).collect();
        if entry.header().entry_type() != EntryType::Regular {
            return Err(ArchiveError::wrong(shown, "is no plain file"));
        }
        if self.manifest.is_some() {
            return Err(ArchiveError::wrong(shown, "stands behind the manifest"));
        }
        let member =
            EntryName::parse(&name).ok_or_else(|| ArchiveError::wrong(&shown, "does not belong into an archive"))?;
        let length = entry.header().entry_size()?;
        match member {
            EntryName::Rows { column_set, part } => {
                let bytes = whole(&mut entry, &name, length, u64::try_from(LONGEST_PART).unwrap_or(u64::MAX))?;
                self.rows(&name, &column_set, part, &bytes)
            }
            EntryName::File(file) => self.file(&name, file, entry, length),
            EntryName::Manifest => {
                let bytes = whole(&mut entry, &name, length, LONGEST_MANIFEST)?;
                self.manifest = Some(serde_json::from_slice(&bytes).map_err(|why| ArchiveError::wrong(&name, why))?);
                Ok(())
            }
        }
    }

    fn rows(&mut self, name: &str, column_set: &str, part: u32, bytes: &[u8]) -> Result<(), ArchiveError> {
        if self.files > 0 {
            return Err(ArchiveError::wrong(name, "stands behind files"));
        }
        let place = self.known.iter().position(|known| known.name == column_set);
        let place = place.ok_or_else(|| ArchiveError::wrong(name, "there is no such table"))?;
        let last = self.column_sets.last().map(|(last, ..)| *last);
        if last.is_none_or(|last| last < place) {
            self.column_sets.push((
                place,
                Counted { name: column_set.to_owned(), rows: 0, sha256: String::new() },
                Sha256::new(),
            ));
            self.part = 0;
        } else if last != Some(place) {
            return Err(ArchiveError::wrong(name, "does not stand in its place"));
        }
        if self.part.checked_add(1) != Some(part) {
            return Err(ArchiveError::wrong(name, "is not the part that should stand here"));
        }
        self.part = part;
        self.seal.add(name, u64::try_from(bytes.len()).unwrap_or(u64::MAX), &format!("{:x}", Sha256::digest(bytes)));
        let rows = self.lines(name, place, bytes)?;
        if let Some((_, counted, hash)) = self.column_sets.last_mut() {
            hash.update(bytes);
            counted.rows = counted.rows.saturating_add(rows);
        }
        Ok(())
    }

    fn lines(&mut self, name: &str, place: usize, bytes: &[u8]) -> Result<u64, ArchiveError> {
        let text = bytes.strip_suffix(b"\n").ok_or_else(|| ArchiveError::wrong(name, "breaks off"))?;
        let mut lines = text.split(|byte| *byte == b'\n');
        let head = lines.next().unwrap_or_default();
        let columns: Vec<Column> = serde_json::from_slice(head).map_err(|why| ArchiveError::wrong(name, why))?;
        let Some(column_set) = self.known.get(place) else { return Ok(0) };
        if columns.is_empty()
            || self.columns.entry(column_set.name.clone()).or_insert_with(|| columns.clone()) != &columns
        {
            return Err(ArchiveError::wrong(name, "has other columns than the parts before it"));
        }
        let (mut rows, mut count) = (Vec::new(), 0_u64);
        for (number, line) in (2_u64..).zip(lines) {
            let row = row_codec::read(line, &columns)
                .map_err(|why| ArchiveError::wrong(format!("{name}, line {number}"), why))?;
            rows.push(row);
            count = count.saturating_add(1);
            if rows.len() >= ROWS {
                self.taker.rows(column_set, &columns, std::mem::take(&mut rows))?;
            }
        }
        if !rows.is_empty() {
            self.taker.rows(column_set, &columns, rows)?;
        }
        Ok(count)
    }

    fn file(&mut self, name: &str, file: FileName, mut content: impl Read, length: u64) -> Result<(), ArchiveError> {
        let mut spool = self.taker.scratch().map(|folder| Spool::in_folder(&folder));
        let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
        let mut buffer = vec![0_u8; READ_BYTES];
        loop {
            let read = content.read(&mut buffer)?;
            let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
            hash.update(piece);
            bytes = bytes.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
            if let Some(spool) = &mut spool {
                spool.add(piece)?;
            }
        }
        if bytes != length || bytes == 0 {
            return Err(ArchiveError::wrong(name, "breaks off"));
        }
        if format!("{:x}", hash.finalize()) != file.sha256 {
            return Err(ArchiveError::wrong(name, "is not what its name says"));
        }
        self.seal.add(name, bytes, &file.sha256);
        self.files = self.files.saturating_add(1);
        self.file_bytes = self.file_bytes.saturating_add(bytes);
        match spool {
            Some(spool) => self.taker.file(file, spool.close()?.1),
            None => Ok(()),
        }
    }

    fn end(self) -> Result<ArchiveContent, ArchiveError> {
        let manifest = self.manifest.ok_or_else(|| ArchiveError::Whole("it has no end".to_owned()))?;
        if manifest.format != FORMAT {
            return Err(ArchiveError::Whole(format!("it is written in a way of its own ({})", manifest.format)));
        }
        let read = self.column_sets.into_iter();
        let read: Vec<_> = read
            .map(|(_, column_set, hash)| Counted { sha256: format!("{:x}", hash.finalize()), ..column_set })
            .collect();
        for column_set in &manifest.column_sets {
            let found = read.iter().find(|found| found.name == column_set.name);
            // A table without rows has no part.
            if found.map_or(0, |found| found.rows) != column_set.rows {
                return Err(ArchiveError::wrong(&column_set.name, format!("{} rows should be there", column_set.rows)));
            }
            if found.is_some_and(|found| found.sha256 != column_set.sha256) {
                return Err(ArchiveError::wrong(&column_set.name, "has other rows than the manifest says"));
            }
        }
        if let Some(more) =
            read.iter().find(|found| manifest.column_sets.iter().all(|column_set| column_set.name != found.name))
        {
            return Err(ArchiveError::wrong(&more.name, "is not in the manifest"));
        }
        if (self.files, self.file_bytes) != (manifest.files, manifest.file_bytes) {
            return Err(ArchiveError::Whole(format!("{} files should be there", manifest.files)));
        }
        if self.seal.close() != manifest.seal {
            return Err(ArchiveError::Whole("its members are not those it was closed with".to_owned()));
        }
        Ok(ArchiveContent { manifest, columns: self.columns })
    }
}

/// The content of an entry that is not longer than allowed.
fn whole(entry: &mut impl Read, name: &str, length: u64, longest: u64) -> Result<Vec<u8>, ArchiveError> {
    if length > longest {
        return Err(ArchiveError::wrong(name, format!("is longer than {longest} bytes")));
    }
    let mut bytes = Vec::new();
    entry.take(longest).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).ok() == Some(length) {
        Ok(bytes)
    } else {
        Err(ArchiveError::wrong(name, "breaks off"))
    }
}
