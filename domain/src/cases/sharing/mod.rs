//! The sharing request: an operator asks an owner for room on its poles, ducts, towers.

mod checks;
mod effects;
mod holdings;
mod papers;
mod room;

pub use checks::{Guard, check, no_room};
pub use effects::{Effect, run};
pub use holdings::{Bounds, Holding, Holdings, PROMOTE, holdings};
pub use papers::{
    AsBuilt, CostClaim, Counter, Dispute, Element, Entry, EntryNotice, Equipment, MakeReady, Objection, Offer,
    Overlash, Papers, Removal, Request, SelfHelp, Survey, UnitAmount, Weight,
};
pub use room::{faults_of_draft, wanted_places};
