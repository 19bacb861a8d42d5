//! Conditional and range headers of read requests (RFC 9110, sections 13 and 14).

use std::ops::{Bound, Range as Bytes};

use poem::http::HeaderMap;
use poem::web::headers::{ETag, HeaderMapExt, IfNoneMatch, IfRange, Range};
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaParamIn, MetaSchemaRef};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::parameter_set::{Parameter, ParameterSet};

/// Whether the client already has this content. An unreadable condition counts as false.
#[must_use]
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let (condition, etag) = (headers.typed_get::<IfNoneMatch>(), etag.parse::<ETag>());
    condition.zip(etag.ok()).is_some_and(|(condition, etag)| !condition.precondition_passes(&etag))
}

/// The part of a file to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Nothing: the client has the file.
    Known,
    /// The file from start to end.
    Whole,
    /// A range of bytes.
    Bytes(Bytes<u64>),
    /// The range is outside the file.
    Outside,
}

/// Headers that request a file or a part of it.
#[derive(Debug)]
pub struct RangeRequest<'a>(&'a HeaderMap);

impl<'a> RangeRequest<'a> {
    /// The request with these headers.
    #[must_use]
    pub fn of(headers: &'a HeaderMap) -> Self {
        Self(headers)
    }

    /// The part to send of a file with this tag and length.
    #[must_use]
    pub fn part(&self, etag: &str, length: u64) -> Part {
        if is_known(self.0, etag) {
            return Part::Known;
        }
        match self.0.typed_get::<Range>() {
            Some(range) if self.means(etag) => part(&range, length),
            Some(_) | None => Part::Whole,
        }
    }

    /// Whether `If-Range` matches this content; true without the header. An unreadable value counts
    /// as false, because parts of two contents must not be joined.
    fn means(&self, etag: &str) -> bool {
        match self.0.typed_try_get::<IfRange>() {
            Ok(None) => true,
            Ok(Some(condition)) => !condition.is_modified(etag.parse().ok().as_ref(), None),
            Err(_unreadable) => false,
        }
    }
}

/// The `Content-Range` of a part of a file.
#[must_use]
pub fn content_range(bytes: &Bytes<u64>, length: u64) -> String {
    format!("bytes {}-{}/{length}", bytes.start, bytes.end.saturating_sub(1))
}

/// Multiple or invalid ranges select the whole file, as the RFC permits.
fn part(range: &Range, length: u64) -> Part {
    // The library rejects a suffix range longer than the file, although it selects the whole file;
    // the distance to the end identifies it.
    let mut ranges = range.satisfiable_ranges(u64::MAX);
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return Part::Whole };
    let bytes = match range {
        (Bound::Included(first), Bound::Included(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Bound::Included(first), Bound::Unbounded) if first > u64::MAX >> 1 => {
            length.saturating_sub(u64::MAX.saturating_sub(first))..length
        }
        (Bound::Included(first), Bound::Unbounded) => first..length,
        (Bound::Included(_) | Bound::Excluded(_) | Bound::Unbounded, _) => return Part::Whole,
    };
    if bytes.start >= bytes.end { Part::Outside } else { Part::Bytes(bytes) }
}

impl<'a> ApiExtractor<'a> for RangeRequest<'a> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    type ParamType = ();
    type ParamRawType = ();

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        let header = |name| Parameter { name, schema: String::schema_ref(), ..Parameter::default() };
        Some(ParameterSet(["Range", "If-Range", "If-None-Match"].map(header).into()).schema())
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Ok(Self(request.headers()))
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderName;
    use poem::http::header::{IF_NONE_MATCH, IF_RANGE, RANGE};

    use super::*;

    fn headers(said: &[(HeaderName, &'static str)]) -> HeaderMap {
        said.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        for (header, expected) in [
            ("bytes=0-9", Part::Bytes(0..10)),
            ("bytes=90-", Part::Bytes(90..100)),
            ("bytes=-5", Part::Bytes(95..100)),
            ("bytes=-10", Part::Bytes(90..100)),
            ("bytes=-500", Part::Bytes(0..100)),
            ("bytes=50-5000", Part::Bytes(50..100)),
            ("bytes=90-500", Part::Bytes(90..100)),
            ("bytes=100-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=9-3", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("rows=0-1", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=-", Part::Whole),
        ] {
            assert_eq!(RangeRequest(&headers(&[(RANGE, header)])).part("\"b\"", 100), expected, "{header}");
        }
        assert_eq!(RangeRequest(&headers(&[])).part("\"b\"", 100), Part::Whole);
    }

    #[test]
    fn tags_are_compared() {
        let known = |said| is_known(&headers(&[(IF_NONE_MATCH, said)]), "\"b\"");
        assert!(known("\"a\", W/\"b\"") && known("*"));
        assert!(!known("\"a\"") && !is_known(&headers(&[]), "\"b\""));
        let part = |said| RangeRequest(&headers(&[(RANGE, "bytes=0-9"), (IF_RANGE, said)])).part("\"b\"", 100);
        assert_eq!(part("\"b\""), Part::Bytes(0..10));
        assert_eq!([part("\"a\""), part("W/\"b\""), part("b")], [Part::Whole, Part::Whole, Part::Whole]);
    }
}
