//! Data-quality issues of the register, and the progress of the checks.

mod balances;
pub mod issues;
mod progress;
mod queue;

pub use balances::books;
pub use issues::{Issue, IssueFilter, concerned, decide, find, list, settle, tally};
pub use progress::{ExaminationPosition, after, mark, set};
pub use queue::{Waiting, count, cross_out, note, waiting};
