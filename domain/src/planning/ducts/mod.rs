//! Paths through ducts from chamber to chamber.
//!
//! The ducts of an area form a network where their ends meet chambers. Closed, full or overloaded
//! ducts stay in the network with the reason, so that a result can say which path would be shorter
//! without that reason.

mod network;
mod search;
mod shortcut;

pub use network::{Chamber, Duct, Network};
pub use search::{Admitted, NoWay, Objective, SearchOutcome, Way, find, find_several};
pub use shortcut::{Shortcut, shortcuts};

#[cfg(test)]
mod laws;
