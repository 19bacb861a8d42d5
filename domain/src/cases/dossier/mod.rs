//! The common part of all cases before an authority: the competent office, the receipt, the gaps,
//! the opinions of others, the result with its number.
//!
//! The place and the day determine the competent office. When units split or merge, the dossier
//! goes to the successor with unchanged receipt and clocks; a result keeps the name of its issuer.

mod checks;
mod content;
mod effects;

pub use checks::{Guard, check, input_of};
pub use content::{Apology, Authority, Dossier, Entry, Move, Official};
pub use effects::{Effect, run};
