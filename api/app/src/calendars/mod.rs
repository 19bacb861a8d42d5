//! Keeping the calendar: one person proposes a change with its source, another approves it, and
//! every open due day follows.

mod decide;
mod propose;
mod recompute;

pub use decide::{Decide, Verdict};
pub use propose::Propose;
pub use recompute::settle;

/// What the grants call it.
pub const RESOURCE: &str = "calendar";
