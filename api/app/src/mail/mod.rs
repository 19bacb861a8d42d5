//! The post room: letters leave the server from here and nowhere else.
//!
//! A letter begins as an outbox row written by `act` in the business transaction, so nothing is sent that was not committed and
//! nothing committed is forgotten. A worker leases it, renders it, hands it to the carrier outside any transaction and settles it,
//! guarded by the lease. At least once, never silently lost; the Message-ID is the row's id, so a double is recognised.

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
