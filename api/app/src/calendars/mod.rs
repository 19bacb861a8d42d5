//! Maintains calendars: one person proposes a change with its source, another approves it, and
//! every open due date follows.

mod decide;
mod propose;
mod recompute;

pub use decide::{Decide, Verdict};
pub use propose::Propose;
pub use recompute::settle;

/// The resource name in the grants.
pub const RESOURCE: &str = "calendar";
