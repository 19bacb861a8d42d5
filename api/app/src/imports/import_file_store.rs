//! Stores the files of imports until the batch is done, accessible from every node. A second store
//! of the same type has the files of exports.

use std::io::Read;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use thiserror::Error;
use tokio_util::io::{StreamReader, SyncIoBridge};

use crate::documents::integrity::{self, Checked, Content, Damage};

const WAITING_WRITES: usize = 4;

#[derive(Debug, Clone)]
pub struct ImportFileStore {
    store: Arc<dyn ObjectStore>,
}

/// A completely received file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImportFile {
    /// The key in the store.
    pub key: String,
    pub bytes: u64,
    /// The hash of the content.
    pub sha256: String,
}

/// Why a file is not in the import file store.
#[derive(Debug, Error)]
pub enum ImportFileError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is longer than {limit_bytes} bytes")]
    TooLong { limit_bytes: u64 },
    /// The upload was interrupted.
    #[error("the file broke off: {0}")]
    BrokenOff(#[source] std::io::Error),
    #[error("the file could not be stored or found again: {0}")]
    ImportFileStore(#[from] object_store::Error),
}

impl ImportFileStore {
    #[must_use]
    pub fn of(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// Stores a file from a stream.
    ///
    /// # Errors
    /// When the file is empty, too long or interrupted; nothing of it is then stored.
    pub async fn put<S>(&self, key: &str, mut file: S, limit_bytes: u64) -> Result<StoredImportFile, ImportFileError>
    where
        S: Stream<Item = Result<bytes::Bytes, std::io::Error>> + Unpin + Send,
    {
        let mut upload = WriteMultipart::new(self.store.put_multipart(&Path::from(key)).await?);
        let mut hash = Sha256::new();
        let mut bytes: u64 = 0;
        let fault = loop {
            match file.next().await {
                Some(Ok(part)) => {
                    bytes = bytes.saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX));
                    if bytes > limit_bytes {
                        break Some(ImportFileError::TooLong { limit_bytes });
                    }
                    hash.update(&part);
                    if let Err(trouble) = upload.wait_for_capacity(WAITING_WRITES).await {
                        break Some(trouble.into());
                    }
                    upload.put(part);
                }
                Some(Err(broken)) => break Some(ImportFileError::BrokenOff(broken)),
                None if bytes == 0 => break Some(ImportFileError::Empty),
                None => break None,
            }
        };
        if let Some(fault) = fault {
            upload.abort().await?;
            return Err(fault);
        }
        upload.finish().await?;
        Ok(StoredImportFile { key: key.to_owned(), bytes, sha256: format!("{:x}", hash.finalize()) })
    }

    /// Opens a file for a thread that may block.
    ///
    /// # Errors
    /// When the file does not exist.
    pub async fn open(&self, key: &str) -> Result<Box<dyn Read + Send>, ImportFileError> {
        let found = self.store.get(&Path::from(key)).await?;
        let stream = found.into_stream().map_err(std::io::Error::other);
        Ok(Box::new(SyncIoBridge::new(StreamReader::new(stream))))
    }

    /// A file as a stream, for a download.
    ///
    /// # Errors
    /// When the file does not exist.
    pub async fn stream(
        &self,
        key: &str,
    ) -> Result<impl Stream<Item = Result<bytes::Bytes, std::io::Error>> + Send + use<>, ImportFileError> {
        Ok(self.store.get(&Path::from(key)).await?.into_stream().map_err(std::io::Error::other))
    }

    /// As [`ImportFileStore::stream`]; `None` when the file does not exist.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn find(
        &self,
        key: &str,
    ) -> Result<Option<BoxStream<'static, Result<bytes::Bytes, std::io::Error>>>, ImportFileError> {
        match self.stream(key).await {
            Ok(found) => Ok(Some(Box::pin(found))),
            Err(ImportFileError::ImportFileStore(object_store::Error::NotFound { .. })) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// The keys of files that were stored before `older_than`.
    #[must_use]
    pub fn older(&self, older_than: DateTime<Utc>) -> BoxStream<'static, Result<String, object_store::Error>> {
        let found = self.store.list(None);
        let old = found.try_filter_map(move |found| async move {
            let is_old = found.last_modified < older_than;
            Ok(is_old.then(|| found.location.to_string()))
        });
        old.boxed()
    }

    /// The damage of a file, found by reading it completely.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn damage(&self, key: &str, content: &Content) -> Result<Option<Damage>, ImportFileError> {
        Ok(match integrity::check(self.store.as_ref(), &Path::from(key), content).await? {
            Checked::Verified(_) => None,
            Checked::Damaged(damage) => Some(damage),
        })
    }

    /// Removes a file, if it exists.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn remove(&self, key: &str) -> Result<(), ImportFileError> {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(trouble) => Err(trouble.into()),
        }
    }
}
