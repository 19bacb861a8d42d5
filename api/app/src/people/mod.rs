//! Who works here: logging in and out, organisations, people and their memberships.

pub mod absence;
pub mod basic_auth;
pub mod delegation;
pub mod login;
pub mod login_rate_limiter;
pub mod organization;
pub mod password;
pub mod user;
