//! Organisations, persons, their memberships, sessions and absences.

pub mod absences;
pub mod delegations;
pub mod mergers;
pub mod organizations;
pub mod password_tokens;
pub mod preferences;
pub mod principal_cache;
pub mod sessions;
pub mod succession;
pub mod users;

#[cfg(test)]
mod epoch_tests;
#[cfg(test)]
mod principal_cache_tests;
