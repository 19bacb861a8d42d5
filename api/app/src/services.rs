//! What the server has open while it serves: its files, and the login rate limiter before all doors.

use std::sync::Arc;

use crate::app::App;
use crate::documents::document_store::DocumentStore;
use crate::files::{self, StorageError};
use crate::imports::import_file_store::ImportFileStore;
use crate::people::login_rate_limiter::LoginRateLimiter;

/// The rooms with files of their own, and the login rate limiter before all of them.
#[derive(Debug, Clone)]
pub struct Services {
    /// Documents.
    pub documents: DocumentStore,
    /// Files to import.
    pub import_files: ImportFileStore,
    /// Files that were exported.
    pub exports: ImportFileStore,
    /// How often somebody may try to come in, at whichever door.
    pub login_limiter: Arc<LoginRateLimiter>,
}

impl Services {
    /// Opens them where the settings say.
    ///
    /// # Errors
    /// When the folder cannot be used, or the settings of the service.
    pub fn open(app: &App) -> Result<Self, StorageError> {
        let store = |room| files::store_of(&app.config, room);
        Ok(Self {
            documents: DocumentStore::of(store("documents")?),
            import_files: ImportFileStore::of(store("imports")?),
            exports: ImportFileStore::of(store("exports")?),
            login_limiter: Arc::new(LoginRateLimiter::new(app.config.session.logins_per_minute)),
        })
    }
}
