//! Server state, calendars, the outbox and the documentation.

pub mod calendars;
pub(crate) mod demo_clock;
pub mod docs;
pub mod health;
pub mod home_page;
pub mod meta;
pub mod outbox;
pub mod words;
pub mod working_days;
