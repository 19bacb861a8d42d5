//! How the service answers: one document, as JSON or as a page, with the headers that the standards ask for.

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

/// In which form an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// For programs.
    Json,
    /// For people.
    Html,
}

/// An answer. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    kind: &'static str,
    text: Bytes,
    /// The same in gzip, once it is pressed.
    gzip: Option<Bytes>,
    crs: Option<Crs>,
}

impl Reply {
    /// A document of a kind.
    ///
    /// # Errors
    /// Never for what we write.
    pub(super) fn json(kind: &'static str, document: &impl Serialize) -> Result<Self, AppError> {
        let text = serde_json::to_string(document).map_err(AppError::internal)?;
        Ok(Self { kind, text: text.into(), gzip: None, crs: None })
    }

    /// A page.
    pub(super) fn html(page: String) -> Self {
        Self { kind: "text/html; charset=utf-8", text: page.into(), gzip: None, crs: None }
    }

    /// The same, said to be in a coordinate system.
    pub(super) fn in_crs(self, crs: Crs) -> Self {
        Self { crs: Some(crs), ..self }
    }

    /// The same, pressed for those who take it so.
    ///
    /// # Errors
    /// Never in memory.
    pub(super) fn pressed(self) -> Result<Self, AppError> {
        Ok(Self { gzip: Some(self.gzip()?), ..self })
    }

    fn gzip(&self) -> Result<Bytes, AppError> {
        self.gzip.clone().map_or_else(|| encoded_tile::gzip(&self.text).map_err(AppError::internal), Ok)
    }

    /// How much room it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.text.len().saturating_add(self.gzip.as_ref().map_or(0, Bytes::len))
    }
}

/// The answer as it is sent. What is wrong in a query is 400 here.
pub(super) fn told(request: &Request, result: Result<Reply, AppError>) -> Response {
    let mut answer = match result.and_then(|reply| sent(request, reply)) {
        Ok(answer) => answer,
        Err(AppError::Invalid(faults)) => problem::wrong_query(faults),
        Err(other) => Problem::from(other).into_response(),
    };
    let headers = answer.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Authorization, Accept, Accept-Encoding, Accept-Language"));
    if headers.get(header::CACHE_CONTROL).is_none() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    if answer.status() == StatusCode::UNAUTHORIZED {
        // Programs that know no bearer tokens know this one; browsers ask for it.
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
