//! Middleware of all requests: limits, validation, compression, headers and logging.

pub mod access_log;
pub mod body_rate;
pub mod body_validation;
pub mod compression;
pub mod cors;
pub mod drain_body;
pub mod not_modified;
pub mod same_origin;
pub mod security;
pub(crate) mod text_check;
pub mod with_context;
