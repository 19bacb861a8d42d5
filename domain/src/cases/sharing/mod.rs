//! The sharing request: an operator asks an owner for capacity on its poles, ducts and towers.

mod capacity;
mod checks;
mod content;
mod effects;
mod holdings;

pub use capacity::{faults_of_draft, wanted_places};
pub use checks::{Guard, check, input_of, no_capacity};
pub use content::{
    AsBuilt, Content, CostClaim, Counter, Dispute, Element, Entry, EntryNotice, Equipment, MakeReady, Objection, Offer,
    Overlash, Removal, Request, SelfHelp, Survey, UnitAmount, Weight,
};
pub use effects::{Effect, run};
pub use holdings::{Bounds, Holding, Holdings, PROMOTE, holdings};
