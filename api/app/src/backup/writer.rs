//! Writes an archive in a blocking thread. An incomplete archive has another name, so the remains
//! of a killed program are never mistaken for an archive.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tar::{Builder, EntryType, Header};
use tempfile::SpooledTempFile;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use zstd::Encoder;

use super::entry_name::{EntryName, FileName};
use super::error::BackupError;
use super::manifest::{Counted, Manifest, Seal};
use crate::scratch::Scratch;

/// Only the owner may read the archive.
const MODE: u32 = 0o600;
const LEVEL: i32 = 3;
const AHEAD: usize = 2;

/// A message to the writer thread.
#[derive(Debug)]
pub(super) enum EntryPart {
    ColumnSet(String),
    /// A part of the table, with its number of rows.
    Rows(Vec<u8>, u64),
    /// A file with its length in bytes.
    File(FileName, SpooledTempFile, u64),
    /// The end; the writer completes the manifest.
    End(Box<Manifest>),
}

/// Starts the thread. When the sender is dropped before the end, the thread removes the file.
pub(super) fn start(
    path: &Path,
    scratch: Arc<Scratch>,
) -> (mpsc::Sender<EntryPart>, JoinHandle<Result<Option<Manifest>, BackupError>>) {
    let (hand, mut handed) = mpsc::channel::<EntryPart>(AHEAD);
    let path = path.to_owned();
    let writing = tokio::task::spawn_blocking(move || {
        let part = part(&path);
        let _noted = scratch.elsewhere(&part).map_err(|why| BackupError::disk(&part, why))?;
        let written = write(&path, &part, &mut handed).map_err(|why| BackupError::disk(&path, why));
        if !matches!(written, Ok(Some(_))) && part.exists() {
            std::fs::remove_file(&part).map_err(|why| BackupError::disk(&part, why))?;
        }
        written
    });
    (hand, writing)
}

fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

fn write(path: &Path, part: &Path, handed: &mut mpsc::Receiver<EntryPart>) -> std::io::Result<Option<Manifest>> {
    if part.exists() {
        std::fs::remove_file(part)?;
    }
    let file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(part)?;
    // The lock shows other processes that the file is in use.
    file.lock()?;
    let mut tape = EntryWriter::begin(BufWriter::new(file))?;
    while let Some(piece) = handed.blocking_recv() {
        match piece {
            EntryPart::ColumnSet(name) => tape.column_set(name),
            EntryPart::Rows(bytes, rows) => tape.rows(&bytes, rows)?,
            EntryPart::File(name, mut file, bytes) => tape.file(name, &mut file, bytes)?,
            EntryPart::End(manifest) => {
                let (manifest, file) = tape.end(*manifest)?;
                put_in_place(file, part, path)?;
                return Ok(Some(manifest));
            }
        }
    }
    Ok(None)
}

/// Renames the file once its whole content would survive a power failure.
fn put_in_place(file: BufWriter<File>, part: &Path, path: &Path) -> std::io::Result<()> {
    let file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.sync_all()?;
    std::fs::rename(part, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

struct EntryWriter<W: Write> {
    tar: Builder<Encoder<'static, W>>,
    seal: Seal,
    column_sets: Vec<(Counted, Sha256)>,
    part: u32,
    files: u64,
    file_bytes: u64,
}

impl<W: Write> EntryWriter<W> {
    fn begin(into: W) -> std::io::Result<Self> {
        let mut compress = Encoder::new(into, LEVEL)?;
        compress.include_checksum(true)?;
        let tar = Builder::new(compress);
        Ok(Self { tar, seal: Seal::default(), column_sets: Vec::new(), part: 0, files: 0, file_bytes: 0 })
    }

    fn column_set(&mut self, name: String) {
        self.column_sets.push((Counted { name, rows: 0, sha256: String::new() }, Sha256::new()));
        self.part = 0;
    }

    fn rows(&mut self, bytes: &[u8], rows: u64) -> std::io::Result<()> {
        let Some((column_set, hash)) = self.column_sets.last_mut() else { return Ok(()) };
        hash.update(bytes);
        column_set.rows = column_set.rows.saturating_add(rows);
        self.part = self.part.saturating_add(1);
        let name = EntryName::Rows { column_set: column_set.name.clone(), part: self.part }.to_string();
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.seal.add(&name, length, &format!("{:x}", Sha256::digest(bytes)));
        self.append(&name, bytes, length)
    }

    fn file(&mut self, file: FileName, content: &mut impl Read, bytes: u64) -> std::io::Result<()> {
        let hash = file.sha256.clone();
        let name = EntryName::File(file).to_string();
        self.seal.add(&name, bytes, &hash);
        self.files = self.files.saturating_add(1);
        self.file_bytes = self.file_bytes.saturating_add(bytes);
        self.append(&name, content, bytes)
    }

    fn end(mut self, draft: Manifest) -> std::io::Result<(Manifest, W)> {
        let closed = std::mem::take(&mut self.column_sets).into_iter();
        let closed =
            closed.map(|(column_set, hash)| Counted { sha256: format!("{:x}", hash.finalize()), ..column_set });
        let manifest = Manifest {
            column_sets: closed.collect(),
            files: self.files,
            file_bytes: self.file_bytes,
            seal: std::mem::take(&mut self.seal).close(),
            ..draft
        };
        let text = serde_json::to_vec_pretty(&manifest)?;
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.append(&EntryName::Manifest.to_string(), text.as_slice(), length)?;
        let mut file = self.tar.into_inner()?.finish()?;
        file.flush()?;
        Ok((manifest, file))
    }

    fn append(&mut self, name: &str, content: impl Read, bytes: u64) -> std::io::Result<()> {
        let mut header = Header::new_ustar();
        header.set_path(name)?;
        header.set_entry_type(EntryType::Regular);
        header.set_mode(MODE);
        header.set_size(bytes);
        header.set_cksum();
        self.tar.append(&header, content.take(bytes))
    }
}
