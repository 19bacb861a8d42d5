//! Passwords: kept as argon2id hashes, compared in constant time, away from the threads that answer requests.

use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use rand::RngCore;
use secrecy::{ExposeSecret, SecretString};

use crate::failure::Failure;

/// The shortest password that is taken.
pub const SHORTEST: usize = 12;

/// What is compared when there is no such account, so that a wrong name takes as long as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$0p3hcLm6MC5kFTX7R7Sl0SSKDZN4KQJBsfMo5VJt2p8";

/// Whether a password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was.
    Right,
    /// It was not.
    Wrong,
}

/// The hash to keep.
///
/// # Errors
/// [`Failure::Invalid`] when it is too short.
pub async fn hash(password: SecretString) -> Result<String, Failure> {
    if password.expose_secret().chars().count() < SHORTEST {
        return Err(Failure::invalid("/password", format!("must have at least {SHORTEST} characters")));
    }
    tokio::task::spawn_blocking(move || {
        let mut bytes = [0_u8; 16];
        rand::rng().fill_bytes(&mut bytes);
        let salt = SaltString::encode_b64(&bytes).map_err(Failure::internal)?;
        let hash = Argon2::default().hash_password(password.expose_secret().as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(Failure::internal)
    })
    .await
    .map_err(Failure::internal)?
}

/// Compares a password with the hash of an account, or with nobody's.
///
/// # Errors
/// [`Failure::Internal`] when the hash cannot be read.
pub async fn verify(password: SecretString, kept: Option<String>) -> Result<Verdict, Failure> {
    tokio::task::spawn_blocking(move || {
        let text = kept.as_deref().unwrap_or(NOBODY);
        let hash = PasswordHash::new(text).map_err(Failure::internal)?;
        let right = Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok();
        Ok(if right && kept.is_some() { Verdict::Right } else { Verdict::Wrong })
    })
    .await
    .map_err(Failure::internal)?
}
