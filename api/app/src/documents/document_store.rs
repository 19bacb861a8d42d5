//! Stores documents by their content, in a folder or any other object store.
//!
//! An upload has a temporary name while it is hashed and checked, and gets its final name only when
//! it is complete and allowed. Two uploads of the same content are one file. A crash leaves at most
//! a temporary file, which the next sweep removes.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, WriteMultipart};
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt};
use uuid::Uuid;

use super::integrity::{self, Checked, Content, Damage, VerifiedFiles};
use super::sniff::{FileKind, HEAD_BYTES, sniff};

const ARRIVING: &str = "arriving";
/// The prefix of stored content.
pub(super) const CONTENT: &str = "sha256";
const READ_BYTES: usize = 64 * 1024;
const WAITING_WRITES: usize = 4;
/// Files up to this length are held in memory while their hash is computed, and sent from memory.
const MAX_IN_MEMORY: u64 = 1 << 20;

/// The stored documents, by hash. Cheap to clone.
#[derive(Debug, Clone)]
pub struct DocumentStore {
    pub(super) store: Arc<dyn ObjectStore>,
    sound: VerifiedFiles,
}

/// The outcome of fetching a file.
pub enum Fetched {
    /// The bytes, which agree with the row.
    Bytes(BoxStream<'static, Result<bytes::Bytes, std::io::Error>>),
    /// The file must not be sent.
    Damaged(Damage),
}

/// The limits of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The longest file, in bytes.
    pub bytes: u64,
    pub kinds: Vec<FileKind>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// The name: the hash of the content, as 64 hexadecimal digits.
    pub sha256: String,
    pub bytes: u64,
    pub kind: FileKind,
}

/// Why a file was refused.
#[derive(Debug, Error)]
pub enum DocumentStoreError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is longer than {limit_bytes} bytes")]
    TooLong { limit_bytes: u64 },
    /// The kind is not allowed, whatever the file name says.
    #[error("files of this kind are not taken: {found}; allowed are {allowed}")]
    Kind {
        /// The kind that the content shows.
        found: String,
        /// The kinds that the caller allows.
        allowed: String,
    },
    /// The file claims to be JSON, but is not.
    #[error("the JSON cannot be read: {0}")]
    Json(String),
    /// The upload was interrupted.
    #[error("the file broke off: {0}")]
    BrokenOff(#[source] std::io::Error),
    #[error("the file could not be stored")]
    DocumentStore(#[from] object_store::Error),
}

impl DocumentStore {
    #[must_use]
    pub fn of(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, sound: VerifiedFiles::default() }
    }

    /// Stores a file from a stream.
    ///
    /// # Errors
    /// When the file is empty, too long, not allowed or interrupted; nothing of it is then stored.
    pub async fn put<R: AsyncRead + Unpin + Send>(
        &self,
        arriving: Uuid,
        file: R,
        allowance: &Allowance,
    ) -> Result<StoredDocument, DocumentStoreError> {
        let passing = Path::from(format!("{ARRIVING}/{arriving}"));
        let upload = WriteMultipart::new(self.store.put_multipart(&passing).await?);
        let mut taking = IncomingFile { upload, hash: Sha256::new(), head: Vec::with_capacity(HEAD_BYTES), bytes: 0 };
        let kind = match taking.all(file, allowance).await {
            Ok(kind) => kind,
            Err(reason) => {
                taking.upload.abort().await?;
                return Err(reason);
            }
        };
        let kept = StoredDocument { sha256: format!("{:x}", taking.hash.finalize()), bytes: taking.bytes, kind };
        taking.upload.finish().await?;
        if kind == FileKind::Json
            && let Err(reason) = self.readable_json(&passing).await
        {
            self.store.delete(&passing).await?;
            return Err(reason);
        }
        self.store.rename(&passing, &place(&kept.sha256)).await?;
        Ok(kept)
    }

    /// The bytes of a file from `range.start` to before `range.end`; `None` when the file does not
    /// exist.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn get(
        &self,
        sha256: &str,
        range: Range<u64>,
    ) -> Result<Option<BoxStream<'static, Result<bytes::Bytes, std::io::Error>>>, object_store::Error> {
        let options = if range.is_empty() {
            GetOptions::new()
        } else {
            GetOptions::new().with_range(Some(GetRange::Bounded(range)))
        };
        match self.store.get_opts(&place(sha256), options).await {
            Ok(found) => Ok(Some(Box::pin(found.into_stream().map_err(std::io::Error::other)))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// The bytes of a file for a client, only if the file agrees with its row.
    ///
    /// A short file is read and hashed before the first byte is sent. A longer file is hashed once,
    /// and again after a change. A longer file that is sent in full is also hashed during the
    /// transfer; when it was damaged meanwhile, the transfer aborts and calls `alarm`.
    ///
    /// # Errors
    /// When the store is unavailable or the file cannot be read.
    pub async fn fetch<A>(
        &self,
        key: &str,
        content: &Content,
        range: Range<u64>,
        alarm: A,
    ) -> Result<Fetched, object_store::Error>
    where
        A: FnOnce() + Send + 'static,
    {
        let whole = range == (0..content.bytes);
        if whole && content.bytes <= MAX_IN_MEMORY {
            return self.fetch_held(key, content).await;
        }
        if let Err(damage) = self.sound.check(self.store.as_ref(), &place(key), content).await? {
            return Ok(Fetched::Damaged(damage));
        }
        let Some(bytes) = self.get(key, range).await? else { return Ok(Fetched::Damaged(Damage::Missing)) };
        if whole {
            return Ok(Fetched::Bytes(integrity::guarded(bytes, content.sha256.clone(), alarm)));
        }
        Ok(Fetched::Bytes(bytes))
    }

    async fn fetch_held(&self, key: &str, content: &Content) -> Result<Fetched, object_store::Error> {
        let found = match self.store.get(&place(key)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(Fetched::Damaged(Damage::Missing)),
            Err(trouble) => return Err(trouble),
        };
        if found.meta.size != content.bytes {
            let damage = Damage::Length { expected: content.bytes, found: found.meta.size };
            return Ok(Fetched::Damaged(damage));
        }
        let bytes = found.bytes().await?;
        Ok(match integrity::check_bytes(&bytes, content) {
            Ok(()) => Fetched::Bytes(stream::once(async move { Ok(bytes) }).boxed()),
            Err(damage) => Fetched::Damaged(damage),
        })
    }

    /// The damage of a file, found by reading it completely.
    ///
    /// # Errors
    /// When the store is unavailable or the file cannot be read.
    pub async fn damage(&self, key: &str, content: &Content) -> Result<Option<Damage>, object_store::Error> {
        Ok(match integrity::check(self.store.as_ref(), &place(key), content).await? {
            Checked::Verified(_) => None,
            Checked::Damaged(damage) => Some(damage),
        })
    }

    /// Restores a file from a backup whose content is verified. The file is stored completely or
    /// not at all.
    ///
    /// # Errors
    /// When the file is interrupted or the store is unavailable.
    pub async fn restore_bytes<S>(&self, sha256: &str, mut file: S) -> Result<(), DocumentStoreError>
    where
        S: Stream<Item = Result<bytes::Bytes, std::io::Error>> + Unpin + Send,
    {
        let mut upload = WriteMultipart::new(self.store.put_multipart(&place(sha256)).await?);
        while let Some(piece) = file.next().await {
            match piece {
                Ok(piece) => {
                    upload.wait_for_capacity(WAITING_WRITES).await?;
                    upload.put(piece);
                }
                Err(broken) => {
                    upload.abort().await?;
                    return Err(DocumentStoreError::BrokenOff(broken));
                }
            }
        }
        upload.finish().await?;
        Ok(())
    }

    /// Removes uploads from before `older_than` that never got their final name. Returns their
    /// number.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn sweep(&self, older_than: DateTime<Utc>) -> Result<usize, object_store::Error> {
        let stale: Vec<Path> = self
            .store
            .list(Some(&Path::from(ARRIVING)))
            .try_filter_map(|found| async move { Ok((found.last_modified < older_than).then_some(found.location)) })
            .try_collect()
            .await?;
        for passing in &stale {
            self.store.delete(passing).await?;
        }
        Ok(stale.len())
    }

    async fn readable_json(&self, passing: &Path) -> Result<(), DocumentStoreError> {
        let bytes = self.store.get(passing).await?.bytes().await?;
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        serde_json::from_slice::<IgnoredAny>(text)
            .map(drop)
            .map_err(|error| DocumentStoreError::Json(error.to_string()))
    }
}

