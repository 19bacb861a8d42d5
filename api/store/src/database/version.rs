//! Conversion of versions to the integers of the tables.

use crate::{StoreError, StoreResult};

pub(crate) fn stored_version(version: u64) -> StoreResult<i64> {
    i64::try_from(version).map_err(StoreError::internal)
}
