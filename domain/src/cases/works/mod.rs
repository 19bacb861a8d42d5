//! Planned civil works: an initiator announces digging in time, others may join, and the street
//! then has a dig moratorium.

mod checks;
mod content;
mod effects;

pub use checks::{Guard, check, input_of};
pub use content::{Content, Entry, Join, JoinStatus, Notice};
pub use effects::{Effect, run};
