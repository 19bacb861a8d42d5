//! Disputes: a case of its own about another case. The law of that case says when there is a right to it; what is decided is carried out
//! on that case by a recorded action (Regulation (EU) 2024/1309 Art. 13).

mod checks;
mod content;
mod effects;

pub use checks::{Guard, check};
pub use content::{Claim, Content, Entry, Ruling, Statement, Verdict};
pub use effects::{Effect, run};
