//! Logs people in and out. A token is shown once and stored only as its hash.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use domain::text::checked::{Lines, characters};
use domain::text::nfc;
use rand::RngCore;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::{
    login_rate_limiter::LoginRateLimiter,
    password::{Verdict, verify},
};
use crate::{app::App, error::AppError};
use api_store::{
    admin::audit::{self, Entry},
    entities::users::Model,
    people::{
        sessions::{self, NewSession},
        users,
    },
};

/// The longest possible address (RFC 5321).
const LONGEST_EMAIL: usize = 254;
/// The longest stored name of a program, in characters.
const LONGEST_AGENT: usize = 200;
/// The resource name in the audit.
const RESOURCE: &str = "session";

/// A session that a login created.
#[derive(Debug)]
pub struct Session {
    /// The token that the client sends with every request.
    pub token: SecretString,
    pub expires_at: DateTime<Utc>,
}

/// The credentials of a login, and the origin of the request.
#[derive(Debug)]
pub struct Credentials {
    /// The client's network address.
    pub address: String,
    /// The address that serves as login name.
    pub email: String,
    pub password: SecretString,
    /// The program of the client, as it names itself; shown in the list of sessions.
    pub user_agent: Option<String>,
    /// The request id, for the audit.
    pub request_id: String,
}

/// Logs a person in.
///
/// # Errors
/// [`AppError::BadCredentials`] for a wrong name and a wrong password, alike and in the same time;
/// [`AppError::TooMany`].
pub async fn login(app: &App, login_limiter: &LoginRateLimiter, credentials: Credentials) -> Result<Session, AppError> {
    let (request_id, user_agent) = (credentials.request_id.clone(), credentials.user_agent.clone());
    let person = known(app, login_limiter, credentials).await?;
    open(app, &person, user_agent.as_deref().and_then(agent), &request_id).await
}

/// The active person with this address and password.
///
/// # Errors
/// As [`login`].
pub(super) async fn known(
    app: &App,
    login_limiter: &LoginRateLimiter,
    credentials: Credentials,
) -> Result<Model, AppError> {
    let email = written(&credentials.email)?;
    login_limiter.pass(&credentials.address, &email)?;
    let person = users::by_email(app.store.reserved(), &email).await?.filter(|person| person.active);
    let kept = person.as_ref().map(|person| person.password_hash.clone());
    match (verify(credentials.password, kept).await?, person) {
        (Verdict::Right, Some(person)) => Ok(person),
        (Verdict::Right | Verdict::Wrong, _) => {
            tracing::info!(address = credentials.address, "a login was refused");
            Err(AppError::BadCredentials)
        }
    }
}

/// Normalises an address to its stored form. An address that no account can have is rejected like a
/// wrong one.
pub(super) fn written(email: &str) -> Result<String, AppError> {
    let email = nfc(email.trim()).to_lowercase();
    let fits = email.len() <= LONGEST_EMAIL && characters(&email, Lines::One).is_ok();
    if fits { Ok(email) } else { Err(AppError::BadCredentials) }
}

/// Opens a session, unless the person or the password has changed since the comparison.
async fn open(app: &App, compared: &Model, user_agent: Option<String>, request_id: &str) -> Result<Session, AppError> {
    let token = fresh_token();
    let now = app.clock.now();
    let expires_at = now + TimeDelta::hours(i64::from(app.config.session.ttl_hours));
    let id = app.clock.new_id();
    let tx = app.store.begin().await?;
    let person = users::find(&tx, domain::ids::UserId::new(compared.id)).await?;
    let person = person.filter(|person| person.active && person.password_hash == compared.password_hash);
    let person = person.ok_or(AppError::BadCredentials)?;
    let new = NewSession { id, user: person.id, token_hash: &token_hash(&token), user_agent };
    sessions::open(&tx, new, (now, expires_at)).await?;
    let who = (person.id, person.name);
    audit::write(&tx, Entry { at: now, who: Some(who), what: (RESOURCE, "open"), subject: Some(id), request_id })
        .await?;
    app.store.commit(tx).await?;
    Ok(Session { token: token.into(), expires_at })
}

/// The name of a program as it is stored; `None` when it has characters that no text may have.
fn agent(name: &str) -> Option<String> {
    let name: String = nfc(name.trim()).chars().take(LONGEST_AGENT).collect();
    (!name.is_empty() && characters(&name, Lines::One).is_ok()).then_some(name)
}

/// Ends the session of a token; a repetition changes nothing.
pub async fn logout(app: &App, token: &str) -> Result<(), AppError> {
    let tx = app.store.begin().await?;
    sessions::revoke(&tx, &token_hash(token), app.clock.now()).await?;
    Ok(app.store.commit(tx).await?)
}

/// A new token: 32 random bytes.
pub(super) fn fresh_token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The stored form of a token: its hash, so that a stolen database opens no session.
#[must_use]
pub fn token_hash(token: &str) -> String {
    format!("{:x}", Sha256::digest(token.as_bytes()))
}
