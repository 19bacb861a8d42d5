//! Databases for the tests of this crate, made as the store's own tests make them.

pub(crate) use api_store::{Pools, Store, database::options};

#[path = "../../store/src/test_stores.rs"]
pub(crate) mod test_stores;
