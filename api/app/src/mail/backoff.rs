//! Decides how long a message waits before the next attempt, and when the message is given up.
//!
//! A message is given up by time and not by count: when the waits between its own attempts add up
//! to `give_up_after` and the message is refused once more. Each counted attempt is followed by at
//! least its wait, so that sum never exceeds the real time since the first attempt; attempts in
//! which the mail server failed are not counted and add nothing. RFC 5321 section 4.5.4.1 asks for
//! four to five days.
//!
//! Waits are powers of two, so that an unavailable mail server is not flooded. A small jitter
//! derives from the message's id, so that two hundred messages that failed together are not retried
//! together. Nothing is random: the same message and attempt always wait the same time.

use std::time::Duration;

use uuid::Uuid;

/// The intervals between the attempts to send a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure.
    pub first: Duration,
    pub longest: Duration,
    /// The total time for which a message is tried.
    pub give_up_after: Duration,
}

impl Backoff {
    /// The wait after `failed` attempts (1 = the first one failed).
    #[must_use]
    pub fn wait(&self, failed: u32, queued: Uuid) -> Duration {
        let doubled = 1_u32
            .checked_shl(failed.saturating_sub(1))
            .and_then(|times| self.first.checked_mul(times))
            .unwrap_or(self.longest)
            .min(self.longest);
        let half = doubled / 2;
        half + half.mul_f64(unevenness(queued, failed))
    }

    /// Tells whether to give up after `failed` attempts.
    #[must_use]
    pub(crate) fn is_exhausted(&self, failed: u32, queued: Uuid) -> bool {
        let mut waited = Duration::ZERO;
        (1..failed).any(|attempt| {
            waited = waited.saturating_add(self.wait(attempt, queued));
            waited >= self.give_up_after
        })
    }
}

/// A deterministic jitter in `[0, 1)`.
fn unevenness(queued: Uuid, failed: u32) -> f64 {
    let bytes = queued.as_bytes();
    let seed = bytes.iter().fold(u32::from_be_bytes(failed.to_be_bytes()), |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193).rotate_left(5)
    });
    f64::from(seed % 4096) / 4096.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE_DAYS: Duration = Duration::from_hours(120);
    const POST: Backoff =
        Backoff { first: Duration::from_secs(30), longest: Duration::from_hours(1), give_up_after: FIVE_DAYS };

    #[test]
    fn waits_double_and_stay_within_half_and_whole() {
        let queued = Uuid::from_u128(7);
        for (failed, whole) in [(1, 30), (2, 60), (3, 120), (4, 240), (7, 1920)] {
            let wait = POST.wait(failed, queued);
            assert!(wait >= Duration::from_secs(whole / 2) && wait < Duration::from_secs(whole), "{failed}: {wait:?}");
        }
    }

    #[test]
    fn gives_up_after_the_time_and_not_one_wait_earlier() {
        for backoff in [POST, Backoff { first: Duration::from_mins(1), longest: Duration::from_hours(6), ..POST }] {
            let queued = Uuid::from_u128(7);
            let last = (1..1000).find(|failed| backoff.is_exhausted(*failed, queued)).unwrap();
            let waited: Duration = (1..last).map(|failed| backoff.wait(failed, queued)).sum();
            assert!(waited >= FIVE_DAYS && waited < FIVE_DAYS + backoff.longest, "{waited:?} in {last} attempts");
            assert!(backoff.is_exhausted(u32::MAX, queued));
        }
    }

    #[test]
    fn never_waits_longer_than_the_longest() {
        for failed in [1, 2, 31, 32, 33, 64, 199, u32::MAX] {
            assert!(POST.wait(failed, Uuid::from_u128(u128::from(failed))) <= POST.longest);
        }
    }

    #[test]
    fn messages_that_failed_together_come_back_apart() {
        let waits: std::collections::BTreeSet<_> =
            (0..100).map(|queued| POST.wait(5, Uuid::from_u128(queued * 7919))).collect();
        assert!(waits.len() > 90, "{} different waits", waits.len());
        assert_eq!(POST.wait(5, Uuid::from_u128(3)), POST.wait(5, Uuid::from_u128(3)));
    }
}
