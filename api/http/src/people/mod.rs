//! Users, organisations, authentication, absences and notifications.

pub mod absences;
pub mod auth;
pub mod delegations;
pub(crate) mod notification_stream;
pub mod notifications;
pub mod organization_mergers;
pub mod organizations;
pub mod subscriptions;
pub mod users;
