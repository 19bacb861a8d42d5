//! What belongs to one request and is wanted deep inside: its id, and the language of the one who asks.

use domain::text::Locale;
use poem::http::{HeaderName, HeaderValue, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use tracing::Instrument;

use super::problem;

/// The header that carries the id of a request, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

#[derive(Debug, Clone)]
struct Talk {
    request_id: String,
    wished: Option<Locale>,
}

tokio::task_local! {
    static TALK: Talk;
}

/// The id of the request in hand.
#[must_use]
pub fn request_id() -> Option<String> {
    TALK.try_with(|talk| talk.request_id.clone()).ok()
}

/// The language of the one who asks; Vietnamese unless English is wished for.
#[must_use]
pub fn locale() -> Locale {
    wished().unwrap_or_default()
}

/// The language that the one who asks wishes for, if it is one of the house.
#[must_use]
pub fn wished() -> Option<Locale> {
    TALK.try_with(|talk| talk.wished).ok().flatten()
}

/// Gives each request its id and language, and turns what the framework itself says into problems.
#[derive(Debug, Clone, Copy)]
pub struct Holding<F> {
    /// Makes an id for a request that brings none.
    pub new_id: F,
}

impl<E: Endpoint, F: Fn() -> uuid::Uuid + Clone + Send + Sync> Middleware<E> for Holding<F> {
    type Output = Held<E, F>;

    fn transform(&self, endpoint: E) -> Self::Output {
        Held { endpoint, new_id: self.new_id.clone() }
    }
}

/// An endpoint within [`Holding`].
#[derive(Debug)]
pub struct Held<E, F> {
    endpoint: E,
    new_id: F,
}

impl<E: Endpoint, F: Fn() -> uuid::Uuid + Clone + Send + Sync> Endpoint for Held<E, F> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let request_id = brought_id(&request).unwrap_or_else(|| (self.new_id)().to_string());
        let talk = Talk { request_id: request_id.clone(), wished: wished_locale(&request) };
        let answered = async {
            match self.endpoint.call(request).await {
                Ok(answer) => answer.into_response(),
                Err(error) if error.is_from_response() => error.into_response(),
                Err(error) => problem::of_framework(&error),
            }
        };
        let span = tracing::info_span!("request", id = request_id);
        let mut answer = TALK.scope(talk, answered).instrument(span).await;
        if let Ok(value) = HeaderValue::from_str(&request_id) {
            answer.headers_mut().insert(REQUEST_ID, value);
        }
        Ok(answer)
    }
}

fn brought_id(request: &Request) -> Option<String> {
    let id = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let fits =
        (1..=64).contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    fits.then(|| id.to_owned())
}

fn wished_locale(request: &Request) -> Option<Locale> {
    let wished =
        request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = wished.split([',', ';', '-']).next().unwrap_or_default().trim();
    Locale::named(first)
}
