//! The database layer: every query and every line of SQL.
//!
//! Each folder holds the queries of one subject. [`entities`] holds the tables, [`database`] the
//! connections. Only [`database::dialect`] knows the differences between SQLite and PostgreSQL. A
//! function that writes takes the [`Tx`] of the command pipeline; a function that reads takes any
//! connection.
//!
//! On SQLite one connection writes, in transactions that begin IMMEDIATE, and a pool reads: writers
//! queue instead of failing, and never block a reader.

pub mod admin;
pub mod areas;
pub mod assets;
pub mod cases;
pub mod change_versions;
pub mod database;
pub mod entities;
pub mod filter;
pub mod maps;
pub mod notices;
pub mod people;
pub mod planning;
pub mod visibility;

#[cfg(test)]
mod test_places;
#[cfg(test)]
mod test_stores;

#[cfg(test)]
use database::options;
use sea_orm::ConnectionTrait;

pub use database::connection::Side;
pub use database::error::{Cause, StoreError, StoreResult};
pub use database::pool::TimeLimits;
pub use database::store::{Pools, Store};
pub use database::transaction::Tx;

/// The source of a read query: a pool, or the transaction of a command. Other crates use only this
/// trait and do not depend on `sea_orm` for it.
pub trait Connection: ConnectionTrait {}

impl<C: ConnectionTrait> Connection for C {}