/// The path of content: two levels of folders, so that no folder grows without limit.
pub(super) fn place(sha256: &str) -> Path {
    let part = |range: Range<usize>| sha256.get(range).unwrap_or("xx");
    Path::from(format!("{CONTENT}/{}/{}/{sha256}", part(0..2), part(2..4)))
}

struct IncomingFile {
    upload: WriteMultipart,
    hash: Sha256,
    head: Vec<u8>,
    bytes: u64,
}

impl IncomingFile {
    async fn all<R: AsyncRead + Unpin + Send>(
        &mut self,
        mut file: R,
        allowance: &Allowance,
    ) -> Result<FileKind, DocumentStoreError> {
        let mut buffer = vec![0_u8; READ_BYTES];
        let mut kind = None;
        loop {
            let read = file.read(&mut buffer).await.map_err(DocumentStoreError::BrokenOff)?;
            let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
            self.bytes = self.bytes.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
            if self.bytes > allowance.bytes {
                return Err(DocumentStoreError::TooLong { limit_bytes: allowance.bytes });
            }
            if kind.is_none() {
                self.head.extend_from_slice(piece);
                if self.head.len() >= HEAD_BYTES {
                    kind = Some(self.check_kind(allowance)?);
                }
            }
            self.hash.update(piece);
            self.upload.wait_for_capacity(WAITING_WRITES).await?;
            self.upload.write(piece);
        }
        match kind {
            Some(kind) => Ok(kind),
            None if self.bytes == 0 => Err(DocumentStoreError::Empty),
            None => self.check_kind(allowance),
        }
    }

    fn check_kind(&self, allowance: &Allowance) -> Result<FileKind, DocumentStoreError> {
        let found = sniff(&self.head);
        found.filter(|kind| allowance.kinds.contains(kind)).ok_or_else(|| DocumentStoreError::Kind {
            found: found.map_or("unknown", FileKind::as_str).to_owned(),
            allowed: allowance.kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}
