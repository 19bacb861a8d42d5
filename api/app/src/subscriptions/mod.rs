//! Subscriptions: an organisation says where, and of what, it wants to hear; what concerns it by law it hears all the same.
//!
//! An operator that has said nothing hears of everything, so that nobody misses a trench because nobody has set anything up. Who has
//! subscribed anywhere hears of what it subscribed to.

mod listeners;
mod subscribe;

pub use listeners::{Listeners, listeners};
pub use subscribe::{RESOURCE, STANDING, Subscribe, Unsubscribe};
