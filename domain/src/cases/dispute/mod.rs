//! Disputes: a separate case about another case. The law of the other case defines the right to a
//! dispute; a recorded action carries out the decision on that case (Regulation (EU) 2024/1309 Art.
//! 13).

mod checks;
mod content;
mod effects;

pub use checks::{Guard, check, input_of};
pub use content::{Claim, Content, Entry, Ruling, Statement, Verdict};
pub use effects::{Effect, run};
