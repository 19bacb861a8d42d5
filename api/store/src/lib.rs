//! The database: every query and every line of SQL.
//!
//! Folders hold the queries of one subject, [`entities`] the tables, [`database`] the connections
//! and, in [`database::dialect`] alone, the differences between SQLite and PostgreSQL. A function
//! that writes takes the [`Tx`] of the command pipeline; a function that reads takes any connection.
//!
//! On SQLite one connection writes, in transactions that begin IMMEDIATE, and a pool reads: writers
//! queue instead of failing, and never hold up a reader.

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

/// What a query reads through: a pool, or the transaction of a command. Other crates know it by this name alone.
pub trait Connection: ConnectionTrait {}

impl<C: ConnectionTrait> Connection for C {}
