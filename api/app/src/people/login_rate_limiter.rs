//! Limits login attempts: a number of tries per minute from one address for one account.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::error::AppError;

/// After this many tries the limiter drops idle entries, so that its table does not grow without
/// bound.
const FORGET_EVERY: u32 = 1024;

/// The login rate limiter of this node.
#[derive(Debug)]
pub struct LoginRateLimiter {
    tries: DefaultKeyedRateLimiter<(String, String)>,
    clock: DefaultClock,
    seen: AtomicU32,
}

impl LoginRateLimiter {
    #[must_use]
    pub fn new(tries_per_minute: NonZeroU32) -> Self {
        Self {
            tries: DefaultKeyedRateLimiter::keyed(Quota::per_minute(tries_per_minute)),
            clock: DefaultClock::default(),
            seen: AtomicU32::new(0),
        }
    }

    /// Counts one try.
    ///
    /// # Errors
    /// [`AppError::TooMany`] with the time to wait.
    pub fn pass(&self, address: &str, account: &str) -> Result<(), AppError> {
        if self.seen.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.tries.retain_recent();
            self.tries.shrink_to_fit();
        }
        let key = (address.to_owned(), account.to_owned());
        self.tries.check_key(&key).map_err(|early| {
            let wait = early.wait_time_from(self.clock.now());
            // Rounded up to the next whole second: a retry at the named moment must succeed.
            AppError::TooMany { retry_after: std::time::Duration::from_secs(wait.as_secs().saturating_add(1)) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_of_address_and_account_has_its_own_tries() {
        let login_limiter = LoginRateLimiter::new(NonZeroU32::new(2).unwrap());
        assert!(login_limiter.pass("10.0.0.1", "a").is_ok());
        assert!(login_limiter.pass("10.0.0.1", "a").is_ok());
        let refused = login_limiter.pass("10.0.0.1", "a").unwrap_err();
        assert!(matches!(refused, AppError::TooMany { retry_after } if (1..=31).contains(&retry_after.as_secs())));
        assert!(login_limiter.pass("10.0.0.2", "a").is_ok());
        assert!(login_limiter.pass("10.0.0.1", "b").is_ok());
    }
}
