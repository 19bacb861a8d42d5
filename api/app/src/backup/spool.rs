//! A file on its way: short ones stay in memory, long ones are laid aside in the scratch folder and
//! are gone with their handle.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use sha2::{Digest, Sha256};
use tempfile::{SpooledTempFile, spooled_tempfile, spooled_tempfile_in};

const IN_MEMORY: usize = 1 << 20;
const READ_BYTES: usize = 64 << 10;

/// A file laid aside.
#[derive(Debug)]
pub(super) struct Spool {
    file: SpooledTempFile,
    hash: Sha256,
    /// How long it is so far.
    pub(super) bytes: u64,
}

impl Spool {
    /// Laid aside in this folder when it grows long.
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self { file: spooled_tempfile_in(IN_MEMORY, folder), hash: Sha256::new(), bytes: 0 }
    }

    /// A list of the server's own, which is not asked for its hash.
    pub(super) fn of_notes() -> SpooledTempFile {
        spooled_tempfile(IN_MEMORY)
    }

    pub(super) fn add(&mut self, piece: &[u8]) -> std::io::Result<()> {
        self.hash.update(piece);
        self.bytes = self.bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        self.file.write_all(piece)
    }

    /// What is in it, and the file to be read from its beginning.
    pub(super) fn close(mut self) -> std::io::Result<(String, SpooledTempFile)> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok((format!("{:x}", self.hash.finalize()), self.file))
    }
}

/// The pieces of a file.
pub(super) fn pieces(file: SpooledTempFile) -> impl Stream<Item = std::io::Result<Bytes>> + Unpin + Send {
    stream::unfold(file, |mut file| async move {
        let mut buffer = vec![0_u8; READ_BYTES];
        match file.read(&mut buffer) {
            Ok(0) => None,
            Ok(read) => {
                buffer.truncate(read);
                Some((Ok(Bytes::from(buffer)), file))
            }
            Err(why) => Some((Err(why), file)),
        }
    })
    .boxed()
}
