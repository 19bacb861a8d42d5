//! Planned civil works: whoever will dig tells the others in time, they may join, and what was dug rests for a while.

mod checks;
mod effects;
mod papers;

pub use checks::{Guard, check};
pub use effects::{Effect, run};
pub use papers::{Entry, Join, JoinStatus, Notice, Papers};
