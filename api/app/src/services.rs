//! The services that the server opens at start: file stores and the login rate limiter.

use std::sync::Arc;

use crate::app::App;
use crate::documents::document_store::DocumentStore;
use crate::files::{self, StorageError};
use crate::imports::import_file_store::ImportFileStore;
use crate::people::login_rate_limiter::LoginRateLimiter;

/// The file stores, and the login rate limiter that all logins share.
#[derive(Debug, Clone)]
pub struct Services {
    pub documents: DocumentStore,
    pub import_files: ImportFileStore,
    /// Files of finished exports.
    pub exports: ImportFileStore,
    /// Limits login attempts across all login methods.
    pub login_limiter: Arc<LoginRateLimiter>,
}

impl Services {
    /// Opens the services as configured.
    ///
    /// # Errors
    /// When the folder or the settings of the S3 service are unusable.
    pub fn open(app: &App) -> Result<Self, StorageError> {
        let store = |folder| files::store_of(&app.config, folder);
        Ok(Self {
            documents: DocumentStore::of(store("documents")?),
            import_files: ImportFileStore::of(store("imports")?),
            exports: ImportFileStore::of(store("exports")?),
            login_limiter: Arc::new(LoginRateLimiter::new(app.config.session.logins_per_minute)),
        })
    }
}
