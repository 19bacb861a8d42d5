//! The background map of the installation: a `PMTiles` file, of which clients read ranges.

use std::io::SeekFrom;
use std::time::UNIX_EPOCH;

use poem::http::{HeaderMap, StatusCode, header};
use poem::web::Data;
use poem::{Body, Request, Response, handler};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::conditions::{Part, RangeRequest, content_range};
use crate::problem::early;
use api_app::app::App;
use api_app::error::AppError;

/// The path of the file.
pub(crate) const PATH: &str = "/basemap.pmtiles";
const MEDIA_TYPE: &str = "application/vnd.pmtiles";

/// Answers the file, or one range of it (RFC 9110 section 14). The file is not read whole.
#[handler]
pub(crate) async fn serve(request: &Request, Data(app): Data<&App>) -> poem::Result<Response> {
    answer(request.headers(), app).await.map_err(early)
}

async fn answer(headers: &HeaderMap, app: &App) -> Result<Response, AppError> {
    let path = &app.config.map.basemap;
    if path.as_os_str().is_empty() {
        return Err(AppError::NotFound);
    }
    let mut file = File::open(path).await.map_err(AppError::internal)?;
    let known = file.metadata().await.map_err(AppError::internal)?;
    let length = known.len();
    // A file that takes the place of another has another time, so its parts are not mixed up.
    let changed = known.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let etag = format!("\"{length:x}-{:x}\"", changed.as_nanos());
    let answer = Response::builder()
        .header(header::ETAG, &etag)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::CACHE_CONTROL, "public, max-age=3600");
    let answer = |status| answer.status(status);
    match RangeRequest::of(headers).part(&etag, length) {
        Part::Known => Ok(answer(StatusCode::NOT_MODIFIED).finish()),
        Part::Whole => Ok(answer(StatusCode::OK)
            .content_type(MEDIA_TYPE)
            .header(header::CONTENT_LENGTH, length)
            .body(Body::from_async_read(file.take(length)))),
        Part::Bytes(bytes) => {
            file.seek(SeekFrom::Start(bytes.start)).await.map_err(AppError::internal)?;
            let sent = bytes.end.saturating_sub(bytes.start);
            Ok(answer(StatusCode::PARTIAL_CONTENT)
                .content_type(MEDIA_TYPE)
                .header(header::CONTENT_RANGE, content_range(&bytes, length))
                .header(header::CONTENT_LENGTH, sent)
                .body(Body::from_async_read(file.take(sent))))
        }
        Part::Outside => Ok(answer(StatusCode::RANGE_NOT_SATISFIABLE)
            .content_type(MEDIA_TYPE)
            .header(header::CONTENT_RANGE, format!("bytes */{length}"))
            .finish()),
    }
}
