//! What is probably wrong in the register, and how far it was looked through.

mod books;
pub mod issues;
mod progress;
mod queue;

pub use books::books;
pub use issues::{Issue, Wanted, concerned, decide, find, list, settle, tally};
pub use progress::{Mark, after, mark, set};
pub use queue::{Waiting, count, cross_out, note, waiting};
