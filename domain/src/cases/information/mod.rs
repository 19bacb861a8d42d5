//! Information requests: an operator asks an owner what it has in a place, and for what purpose it asks (Regulation (EU) 2024/1309 Art. 4).

mod checks;
mod effects;
mod papers;

pub use checks::{Guard, check};
pub use effects::{Effect, run};
pub use papers::{Disclosure, Entry, Inquiry, Item, Papers};
