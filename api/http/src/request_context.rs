//! The id of a request and the language of its reader, wherever the request is handled.

use domain::text::Locale;
use poem::Request;
use poem::http::{HeaderName, header};

/// The header that carries the id of a request, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What belongs to one request.
#[derive(Debug, Clone)]
pub struct RequestScope {
    request_id: String,
    requested_locale: Option<Locale>,
}

tokio::task_local! {
    static CONTEXT: RequestScope;
}

impl RequestScope {
    /// Reads a request; `new_id` makes the id of one that brings none.
    pub fn of(request: &Request, new_id: impl FnOnce() -> uuid::Uuid) -> Self {
        let request_id = brought_id(request).unwrap_or_else(|| new_id().to_string());
        Self { request_id, requested_locale: accepted_locale(request) }
    }

    /// The id.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Runs the handling of the request within this context.
    pub fn scope<F: Future>(self, handling: F) -> impl Future<Output = F::Output> {
        CONTEXT.scope(self, handling)
    }
}

/// The id of the request that is handled.
#[must_use]
pub fn request_id() -> Option<String> {
    CONTEXT.try_with(|context| context.request_id.clone()).ok()
}

/// The language of the reader; Vietnamese unless the request asks for English.
#[must_use]
pub fn locale() -> Locale {
    requested_locale().unwrap_or_default()
}

/// The language that the request asks for, if the server speaks it.
#[must_use]
pub fn requested_locale() -> Option<Locale> {
    CONTEXT.try_with(|context| context.requested_locale).ok().flatten()
}

fn brought_id(request: &Request) -> Option<String> {
    let id = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let fits =
        (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    fits.then(|| id.to_owned())
}

fn accepted_locale(request: &Request) -> Option<Locale> {
    let accepted =
        request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = accepted.split([',', ';', '-']).next().unwrap_or_default().trim();
    first.parse::<Locale>().ok()
}
