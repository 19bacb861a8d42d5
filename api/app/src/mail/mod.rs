//! The mailer: the only module that sends e-mail.
//!
//! A message begins as an outbox row that `execute` writes in the business transaction, so nothing
//! uncommitted is sent and nothing committed is lost. A worker leases the row, renders the message,
//! sends it outside any transaction and settles the row, guarded by the lease. Delivery is at least
//! once, never silently lost; the Message-ID is the row's id, so a duplicate is recognisable.

mod attempt;
pub mod backoff;
pub mod deliver;
pub mod folder;
pub mod message;
pub mod queries;
pub mod retry;
pub mod server_pause;
mod smtp;
mod stage;
pub mod transport;
pub mod words;

#[cfg(test)]
mod tests;
