//! Planned civil works: whoever will dig tells the others in time, they may join, and what was dug rests for a while.

mod checks;
mod content;
mod effects;

pub use checks::{Guard, check};
pub use content::{Content, Entry, Join, JoinStatus, Notice};
pub use effects::{Effect, run};
