//! Where files stand: in folders of this machine, or in a bucket of an S3 service. The rooms that keep files know only the store they
//! are given; which one it is stands in the settings.

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

/// A request to the service is tried again so often, within the patience that is set.
const TRIES_AGAIN: usize = 3;
/// When somebody who met a service that does not answer is asked to come back.
const COME_BACK: Duration = Duration::from_secs(5);

/// Why files cannot be kept where the settings say.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The folder cannot be used.
    #[error("data.dir: {0}")]
    Folder(#[from] std::io::Error),
    /// The service cannot be spoken to with these settings.
    #[error("storage.url, s3: {0}")]
    Service(#[from] object_store::Error),
}

/// The store of one room, `documents`.
///
/// # Errors
/// [`StorageError`]. A service that does not answer is no error yet: it may come back.
pub fn store_of(config: &Config, room: &str) -> Result<Arc<dyn ObjectStore>, StorageError> {
    match Bucket::parse(&config.storage.url) {
        None => Ok(in_folder(&config.data.dir.join(room))?),
        Some(bucket) => {
            let here = bucket.prefix.clone().join(room);
            Ok(Arc::new(PrefixStore::new(service(&config.s3, &bucket)?, here)))
        }
    }
}

/// A folder of this machine, made if it is not there. What is put there survives a power cut.
///
/// # Errors
/// When the folder cannot be made.
pub fn in_folder(folder: &FolderPath) -> Result<Arc<dyn ObjectStore>, std::io::Error> {
    std::fs::create_dir_all(folder)?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(std::io::Error::other)?;
    Ok(Arc::new(store.with_fsync(true)))
}

fn service(s3: &S3, bucket: &Bucket) -> Result<AmazonS3, object_store::Error> {
    // The client panics when the process has chosen no cryptography for TLS. When it has, whichever it is will do.
    rustls::crypto::ring::default_provider().install_default().unwrap_or_default();
    let patience = Duration::from_secs(s3.timeout_seconds);
    let client = ClientOptions::new()
        .with_allow_http(s3.endpoint.starts_with("http://"))
        .with_connect_timeout(patience)
        .with_read_timeout(patience)
        .with_timeout_disabled();
    let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: TRIES_AGAIN, retry_timeout: patience };
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

/// Whether files stand in folders of this machine.
#[must_use]
pub fn are_here(config: &Config) -> bool {
    Bucket::parse(&config.storage.url).is_none()
}

/// Removes what uploads into a folder left half way before `older_than`, since the program died over them: the store writes them beside their
/// place, under its name with `#` and a number behind it, and does not list them. Says how many.
///
/// # Errors
/// When the folder cannot be read, or a file not be removed.
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
            // It may have come to its end, and be gone.
            if is_half && entry.metadata().and_then(|found| found.modified()).is_ok_and(|at| at < older_than) {
                std::fs::remove_file(entry.path())?;
                removed = removed.saturating_add(1);
            }
        }
    }
    Ok(removed)
}

/// Whether the same again may go well later: the service does not answer, or does not let us in.
#[must_use]
pub fn is_passing(trouble: &object_store::Error) -> bool {
    use object_store::Error;
    matches!(trouble, Error::Generic { .. } | Error::PermissionDenied { .. } | Error::Unauthenticated { .. })
}

/// What is answered when files cannot be reached; the error itself is for the log.
#[must_use]
pub fn failure(error: object_store::Error) -> AppError {
    if is_passing(&error) {
        let source = Some(Cause::within("files cannot be reached", error));
        return AppError::Unavailable { retry_after: COME_BACK, source };
    }
    AppError::internal(error)
}
