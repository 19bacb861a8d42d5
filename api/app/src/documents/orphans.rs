//! Removes stored content that no row refers to. `api/store/src/admin/orphans.rs` says when a
//! removal is safe.

use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::document_store::{CONTENT, DocumentStore, place};

impl DocumentStore {
    /// The contents last stored before `older_than`. An upload of existing content stores it again,
    /// so its time is that of the last upload.
    #[must_use]
    pub fn older(&self, older_than: DateTime<Utc>) -> BoxStream<'static, Result<String, object_store::Error>> {
        let found = self.store.list(Some(&Path::from(CONTENT)));
        let old = found.try_filter_map(move |found| async move {
            let name = found.location.filename().map(str::to_owned);
            Ok(name.filter(|_| found.last_modified < older_than))
        });
        old.boxed()
    }

    /// Whether content is stored.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn has(&self, sha256: &str) -> Result<bool, object_store::Error> {
        match self.store.head(&place(sha256)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(trouble) => Err(trouble),
        }
    }

    /// Removes content, unless it was stored again since `older_than`. Returns whether it was
    /// removed.
    ///
    /// # Errors
    /// When the store is unavailable.
    pub async fn remove_older(&self, sha256: &str, older_than: DateTime<Utc>) -> Result<bool, object_store::Error> {
        let place = place(sha256);
        match self.store.head(&place).await {
            Ok(found) if found.last_modified < older_than => {}
            Ok(_) | Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(trouble) => return Err(trouble),
        }
        match self.store.delete(&place).await {
            Ok(()) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(trouble) => Err(trouble),
        }
    }
}
