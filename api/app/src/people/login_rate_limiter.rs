//! How often somebody may try to log in: so many tries within a minute from one address for one account.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::error::AppError;

/// After so many tries those who have been quiet are forgotten, so that the book of tries does not grow for ever.
const FORGET_EVERY: u32 = 1024;

/// The login rate limiter of this node.
#[derive(Debug)]
pub struct LoginRateLimiter {
    tries: DefaultKeyedRateLimiter<(String, String)>,
    clock: DefaultClock,
    seen: AtomicU32,
}

impl LoginRateLimiter {
    /// A gate that lets so many through.
    #[must_use]
    pub fn new(tries_per_minute: NonZeroU32) -> Self {
        Self {
            tries: DefaultKeyedRateLimiter::keyed(Quota::per_minute(tries_per_minute)),
            clock: DefaultClock::default(),
            seen: AtomicU32::new(0),
        }
    }

    /// Lets one try through.
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
            // Up to the next whole second: who comes at the moment named must be let in.
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
