//! The siting application: may a mast, pole or cabinet stand at this place?
//!
//! Reviewed by the competent district, later by the commune. Existing infrastructure comes first: what could be shared within
//! a radius must be answered one by one.

mod checks;
mod effects;
mod papers;

pub use checks::{Guard, check};
pub use effects::{Effect, run};
pub use papers::{Application, Entry, Papers};
