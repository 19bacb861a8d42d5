//! Constants of the migration that cleans stored text, for other crates.

pub use migrations::{CLEAN_TEXT, NULL_STAND_IN};
