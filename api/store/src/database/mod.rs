//! The database: connections, pools, transactions, the differences between SQLite and PostgreSQL,
//! leases and idempotency keys.

pub mod clock;
pub(crate) mod column;
pub(crate) mod connection;
pub mod dialect;
pub mod error;
pub mod fresh;
pub mod idempotency;
pub mod leases;
pub mod options;
pub(crate) mod pool;
pub mod probe;
pub mod random;
pub(crate) mod store;
pub(crate) mod transaction;
pub(crate) mod version;
pub(crate) mod within;

#[cfg(test)]
mod transaction_tests;
