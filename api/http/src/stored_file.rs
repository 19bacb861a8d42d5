//! Sends stored files after an integrity check. A damaged or missing file gives an error log entry,
//! a metric and status 500.

use std::ops::Range;

use futures_util::stream::BoxStream;
use poem::Body;

use api_app::app::App;
use api_app::documents::document_store::{DocumentStore, Fetched};
use api_app::documents::integrity::{Content, Damage, guarded};
use api_app::error::AppError;
use api_app::files;
use api_app::metrics::Metrics;

/// The body of a file or of a range of it.
///
/// # Errors
/// [`AppError::Internal`] when the file is damaged, [`AppError::Unavailable`] when the storage
/// fails.
pub(super) async fn body(
    app: &App,
    documents: &DocumentStore,
    (key, content): (&str, &Content),
    range: Range<u64>,
) -> Result<Body, AppError> {
    let fetched = documents.fetch(key, content, range, alarm(app, key)).await;
    match fetched.map_err(files::failure)? {
        Fetched::Bytes(bytes) => Ok(Body::from_bytes_stream(bytes)),
        Fetched::Damaged(damage) => Err(damaged(app, key, &damage)),
    }
}

/// Streams a file that is too large to be read twice; the stream breaks off before its end when the
/// hash does not match.
pub(super) fn watched(
    app: &App,
    key: &str,
    sha256: String,
    bytes: BoxStream<'static, Result<bytes::Bytes, std::io::Error>>,
) -> Body {
    Body::from_bytes_stream(guarded(bytes, sha256, alarm(app, key)))
}

/// The error for a damaged file.
pub(super) fn damaged(app: &App, key: &str, damage: &Damage) -> AppError {
    app.metrics.damaged();
    let context = format!("the stored file {key} is damaged and not sent: restore it from a backup");
    AppError::internal_because(context, damage.clone())
}

fn alarm(app: &App, key: &str) -> impl FnOnce() + Send + use<> {
    let (metrics, key) = (app.metrics.clone(), key.to_owned());
    move || report(&metrics, &key, &Damage::Bytes)
}

fn report(metrics: &Metrics, file: &str, damage: &Damage) {
    metrics.damaged();
    tracing::error!(file, %damage, "a stored file is damaged: restore it from a backup");
}
