//! A way through ducts from chamber to chamber.
//!
//! The ducts of an area are joined to a network where their ends meet chambers. What is closed, full or overloaded stays in it,
//! marked with the reason, so that an answer can say which way would have been shorter if it were not.

mod network;
mod search;
mod shortcut;

pub use network::{Chamber, Duct, Network};
pub use search::{Admitted, NoWay, Objective, SearchOutcome, Way, find, find_several};
pub use shortcut::{Shortcut, shortcuts};

#[cfg(test)]
mod laws;
