//! Opens the file storage: folders of this machine, or a bucket of an S3 service. The settings
//! decide which; other modules know only the object store.

use std::path::Path as FolderPath;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use secrecy::ExposeSecret;

use crate::config::{Bucket, Config, S3};
use crate::error::AppError;
use api_store::Cause;

/// Retries of a request to the service, within the configured timeout.
const TRIES_AGAIN: usize = 3;
/// When a client may retry after a request that met an unavailable service.
const COME_BACK: Duration = Duration::from_secs(5);

/// Why the configured file storage is unusable.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("data.dir: {0}")]
    Folder(#[from] std::io::Error),
    /// The service cannot be spoken to with these settings.
    #[error("storage.url, s3: {0}")]
    Service(#[from] object_store::Error),
}

/// The store for one kind of files, `documents`.
///
/// # Errors
/// [`StorageError`]. A service that does not answer is not an error yet: it may recover.
pub fn store_of(config: &Config, folder: &str) -> Result<Arc<dyn ObjectStore>, StorageError> {
    match Bucket::parse(&config.storage.url) {
        None => Ok(in_folder(&config.data.dir.join(folder))?),
        Some(bucket) => {
            let here = bucket.prefix.clone().join(folder);
            Ok(Arc::new(PrefixStore::new(service(&config.s3, &bucket)?, here)))
        }
    }
}

/// A store in a folder of this machine; creates the folder. Its files survive a power failure.
///
/// # Errors
/// When the folder cannot be created.
pub fn in_folder(folder: &FolderPath) -> Result<Arc<dyn ObjectStore>, std::io::Error> {
    std::fs::create_dir_all(folder)?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(std::io::Error::other)?;
    Ok(Arc::new(store.with_fsync(true)))
}

fn service(s3: &S3, bucket: &Bucket) -> Result<AmazonS3, object_store::Error> {
    // The client panics when the process has no default TLS cryptography provider. Any installed
    // provider is sufficient.
    rustls::crypto::ring::default_provider().install_default().unwrap_or_default();
    let time_limit = Duration::from_secs(s3.timeout_seconds);
    let client = ClientOptions::new()
        .with_allow_http(s3.endpoint.starts_with("http://"))
        .with_connect_timeout(time_limit)
        .with_read_timeout(time_limit)
        .with_timeout_disabled();
    let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: TRIES_AGAIN, retry_timeout: time_limit };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&s3.region)
        .with_client_options(client)
        .with_retry(retry);
    if !s3.endpoint.is_empty() {
        builder = builder.with_endpoint(&s3.endpoint);
    }
    if !s3.key_id.is_empty() {
        builder = builder.with_access_key_id(&s3.key_id).with_secret_access_key(s3.secret.expose_secret());
    }
    builder.build()
}

/// Whether files are in folders of this machine.
#[must_use]
pub fn are_here(config: &Config) -> bool {
    Bucket::parse(&config.storage.url).is_none()
}

/// Removes the unfinished files that uploads of a dead process left in a folder before
/// `older_than`. The store writes such a file beside its final path, under the same name followed
/// by `#` and a number, and does not list it. Returns the number of removed files.
///
/// # Errors
/// When the folder cannot be read, or a file cannot be removed.
pub(crate) fn sweep_unfinished(folder: &FolderPath, older_than: SystemTime) -> std::io::Result<usize> {
    let mut removed: usize = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
                continue;
            }
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.rsplit_once('#')).map(|(_, number)| number);
            let is_half = number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
            // The upload may have finished, and the file be gone.
            if is_half && entry.metadata().and_then(|found| found.modified()).is_ok_and(|at| at < older_than) {
                std::fs::remove_file(entry.path())?;
                removed = removed.saturating_add(1);
            }
        }
    }
    Ok(removed)
}

/// Whether a retry may succeed later: the service does not answer, or denies access.
#[must_use]
pub fn is_passing(trouble: &object_store::Error) -> bool {
    use object_store::Error;
    matches!(trouble, Error::Generic { .. } | Error::PermissionDenied { .. } | Error::Unauthenticated { .. })
}

/// The error for unreachable files; its cause is for the log.
#[must_use]
pub fn failure(error: object_store::Error) -> AppError {
    if is_passing(&error) {
        let source = Some(Cause::within("files cannot be reached", error));
        return AppError::Unavailable { retry_after: COME_BACK, source };
    }
    AppError::internal(error)
}
