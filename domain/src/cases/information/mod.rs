//! Information requests: an operator asks an owner for its assets in a place and states the purpose
//! (Regulation (EU) 2024/1309 Art. 4).

mod checks;
mod content;
mod effects;

pub use checks::{Guard, check, input_of};
pub use content::{Content, Disclosure, Entry, Inquiry, Item};
pub use effects::{Effect, run};
