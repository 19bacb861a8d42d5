//! How long a letter waits before it is tried again.
//!
//! Powers of two, so that a post office that is down is not hammered, and a little unevenness taken from the letter's own id, so that
//! two hundred letters that failed together do not come back together. No dice: the same letter and attempt always wait the same.

use std::time::Duration;

use uuid::Uuid;

/// When to try again, and when to give up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure.
    pub first: Duration,
    /// No wait is longer than this.
    pub longest: Duration,
    /// After so many attempts the letter is dead.
    pub attempts: u32,
}

impl Backoff {
    /// The wait after `failed` attempts (1 = the first one failed), or nothing when it is time to give up.
    #[must_use]
    pub fn wait(&self, failed: u32, letter: Uuid) -> Option<Duration> {
        if failed >= self.attempts {
            return None;
        }
        let doubled = 1_u32
            .checked_shl(failed.saturating_sub(1))
            .and_then(|times| self.first.checked_mul(times))
            .unwrap_or(self.longest)
            .min(self.longest);
        let half = doubled / 2;
        Some(half + half.mul_f64(unevenness(letter, failed)))
    }
}

/// A number in `[0, 1)` that looks like chance and is not.
fn unevenness(letter: Uuid, failed: u32) -> f64 {
    let bytes = letter.as_bytes();
    let seed = bytes.iter().fold(u32::from_be_bytes(failed.to_be_bytes()), |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193).rotate_left(5)
    });
    f64::from(seed % 4096) / 4096.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const POST: Backoff = Backoff { first: Duration::from_secs(30), longest: Duration::from_hours(1), attempts: 8 };

    #[test]
    fn waits_double_and_stay_within_half_and_whole() {
        let letter = Uuid::from_u128(7);
        for (failed, whole) in [(1, 30), (2, 60), (3, 120), (4, 240), (7, 1920)] {
            let wait = POST.wait(failed, letter).unwrap();
            assert!(wait >= Duration::from_secs(whole / 2) && wait < Duration::from_secs(whole), "{failed}: {wait:?}");
        }
    }

    #[test]
    fn gives_up_after_the_last_attempt() {
        assert!(POST.wait(7, Uuid::nil()).is_some());
        assert_eq!(POST.wait(8, Uuid::nil()), None);
        assert_eq!(POST.wait(u32::MAX, Uuid::nil()), None);
    }

    #[test]
    fn never_waits_longer_than_the_longest() {
        let patient = Backoff { attempts: 200, ..POST };
        for failed in 1..199 {
            assert!(patient.wait(failed, Uuid::from_u128(u128::from(failed))).unwrap() <= patient.longest);
        }
    }

    #[test]
    fn letters_that_failed_together_come_back_apart() {
        let waits: std::collections::BTreeSet<_> =
            (0..100).map(|letter| POST.wait(5, Uuid::from_u128(letter * 7919)).unwrap()).collect();
        assert!(waits.len() > 90, "{} different waits", waits.len());
        assert_eq!(POST.wait(5, Uuid::from_u128(3)), POST.wait(5, Uuid::from_u128(3)));
    }
}
