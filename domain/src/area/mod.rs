//! Administrative units with a validity period, and the unit that contains a place.
//!
//! Authorities split, merge and rename units, and reuse codes with another extent. The code **and**
//! the first day of validity therefore identify a unit. The place and the date, never a name,
//! determine the competent office.

mod share;
mod territory;
mod validity;

pub use territory::{Boundary, DecidedBy, Lies, Located, Share, Territory};
pub use validity::{Clash, Validity, clash};

#[cfg(test)]
mod tests;
