//! Changes outside a case, applied in the same transaction as its history.

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
    /// An organisation becomes a party.
    Join {
        organization: OrganizationId,
        /// The stance of the organisation.
        stance: Stance,
    },
    /// An organisation loses a stance.
    Leave {
        organization: OrganizationId,
        /// The stance that it loses.
        stance: Stance,
    },
    /// Triggers an action on another case; or on this case, after all other changes of the step.
    Trigger {
        case: CaseId,
        /// The action that the system performs.
        action: &'static str,
        /// The data of the action.
        data: Map<String, Value>,
    },
    /// Files a refused request again in its applicant's name, because this case orders it.
    Refile {
        case: CaseId,
        /// The action with which the system files the new request.
        action: &'static str,
        /// The data of the action.
        data: Map<String, Value>,
    },
    /// Adds the built asset to the register.
    Register { asset: Box<NewAsset> },
    /// Gives the regulator of the jurisdiction read access.
    Watch,
    /// Reserves capacity for the applicant: the whole route or nothing.
    Reserve {
        /// The claims, in the order of the assets.
        claims: Vec<CapacityClaim>,
        /// The reaction to missing capacity.
        shortage: Shortage,
    },
    /// Turns the reservation into an occupancy of the applicant.
    Activate,
    /// Removes attachments of unknown owners and frees their capacity.
    Clear {
        occupancies: Vec<OccupancyId>,
        /// The reason for the ledger.
        reason: String,
    },
    /// Frees capacity, reserved or in use.
    Release {
        /// The reason for the ledger.
        reason: String,
    },
}

/// An asset that completed works add to the register.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAsset {
    pub owner: OrganizationId,
    /// The owner's code for the asset.
    pub code: String,
    pub kind: String,
    pub shape: Shape,
    pub address: Option<String>,
    /// The height in metres.
    pub height_m: Option<f64>,
    /// The capacity per unit.
    pub capacity: Vec<(String, u32)>,
    /// The day of completion.
    pub finished_on: NaiveDate,
    /// The number of the permit or notice for the works.
    pub source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortage {
    /// The system refuses the command, and the request joins the wait list.
    Refuse,
    /// The case continues on the wait list: an owner's silence cannot stop the clock.
    Queue,
}
