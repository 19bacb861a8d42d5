//! Responses of the map service: a document as JSON or HTML, with the headers that the standards
//! require.

use bytes::Bytes;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse, Request, Response};
use serde::Serialize;

use crate::middleware::compression::takes_gzip;
use crate::problem::{self, Problem};
use crate::request_context;
use api_app::error::AppError;
use api_app::exports::Crs;
use api_app::tile_service::encoded_tile;

/// Format of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON, which programs read.
    Json,
    /// HTML, which people read.
    Html,
}

/// A response document. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    kind: &'static str,
    text: Bytes,
    /// The gzip form of `text`, once it is compressed.
    gzip: Option<Bytes>,
    crs: Option<Crs>,
}

impl Reply {
    /// A JSON document of a media type.
    ///
    /// # Errors
    /// [`AppError`] when serialisation fails.
    pub(super) fn json(kind: &'static str, document: &impl Serialize) -> Result<Self, AppError> {
        let text = serde_json::to_string(document).map_err(AppError::internal)?;
        Ok(Self { kind, text: text.into(), gzip: None, crs: None })
    }

    /// A reply with an HTML document.
    pub(super) fn html(page: String) -> Self {
        Self { kind: "text/html; charset=utf-8", text: page.into(), gzip: None, crs: None }
    }

    /// Sets the coordinate reference system.
    pub(super) fn in_crs(self, crs: Crs) -> Self {
        Self { crs: Some(crs), ..self }
    }

    /// Adds the gzip form.
    ///
    /// # Errors
    /// [`AppError`] when compression fails.
    pub(super) fn compressed(self) -> Result<Self, AppError> {
        Ok(Self { gzip: Some(self.gzip()?), ..self })
    }

    fn gzip(&self) -> Result<Bytes, AppError> {
        self.gzip.clone().map_or_else(|| encoded_tile::gzip(&self.text).map_err(AppError::internal), Ok)
    }

    /// Size in memory, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.text.len().saturating_add(self.gzip.as_ref().map_or(0, Bytes::len))
    }
}

/// Converts a result into a response. Errors in the query give status 400.
pub(super) fn reported(request: &Request, result: Result<Reply, AppError>) -> Response {
    let mut answer = match result.and_then(|reply| sent(request, reply)) {
        Ok(answer) => answer,
        Err(AppError::Invalid(faults)) => problem::wrong_query(faults),
        Err(other) => Problem::from(other).into_response(),
    };
    let headers = answer.headers_mut();
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Authorization, Cookie, Accept, Accept-Encoding, Accept-Language"),
    );
    if headers.get(header::CACHE_CONTROL).is_none() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    if answer.status() == StatusCode::UNAUTHORIZED {
        // Clients without bearer tokens use HTTP Basic; a browser asks for the password.
        let headers = answer.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"Hatang\", charset=\"UTF-8\""));
        headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    answer
}

fn sent(request: &Request, reply: Reply) -> Result<Response, AppError> {
    let language = request_context::locale().as_str();
    let answer = Response::builder().content_type(reply.kind).header(header::CONTENT_LANGUAGE, language);
    let answer = match reply.crs {
        Some(crs) => answer.header("Content-Crs", format!("<{}>", crs.uri())),
        None => answer,
    };
    Ok(if takes_gzip(request) {
        answer.header(header::CONTENT_ENCODING, "gzip").body(reply.gzip()?)
    } else {
        answer.body(reply.text)
    })
}
