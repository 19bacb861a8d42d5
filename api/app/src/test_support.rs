//! Databases for the tests of this crate, created by the fixtures of the store's own tests.

pub(crate) use api_store::{Pools, Store, database::options};

#[path = "../../store/src/test_stores.rs"]
pub(crate) mod test_stores;
