//! Users, organisations, authentication, absences and notifications.

pub mod absences;
pub mod account;
pub mod auth;
pub mod delegations;
mod login_body;
pub(crate) mod notification_stream;
pub mod notifications;
pub mod organization_mergers;
pub mod organizations;
pub mod passwords;
pub mod preferences;
pub mod session;
pub mod subscriptions;
pub mod users;
pub(crate) mod watched;
