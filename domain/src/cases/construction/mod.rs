//! Building: which way the law sends the works, and the papers of the two ways, a permit or a commencement notice.

mod announcement;
mod checks;
mod content;
mod demand;
mod effects;
mod route;

pub use announcement::{Announced, Announcement, Duty, found as announcement};
pub use checks::{Guard, check};
pub use content::{Adjustment, Content, Entry, Works};
pub use demand::{Built, Demand, demanded};
pub use effects::{Effect, run};
pub use route::{Dossier, Resolved, Route, Way, When, resolve};
