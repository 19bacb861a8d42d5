//! The background map of the installation: a `PMTiles` file, of which clients read ranges.

use std::io::SeekFrom;
use std::ops::Bound;
use std::time::UNIX_EPOCH;

use poem::http::{HeaderMap, StatusCode, header};
use poem::web::Data;
use poem::web::headers::{HeaderMapExt, Range};
use poem::{Body, Request, Response, handler};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::conditions::is_known;
use crate::problem::early;
use api_app::app::App;
use api_app::error::AppError;

/// The path of the file.
pub(crate) const PATH: &str = "/basemap.pmtiles";

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
    if is_known(headers, &etag) {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    let answer = answer.content_type("application/vnd.pmtiles");
    match Part::of(headers, &etag, length) {
        Part::Whole => Ok(answer.header(header::CONTENT_LENGTH, length).body(Body::from_async_read(file.take(length)))),
        Part::Bytes { first, last } => {
            file.seek(SeekFrom::Start(first)).await.map_err(AppError::internal)?;
            let bytes = last.saturating_sub(first).saturating_add(1);
            Ok(answer
                .status(StatusCode::PARTIAL_CONTENT)
                .header(header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}"))
                .header(header::CONTENT_LENGTH, bytes)
                .body(Body::from_async_read(file.take(bytes))))
        }
        Part::Beyond => Ok(answer
            .status(StatusCode::RANGE_NOT_SATISFIABLE)
            .header(header::CONTENT_RANGE, format!("bytes */{length}"))
            .finish()),
    }
}

/// The part of the file that a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// Both positions belong to the part.
    Bytes {
        first: u64,
        last: u64,
    },
    /// No byte of the file is in the range.
    Beyond,
}

impl Part {
    /// A server may answer several ranges, or a range of another unit, with the whole file.
    fn of(headers: &HeaderMap, etag: &str, length: u64) -> Self {
        let same = headers.get(header::IF_RANGE).is_none_or(|tag| tag.as_bytes() == etag.as_bytes());
        let Some(range) = headers.typed_get::<Range>().filter(|_| same) else { return Self::Whole };
        let text = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).unwrap_or_default();
        if !text.starts_with("bytes=") || text.contains(',') {
            return Self::Whole;
        }
        let end = length.saturating_sub(1);
        match range.satisfiable_ranges(length).next() {
            Some((Bound::Included(first), last)) if first < length => {
                let last = match last {
                    Bound::Included(last) => last.min(end),
                    Bound::Excluded(last) => last.saturating_sub(1).min(end),
                    Bound::Unbounded => end,
                };
                if last < first { Self::Beyond } else { Self::Bytes { first, last } }
            }
            Some(_) | None => Self::Beyond,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(range: &str, condition: Option<&str>) -> Part {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, range.parse().unwrap());
        if let Some(tag) = condition {
            headers.insert(header::IF_RANGE, tag.parse().unwrap());
        }
        Part::of(&headers, "\"a\"", 100)
    }

    #[test]
    fn one_range_is_answered_and_no_byte_beyond_the_file() {
        assert_eq!(part("bytes=0-9", None), Part::Bytes { first: 0, last: 9 });
        assert_eq!(part("bytes=90-", None), Part::Bytes { first: 90, last: 99 });
        assert_eq!(part("bytes=90-500", None), Part::Bytes { first: 90, last: 99 });
        assert_eq!(part("bytes=-10", None), Part::Bytes { first: 90, last: 99 });
        assert_eq!(part("bytes=100-", None), Part::Beyond);
        assert_eq!(part("bytes=0-1,5-6", None), Part::Whole);
        assert_eq!(part("rows=0-1", None), Part::Whole);
        assert_eq!(part("bytes=0-9", Some("\"a\"")), Part::Bytes { first: 0, last: 9 });
        assert_eq!(part("bytes=0-9", Some("\"b\"")), Part::Whole, "another file meanwhile");
        assert_eq!(Part::of(&HeaderMap::new(), "\"a\"", 100), Part::Whole);
    }
}
