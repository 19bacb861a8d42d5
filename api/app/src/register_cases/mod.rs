//! Commands that change the register and move a case on: a survey, a tenancy claim, the take-over
//! of an asset.
//!
//! `cases` reads and writes the register; commands that need both modules are here, above them.

mod claim;
mod survey;
mod take_over;

pub use claim::TenancyClaim;
pub use survey::Survey;
pub use take_over::TakeOver;
