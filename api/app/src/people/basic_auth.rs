//! Authenticates people by address and password on every request (HTTP Basic), for programs that
//! cannot keep a session.
//!
//! A password comparison passes the same rate limiter as a login. A success is cached for a while,
//! by a keyed hash of the credentials and only as long as the password stays the same, so that a
//! map of a hundred pages costs one comparison and one try.

use std::sync::Arc;
use std::time::Duration;

use domain::access::Actor;
use domain::ids::UserId;
use moka::sync::Cache;
use rand::RngCore;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use super::login::{Credentials, known, written};
use super::login_rate_limiter::LoginRateLimiter;
use crate::app::App;
use crate::error::AppError;
use api_store::people::users;

/// The lifetime of a cached success.
const REMEMBERED: Duration = Duration::from_mins(10);
/// The capacity of the cache.
const PEOPLE: u64 = 10_000;

/// HTTP Basic authentication of this node.
pub struct BasicAuth {
    login_limiter: Arc<LoginRateLimiter>,
    /// The keyed hash of the credentials, and the password hash that they were compared with.
    seen: Cache<[u8; 32], String>,
    pepper: [u8; 32],
}

impl std::fmt::Debug for BasicAuth {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("BasicAuth").finish_non_exhaustive()
    }
}

impl BasicAuth {
    #[must_use]
    pub fn new(login_limiter: Arc<LoginRateLimiter>) -> Self {
        let mut pepper = [0_u8; 32];
        rand::rng().fill_bytes(&mut pepper);
        let seen = Cache::builder().max_capacity(PEOPLE).time_to_live(REMEMBERED).build();
        Self { login_limiter, seen, pepper }
    }

    /// The authenticated person, with the memberships of the day.
    ///
    /// # Errors
    /// [`AppError::BadCredentials`] for a wrong name and a wrong password alike;
    /// [`AppError::TooMany`].
    pub async fn admit(&self, app: &App, credentials: Credentials) -> Result<Actor, AppError> {
        let email = written(&credentials.email)?;
        let mark = self.mark(&email, &credentials);
        let id = if let Some(id) = self.remembered(app, &email, &mark).await? {
            id
        } else {
            let person = known(app, &self.login_limiter, credentials).await?;
            self.seen.insert(mark, person.password_hash);
            UserId::new(person.id)
        };
        let today = app.local_date(app.clock.now());
        app.principals.person(app.store.reserved(), id, today).await?.ok_or(AppError::Unauthenticated)
    }

    async fn remembered(&self, app: &App, email: &str, mark: &[u8; 32]) -> Result<Option<UserId>, AppError> {
        let Some(compared) = self.seen.get(mark) else { return Ok(None) };
        let person = users::by_email(app.store.reserved(), email).await?;
        let same = person.filter(|person| person.active && person.password_hash == compared);
        Ok(same.map(|person| UserId::new(person.id)))
    }

    fn mark(&self, email: &str, credentials: &Credentials) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.pepper);
        hash.update(email.as_bytes());
        hash.update([0]);
        hash.update(credentials.password.expose_secret().as_bytes());
        hash.finalize().into()
    }
}
