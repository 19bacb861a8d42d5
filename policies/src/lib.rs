//! What a province decides: files anyone can read, and the small crate that loads and proves them.

pub mod access;
pub mod faults;
pub mod mappings;
