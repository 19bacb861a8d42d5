//! The step that cleans stored text, as others must know it.

pub use migrations::{CLEAN_TEXT, NULL_STAND_IN};
