//! Passwords: stored as argon2id hashes, compared in constant time, off the threads that answer
//! requests.

use std::time::Duration;

use argon2::{
    Argon2,
    password_hash::{self, PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use domain::messages::FieldProblem;
use domain::text::checked::{Lines, characters};
use domain::text::nfc;
use rand::RngCore;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::error::AppError;

/// The shortest accepted password, in characters.
pub(crate) const SHORTEST: usize = 12;

/// The longest accepted password, in characters: hashing takes time.
pub const LONGEST: usize = 256;

/// The number of concurrent hashes; each takes 19 MiB and a core. A caller that waits longer than
/// `PATIENCE` is asked to retry later.
static HANDS: Semaphore = Semaphore::const_new(4);
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// The hash that replaces that of an unknown account, so that a wrong name takes as long as a wrong
/// password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$0p3hcLm6MC5kFTX7R7Sl0SSKDZN4KQJBsfMo5VJt2p8";

/// What an account has in the place of a hash until its person sets a first password.
pub const NO_PASSWORD: &str = "";

/// The result of a password comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Right,
    Wrong,
}

/// The hash to store, of the password in normal form C: keyboards encode `ậ` differently.
///
/// # Errors
/// [`AppError::Invalid`] when the password is too short or too long, or has control characters.
pub async fn hash(password: SecretString) -> Result<String, AppError> {
    hash_at("/password", password).await
}

/// As [`hash`], for a password at another place of the request.
///
/// # Errors
/// As [`hash`].
pub async fn hash_at(pointer: &str, password: SecretString) -> Result<String, AppError> {
    if let Err(error) = characters(password.expose_secret(), Lines::One) {
        return Err(AppError::invalid(pointer, error));
    }
    let password = SecretString::from(nfc(password.expose_secret()));
    if !(SHORTEST..=LONGEST).contains(&password.expose_secret().chars().count()) {
        return Err(AppError::invalid(
            pointer,
            FieldProblem::CharactersBetween { least: SHORTEST.into(), most: LONGEST.into() },
        ));
    }
    aside(move || {
        let mut bytes = [0_u8; 16];
        rand::rng().fill_bytes(&mut bytes);
        let salt = SaltString::encode_b64(&bytes).map_err(unhashed)?;
        let hash = Argon2::default().hash_password(password.expose_secret().as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(unhashed)
    })
    .await
}

/// Compares a password with the hash of an account, or with the hash for unknown accounts and for
/// those without a password ([`NO_PASSWORD`]). A password that is not in normal form C is also
/// compared as typed: older versions hashed that form.
///
/// # Errors
/// [`AppError::Internal`] when the hash cannot be parsed.
pub async fn verify(password: SecretString, kept: Option<String>) -> Result<Verdict, AppError> {
    if password.expose_secret().chars().count() > LONGEST {
        return Ok(Verdict::Wrong);
    }
    let kept = kept.filter(|hash| hash != NO_PASSWORD);
    aside(move || {
        let text = kept.as_deref().unwrap_or(NOBODY);
        let hash = PasswordHash::new(text).map_err(unhashed)?;
        let fits = |text: &str| Argon2::default().verify_password(text.as_bytes(), &hash).is_ok();
        let typed = password.expose_secret();
        let composed = SecretString::from(nfc(typed));
        let right = fits(composed.expose_secret()) || (composed.expose_secret() != typed && fits(typed));
        Ok(if right && kept.is_some() { Verdict::Right } else { Verdict::Wrong })
    })
    .await
}

/// The errors of the hash library do not implement [`std::error::Error`].
fn unhashed(why: password_hash::Error) -> AppError {
    AppError::internal(why.to_string())
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, AppError> + Send + 'static) -> Result<T, AppError> {
    let busy = |_: tokio::time::error::Elapsed| AppError::Unavailable { retry_after: TIME_LIMIT, source: None };
    let hand = tokio::time::timeout(TIME_LIMIT, HANDS.acquire()).await.map_err(busy)?.map_err(AppError::internal)?;
    let done = tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?;
    drop(hand);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_takes_as_long_as_any_other() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let salt = SaltString::encode_b64(&[7; 16]).unwrap();
        let ours = Argon2::default().hash_password(b"long enough", &salt).unwrap();
        assert_eq!((nobody.algorithm, nobody.version, &nobody.params), (ours.algorithm, ours.version, &ours.params));
        assert_eq!(nobody.hash.unwrap().len(), ours.hash.unwrap().len());
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let kept = hash("correct horse battery".into()).await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert_eq!(verify("correct horse battery".into(), Some(kept.clone())).await.unwrap(), Verdict::Right);
        assert_eq!(verify("correct horse batterz".into(), Some(kept)).await.unwrap(), Verdict::Wrong);
        assert_eq!(verify("correct horse battery".into(), None).await.unwrap(), Verdict::Wrong);
        assert_eq!(verify("".into(), Some(NO_PASSWORD.to_owned())).await.unwrap(), Verdict::Wrong);
        assert!(matches!(hash("short".into()).await, Err(AppError::Invalid(_))));
        assert!(matches!(hash("long enough\0, but".into()).await, Err(AppError::Invalid(_))));
    }

    #[tokio::test]
    async fn one_password_however_a_keyboard_writes_it() {
        let (composed, decomposed) =
            ("m\u{1ead}t kh\u{1ea9}u d\u{e0}i", "ma\u{323}\u{302}t kha\u{302}\u{309}u da\u{300}i");
        let kept = hash(decomposed.into()).await.unwrap();
        assert_eq!(verify(composed.into(), Some(kept.clone())).await.unwrap(), Verdict::Right);
        assert_eq!(verify(decomposed.into(), Some(kept)).await.unwrap(), Verdict::Right);
        // A hash of an older version.
        let salt = SaltString::encode_b64(&[7; 16]).unwrap();
        let older = Argon2::default().hash_password(decomposed.as_bytes(), &salt).unwrap().to_string();
        assert_eq!(verify(decomposed.into(), Some(older)).await.unwrap(), Verdict::Right);
    }
}
