//! Authentication of a request: the only place that reads its credentials.
//!
//! `Authorization` decides where it is present: a bearer token, or e-mail address and password
//! (HTTP Basic) where a route accepts them. Otherwise the session cookie of a browser decides.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Actor;
use poem::http::header;
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use secrecy::SecretString;

use crate::problem::early;
use crate::session_cookie::SessionCookie;
use api_app::app::App;
use api_app::error::AppError;
use api_app::people::login::token_hash;
use api_app::reads::change_versions::{Changes, Version};

/// The names of the ways of authentication in the contract.
const BEARER: &str = "bearer";
const SESSION: &str = "session";

/// The credentials of a request.
#[derive(Debug)]
pub enum Credential<'a> {
    /// A bearer token.
    Bearer(&'a str),
    /// HTTP Basic.
    Basic {
        email: String,
        password: SecretString,
    },
    /// The token in the session cookie.
    Cookie(&'a str),
    /// An `Authorization` header of another form.
    Unreadable,
    None,
}

/// Reads the credentials of a request.
///
/// # Errors
/// [`AppError`] when the routes were built without the application state.
pub fn credential(request: &Request) -> Result<Credential<'_>, AppError> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else {
        let cookie = SessionCookie::of(&app(request)?.config.server);
        return Ok(cookie.token(request).map_or(Credential::None, Credential::Cookie));
    };
    let Some((scheme, said)) = value.to_str().ok().and_then(|value| value.split_once(' ')) else {
        return Ok(Credential::Unreadable);
    };
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(Credential::Bearer(said.trim()))
    } else if scheme.eq_ignore_ascii_case("basic") {
        Ok(basic(said.trim()).unwrap_or(Credential::Unreadable))
    } else {
        Ok(Credential::Unreadable)
    }
}

fn basic(said: &str) -> Option<Credential<'static>> {
    let said = STANDARD.decode(said).ok()?;
    let (email, password) = std::str::from_utf8(&said).ok()?.split_once(':')?;
    Some(Credential::Basic { email: email.to_owned(), password: SecretString::from(password) })
}

/// The token of the session that authenticates a request.
///
/// # Errors
/// [`AppError::Unauthenticated`] without a token.
pub fn session_token(request: &Request) -> Result<&str, AppError> {
    match credential(request)? {
        Credential::Bearer(token) | Credential::Cookie(token) => Ok(token),
        Credential::Basic { .. } | Credential::Unreadable | Credential::None => Err(AppError::Unauthenticated),
    }
}

/// Extracts the authenticated person.
#[derive(Debug)]
pub struct Caller(pub Actor);

impl<'a> ApiExtractor<'a> for Caller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let bearer = MetaSecurityScheme {
            scheme: Some("bearer"),
            ..scheme("http", "The token of `POST /auth/login`, for programs.")
        };
        let session = MetaSecurityScheme {
            name: Some(SessionCookie::NAME),
            key_in: Some("cookie"),
            ..scheme(
                "apiKey",
                "The session cookie of `POST /auth/session`, for browsers. A change must come from a page of this \
                 server. The cookie is named `hatang` where the server is reached by plain HTTP over a network.",
            )
        };
        registry.create_security_scheme(BEARER, bearer);
        registry.create_security_scheme(SESSION, session);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![BEARER, SESSION]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        of(request).await.map(Self).map_err(early)
    }
}

fn scheme(ty: &'static str, description: &'static str) -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty,
        description: Some(description),
        name: None,
        key_in: None,
        scheme: None,
        bearer_format: None,
        flows: None,
        openid_connect_url: None,
    }
}

/// The person who sent a request.
///
/// # Errors
/// [`AppError::Unauthenticated`] without a valid session.
pub async fn of(request: &Request) -> Result<Actor, AppError> {
    behind(request, session_token(request)?).await?.ok_or(AppError::Unauthenticated)
}

/// The same person and a change version, read from the database in one statement.
///
/// # Errors
/// [`AppError::Unauthenticated`] without a valid session.
pub async fn with_changes(request: &Request, changes: Changes) -> Result<(Actor, Version), AppError> {
    let token = session_token(request)?;
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

/// The person of a session that is neither expired nor ended.
///
/// # Errors
/// [`AppError::Unavailable`] when the database fails.
pub async fn behind(request: &Request, token: &str) -> Result<Option<Actor>, AppError> {
    let (app, at) = (app(request)?, now(request)?);
    Ok(app.principals.behind(app.store.reserved(), &token_hash(token), at).await?)
}

/// The instant of a request and its legal day.
fn now(request: &Request) -> Result<(DateTime<Utc>, NaiveDate), AppError> {
    let app = app(request)?;
    let now = app.clock.now();
    Ok((now, app.local_date(now)))
}
