//! Administrative units: in force from one day until another, and which of them a place lies in.
//!
//! Units are split, merged and renamed, and codes are used again with another extent. So a unit is known by its code **and**
//! the day it is valid from, and the office that is competent follows from the place and the date, never from a name.

mod share;
mod territory;
mod validity;

pub use territory::{Boundary, DecidedBy, Lies, Located, Share, Territory};
pub use validity::{Clash, Validity, clash};

#[cfg(test)]
mod tests;
