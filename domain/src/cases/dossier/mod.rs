//! What all cases before an authority have in common: the competent office, the receipt, what is missing, the opinions of
//! others, the result with its number.
//!
//! Which office is competent follows from the place and the day. When units are split or merged, the dossier goes to the
//! successor with its receipt and its clocks as they were; a result keeps the name of who issued it.

mod checks;
mod content;
mod effects;

pub use checks::{Guard, check};
pub use content::{Apology, Authority, Dossier, Entry, Move, Official};
pub use effects::{Effect, run};
