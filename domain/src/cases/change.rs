//! What a case changes outside itself, carried out in the same transaction as its history.

use chrono::NaiveDate;
use serde_json::{Map, Value};

pub use crate::registry::route::CapacityClaim;
use crate::{
    access::Stance,
    ids::{CaseId, OccupancyId, OrganizationId},
    place::Shape,
};

/// A change of the register, of the parties or of the queue.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// An organisation takes part from now on.
    Join {
        /// Which.
        organization: OrganizationId,
        /// How it stands to the case.
        stance: Stance,
    },
    /// An organisation no longer stands in this way to the case.
    Leave {
        /// Which.
        organization: OrganizationId,
        /// How it stood to the case.
        stance: Stance,
    },
    /// Something happens by itself on another case because of this one; or on this one, after everything else of the step.
    Trigger {
        /// Which case.
        case: CaseId,
        /// The action of the system on it.
        action: &'static str,
        /// Its data.
        data: Map<String, Value>,
    },
    /// A request that was refused is filed again in its applicant's name, because this case says so.
    Refile {
        /// The one that was refused.
        case: CaseId,
        /// The action of the system that files the new one.
        action: &'static str,
        /// Its data.
        data: Map<String, Value>,
    },
    /// What was built stands in the register from now on.
    Register {
        /// What.
        asset: Box<NewAsset>,
    },
    /// The regulator of the jurisdiction may watch from now on.
    Watch,
    /// Room is set aside for the applicant, the whole route or nothing.
    Reserve {
        /// What, in the order of the assets.
        claims: Vec<CapacityClaim>,
        /// What happens when it is not there.
        shortage: Shortage,
    },
    /// The room set aside becomes the applicant's.
    Activate,
    /// What hung there and was nobody's is gone, and its room is free.
    Clear {
        /// What.
        occupancies: Vec<OccupancyId>,
        /// Why, for the ledger.
        reason: String,
    },
    /// The room, set aside or in use, is free again.
    Release {
        /// Why, for the ledger.
        reason: String,
    },
}

/// An asset that works have brought into the world.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAsset {
    /// Whose it is.
    pub owner: OrganizationId,
    /// The owner's code for it.
    pub code: String,
    /// Its kind.
    pub kind: String,
    /// Where it stands.
    pub shape: Shape,
    /// The address.
    pub address: Option<String>,
    /// How high it is.
    pub height_m: Option<f64>,
    /// Its room, unit by unit.
    pub capacity: Vec<(String, u32)>,
    /// The day on which it was finished.
    pub finished_on: NaiveDate,
    /// The number of the permit or notice under which it was built.
    pub source: String,
}

/// What happens when there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortage {
    /// The command is refused, and the request takes a place on the wait list.
    Refuse,
    /// The case goes on, with a place on the wait list: silence of an owner cannot stop the clock.
    Queue,
}
