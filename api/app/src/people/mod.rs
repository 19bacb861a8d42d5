//! People and access: login and logout, organisations, people and their memberships.

pub mod absence;
pub mod account;
pub mod basic_auth;
pub mod delegation;
pub mod login;
pub mod login_rate_limiter;
pub mod organization;
pub mod password;
pub mod password_token;
pub mod preferences;
pub mod user;
