//! Logging in and out. A token is shown once and kept only as its hash.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use governor::{DefaultKeyedRateLimiter, Quota};
use rand::RngCore;
use secrecy::SecretString;
use sha2::{Digest, Sha256};

use super::password::{Verdict, verify};
use crate::{
    failure::Failure,
    house::House,
    store::{sessions, users},
};

/// A fresh session.
#[derive(Debug)]
pub struct Session {
    /// What the person shows with every request.
    pub token: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// How often somebody may try.
#[derive(Debug)]
pub struct Gate {
    tries: DefaultKeyedRateLimiter<(String, String)>,
}

impl Gate {
    /// So many tries within a minute, from one address for one account.
    #[must_use]
    pub fn new(house: &House) -> Self {
        Self { tries: DefaultKeyedRateLimiter::keyed(Quota::per_minute(house.config.session.logins_per_minute)) }
    }

    fn pass(&self, address: &str, email: &str) -> Result<(), Failure> {
        let key = (address.to_owned(), email.to_owned());
        self.tries.check_key(&key).map_err(|_too_soon| Failure::TooMany { retry_after: Duration::from_secs(60) })
    }
}

/// Logs a person in.
///
/// # Errors
/// [`Failure::Unauthenticated`] for a wrong name or password, alike and in the same time; [`Failure::TooMany`].
pub async fn login(
    house: &House,
    gate: &Gate,
    address: &str,
    email: &str,
    password: SecretString,
) -> Result<Session, Failure> {
    let email = email.trim().to_lowercase();
    gate.pass(address, &email)?;
    let person = users::by_email(house.store.read(), &email).await?;
    let kept = person.as_ref().filter(|person| person.active).map(|person| person.password_hash.clone());
    match (verify(password, kept).await?, person) {
        (Verdict::Right, Some(person)) => open(house, person.id).await,
        (Verdict::Right | Verdict::Wrong, _) => Err(Failure::Unauthenticated),
    }
}

async fn open(house: &House, user: uuid::Uuid) -> Result<Session, Failure> {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let now = house.clock.now();
    let expires_at = now + TimeDelta::hours(i64::from(house.config.session.ttl_hours));
    let tx = house.store.begin().await?;
    sessions::open(&tx, house.clock.new_id(), user, &token_hash(&token), (now, expires_at)).await?;
    house.store.commit(tx).await?;
    Ok(Session { token, expires_at })
}

/// Ends the session of a token; a second time changes nothing.
///
/// # Errors
/// [`Failure`] when the database is in trouble.
pub async fn logout(house: &House, token: &str) -> Result<(), Failure> {
    let tx = house.store.begin().await?;
    sessions::revoke(&tx, &token_hash(token), house.clock.now()).await?;
    Ok(house.store.commit(tx).await?)
}

/// What is kept of a token: its hash, so that a stolen database opens no session.
#[must_use]
pub fn token_hash(token: &str) -> String {
    format!("{:x}", Sha256::digest(token.as_bytes()))
}
