//! Changes of the register that move a case on: a survey, the claim of a tenancy it found, the take-over of an asset.
//!
//! `cases` reads and writes the register; what needs both is here, above them.

mod claim;
mod survey;
mod take_over;

pub use claim::TenancyClaim;
pub use survey::Survey;
pub use take_over::TakeOver;
