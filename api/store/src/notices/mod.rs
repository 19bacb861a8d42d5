//! Notifications: the outbox, addressees, subscriptions and undelivered messages.

pub mod addressees;
pub mod notifications;
pub mod outbox;
pub mod outbox_retry;
pub mod sequencer;
pub mod subscriptions;
pub mod undelivered;
