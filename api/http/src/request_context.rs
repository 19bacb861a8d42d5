//! Context of the current request: its id and the language of the reader.

use domain::text::Locale;
use poem::Request;
use poem::http::{HeaderName, header};

/// Header of the request id, in requests and responses.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Context of a request.
#[derive(Debug, Clone)]
pub struct RequestScope {
    request_id: String,
    requested_locale: Option<Locale>,
}

tokio::task_local! {
    static CONTEXT: RequestScope;
}

impl RequestScope {
    /// Reads the context of a request; `new_id` creates a missing id.
    pub fn of(request: &Request, new_id: impl FnOnce() -> uuid::Uuid) -> Self {
        let request_id = brought_id(request).unwrap_or_else(|| new_id().to_string());
        Self { request_id, requested_locale: accepted_locale(request) }
    }

    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Runs a handler within this context.
    pub fn scope<F: Future>(self, handling: F) -> impl Future<Output = F::Output> {
        CONTEXT.scope(self, handling)
    }
}

/// The id of the current request.
#[must_use]
pub fn request_id() -> Option<String> {
    CONTEXT.try_with(|context| context.request_id.clone()).ok()
}

/// Language of the reader; Vietnamese unless the request asks for English.
#[must_use]
pub fn locale() -> Locale {
    requested_locale().unwrap_or_default()
}

/// Supported language that the request asks for.
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
