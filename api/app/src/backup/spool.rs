//! Buffers a file: short files stay in memory, long files go to the scratch folder and disappear
//! with their handle.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use sha2::{Digest, Sha256};
use tempfile::{SpooledTempFile, spooled_tempfile, spooled_tempfile_in};

const IN_MEMORY: usize = 1 << 20;
const READ_BYTES: usize = 64 << 10;

/// A file in memory that moves to disk when it grows.
#[derive(Debug)]
pub(super) struct Spool {
    file: SpooledTempFile,
    hash: Sha256,
    /// The length so far.
    pub(super) bytes: u64,
}

impl Spool {
    /// A spool that moves to this folder when it grows long.
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self { file: spooled_tempfile_in(IN_MEMORY, folder), hash: Sha256::new(), bytes: 0 }
    }

    /// A spool for internal lists, without a hash.
    pub(super) fn of_notes() -> SpooledTempFile {
        spooled_tempfile(IN_MEMORY)
    }

    pub(super) fn add(&mut self, piece: &[u8]) -> std::io::Result<()> {
        self.hash.update(piece);
        self.bytes = self.bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        self.file.write_all(piece)
    }

    /// The hash of the content, and the file, rewound to its start.
    pub(super) fn close(mut self) -> std::io::Result<(String, SpooledTempFile)> {
        self.file.seek(SeekFrom::Start(0))?;
        Ok((format!("{:x}", self.hash.finalize()), self.file))
    }
}

/// The chunks of a file.
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
