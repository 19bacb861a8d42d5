//! The siting application: an operator asks to put a mast, pole or cabinet at a place.
//!
//! The competent district reviews the application, later the commune. Existing infrastructure comes
//! first: the application must answer for each shareable asset within a radius.

mod checks;
mod content;
mod effects;

pub use checks::{Guard, check, input_of};
pub use content::{Application, Content, Entry};
pub use effects::{Effect, run};
