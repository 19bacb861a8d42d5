//! Answers requests for the browser app. Files are embedded compressed; a client that accepts
//! neither form gets the unpacked content.

use std::io::Read;

use flate2::read::GzDecoder;
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::{Body, Endpoint, Request, Response, Result};

use super::{AppFile, BrowserApp, Content};
use crate::conditions::is_known;
use crate::middleware::compression::{Coding, takes};
use crate::problem::early;
use api_app::error::AppError;

/// Files whose names have a hash of their content.
const HASHED: &str = "assets/";

/// Endpoint of the app.
#[derive(Debug, Clone)]
pub struct ServeApp {
    pub app: BrowserApp,
    /// The content security policy of the pages.
    pub policy: HeaderValue,
}

impl Endpoint for ServeApp {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let file = self.app.at(request.uri().path()).ok_or_else(|| early(AppError::NotFound))?;
        let form = Form::of(file, &request);
        let policy = self.policy.clone();
        answer(file, form, policy, request.headers()).map_err(early)
    }
}

/// The form in which a file is sent.
#[derive(Debug, Clone, Copy)]
enum Form {
    Brotli(&'static [u8]),
    Gzip(&'static [u8]),
    Unpacked(&'static [u8]),
    Plain(&'static [u8]),
}

impl Form {
    fn of(file: &AppFile, request: &Request) -> Self {
        match (file.brotli, file.content) {
            (Some(bytes), _) if takes(request, Coding::Brotli) => Self::Brotli(bytes),
            (_, Content::Gzip(bytes)) if takes(request, Coding::Gzip) => Self::Gzip(bytes),
            (_, Content::Gzip(bytes)) => Self::Unpacked(bytes),
            (_, Content::Plain(bytes)) => Self::Plain(bytes),
        }
    }

    fn coding(self) -> Option<&'static str> {
        match self {
            Self::Brotli(_) => Some("br"),
            Self::Gzip(_) => Some("gzip"),
            Self::Unpacked(_) | Self::Plain(_) => None,
        }
    }

    fn body(self) -> Result<Body, AppError> {
        match self {
            Self::Brotli(bytes) | Self::Gzip(bytes) | Self::Plain(bytes) => Ok(Body::from(bytes)),
            Self::Unpacked(bytes) => {
                let mut content = Vec::new();
                GzDecoder::new(bytes).read_to_end(&mut content).map_err(AppError::internal)?;
                Ok(Body::from(content))
            }
        }
    }
}

fn answer(file: &AppFile, form: Form, policy: HeaderValue, headers: &HeaderMap) -> Result<Response, AppError> {
    // Each form is a representation of its own and needs its own tag.
    let etag = match form.coding() {
        Some(coding) => format!("\"{}-{coding}\"", file.hash),
        None => format!("\"{}\"", file.hash),
    };
    let is_hashed = file.path.starts_with(HASHED);
    let cached = if is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    let answer = Response::builder()
        .header(header::ETAG, &etag)
        .header(header::CACHE_CONTROL, cached)
        .header(header::VARY, "Accept-Encoding")
        .header(header::CONTENT_SECURITY_POLICY, policy);
    if is_known(headers, &etag) {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    let answer = answer.content_type(file.media_type);
    let answer = match form.coding() {
        Some(coding) => answer.header(header::CONTENT_ENCODING, coding),
        None => answer,
    };
    Ok(answer.body(form.body()?))
}
