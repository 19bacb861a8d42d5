//! The papers of a case: files that never change, known by the hash of what is in them.
//!
//! A file is written whole before any row names it, under its own SHA-256; replacing one means a
//! new version beside the old.

pub mod content_lock;
pub mod document_store;
pub mod integrity;
pub mod orphans;
pub mod sniff;
