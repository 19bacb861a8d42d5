//! Sends stored files, only if they are what the database says of them. A damaged or missing file is an alarm: an error in the log,
//! a metric, and 500 for the caller.

use std::ops::Range;

use futures_util::stream::BoxStream;
use poem::Body;

use api_app::app::App;
use api_app::documents::document_store::{DocumentStore, Fetched};
use api_app::documents::integrity::{Content, Damage, guarded};
use api_app::error::AppError;
use api_app::files;
use api_app::metrics::Metrics;

/// A part of a file, or all of it, as the body of an answer.
///
/// # Errors
/// [`AppError::Internal`] when the file is damaged, [`AppError::Unavailable`] when files cannot be reached.
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

/// A file that is too long to be read twice: when it does not have its hash, it breaks off before its end.
pub(super) fn watched(
    app: &App,
    key: &str,
    sha256: String,
    bytes: BoxStream<'static, Result<bytes::Bytes, std::io::Error>>,
) -> Body {
    Body::from_bytes_stream(guarded(bytes, sha256, alarm(app, key)))
}

/// What is answered instead of a damaged file.
pub(super) fn damaged(app: &App, key: &str, damage: &Damage) -> AppError {
    app.metrics.damaged();
    let context = format!("the stored file {key} is damaged and not sent: restore it from a backup");
    AppError::internal_because(context, damage.clone())
}

fn alarm(app: &App, key: &str) -> impl FnOnce() + Send + use<> {
    let (metrics, key) = (app.metrics.clone(), key.to_owned());
    move || tell(&metrics, &key, &Damage::Bytes)
}

fn tell(metrics: &Metrics, file: &str, damage: &Damage) {
    metrics.damaged();
    tracing::error!(file, %damage, "a stored file is damaged: restore it from a backup");
}
