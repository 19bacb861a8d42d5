//! New ids: UUIDv7 from a given time and random bits.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// A new id for a row written at `at`.
#[must_use]
pub fn id(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &crate::database::random::bytes()).into_uuid()
}
