//! Subscriptions: an organisation chooses the places and topics of its notifications; it gets the
//! notifications that the law requires in any case.
//!
//! An operator without subscriptions is notified of everything, so that nobody misses a trench for
//! lack of a setting. An organisation with a subscription anywhere is notified only of its
//! subscriptions.

mod listeners;
mod subscribe;

pub use listeners::{Listeners, listeners};
pub use subscribe::{RESOURCE, STANDING, Subscribe, Unsubscribe};
