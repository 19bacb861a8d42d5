//! Titles and additional sentences of problem responses.

use super::messages;

messages! {
    /// The title of a problem response, or an additional sentence.
    "problems" Title {
        Unauthenticated = "unauthenticated",
        BadCredentials = "bad_credentials",
        CrossSite = "cross_site",
        NotFound = "not_found",
        Forbidden = "forbidden",
        Refused = "refused",
        Invalid = "invalid",
        WrongQuery = "wrong_query",
        PreconditionRequired = "precondition_required",
        Stale = "stale",
        Conflict = "conflict",
        TooManyRequests = "too_many_requests",
        TooLarge = "too_large",
        Unavailable = "unavailable",
        Internal = "internal",
        MethodNotAllowed = "method_not_allowed",
        NotAcceptable = "not_acceptable",
        RequestTimeout = "request_timeout",
        UriTooLong = "uri_too_long",
        UnsupportedMediaType = "unsupported_media_type",
        AtMostBytes { limit: u64 } = "at_most_bytes",
        BodyTooSlow = "body_too_slow",
        Busy = "busy",
        TakesMethods { methods: Vec<String> } = "takes_methods",
    }
}
