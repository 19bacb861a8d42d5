//! Authentication of a request: the person behind its bearer token.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Actor;
use poem::Request;
use poem_openapi::SecurityScheme;
use poem_openapi::auth::Bearer;
use secrecy::SecretString;

use crate::problem::early;
use api_app::app::App;
use api_app::error::AppError;
use api_app::people::login::token_hash;
use api_app::reads::change_versions::{Changes, Version};

/// Extracts the authenticated person.
#[derive(Debug, SecurityScheme)]
#[oai(rename = "bearer", ty = "bearer", checker = "who")]
pub struct Caller(pub Actor);

async fn who(request: &Request, bearer: Bearer) -> poem::Result<Actor> {
    behind(request, &bearer.token).await.map_err(early)
}

/// The person who sent a request to a route outside the contract.
///
/// # Errors
/// [`AppError::Unauthenticated`] without a valid token.
pub async fn of(request: &Request) -> Result<Actor, AppError> {
    behind(request, token(request).ok_or(AppError::Unauthenticated)?).await
}

/// The same person and a change version, read from the database in one statement.
///
/// # Errors
/// [`AppError::Unauthenticated`] without a valid token.
pub async fn with_changes(request: &Request, changes: Changes) -> Result<(Actor, Version), AppError> {
    let token = token(request).ok_or(AppError::Unauthenticated)?;
    let (app, at) = (app(request)?, now(request)?);
    let found = app.principals.behind_with(app.store.reserved(), &token_hash(token), at, changes).await?;
    found.ok_or(AppError::Unauthenticated)
}

/// The application state of a request.
///
/// # Errors
/// [`AppError`] when the routes were built without it.
pub fn app(request: &Request) -> Result<&App, AppError> {
    request.data().ok_or_else(|| AppError::internal("the application state is not in the request"))
}

/// The bearer token of a request.
#[must_use]
pub fn token(request: &Request) -> Option<&str> {
    let (scheme, token) = request.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The e-mail address and password of a request (HTTP Basic).
#[must_use]
pub fn address_and_password(request: &Request) -> Option<(String, SecretString)> {
    let (scheme, shown) = request.header("authorization")?.split_once(' ')?;
    let shown = scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(shown.trim()).ok()).flatten()?;
    let (email, password) = std::str::from_utf8(&shown).ok()?.split_once(':')?;
    Some((email.to_owned(), SecretString::from(password)))
}

async fn behind(request: &Request, token: &str) -> Result<Actor, AppError> {
    let (app, at) = (app(request)?, now(request)?);
    app.principals.behind(app.store.reserved(), &token_hash(token), at).await?.ok_or(AppError::Unauthenticated)
}

/// The instant of a request and its legal day.
fn now(request: &Request) -> Result<(DateTime<Utc>, NaiveDate), AppError> {
    let app = app(request)?;
    let now = app.clock.now();
    Ok((now, app.local_date(now)))
}
