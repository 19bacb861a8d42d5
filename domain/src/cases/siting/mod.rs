//! The siting application: may a mast, pole or cabinet stand at this place?
//!
//! Reviewed by the competent district, later by the commune. Existing infrastructure comes first: what could be shared within
//! a radius must be answered one by one.

mod checks;
mod content;
mod effects;

pub use checks::{Guard, check};
pub use content::{Application, Content, Entry};
pub use effects::{Effect, run};
