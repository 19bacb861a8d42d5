//! Construction: the route that the law prescribes, and the content of both routes, a permit and a
//! commencement notice.

mod announcement;
mod checks;
mod content;
mod demand;
mod effects;
mod route;

pub use announcement::{Announced, Announcement, Duty, found as announcement};
pub use checks::{Guard, check, input_of};
pub use content::{Adjustment, Content, Entry, Works};
pub use demand::{Built, Demand, demanded};
pub use effects::{BuiltCapacity, Effect, run};
pub use route::{Dossier, Resolved, Route, Way, When, resolve};
