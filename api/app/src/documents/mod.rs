//! The documents of a case: immutable files, identified by the hash of their content.
//!
//! A file is stored completely, under its own SHA-256, before any row names it. A replacement is a
//! new version beside the old one.

pub mod content_lock;
pub mod document_store;
pub mod integrity;
pub mod orphans;
pub mod sniff;
