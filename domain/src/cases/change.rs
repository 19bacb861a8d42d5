//! What a case changes outside itself, carried out in the same transaction as its history.

pub use crate::registry::route::Claim;
use crate::{access::Stance, ids::OrganizationId};

/// A change of the register, of the parties or of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An organisation takes part from now on.
    Join {
        /// Which.
        organization: OrganizationId,
        /// How it stands to the case.
        stance: Stance,
    },
    /// The regulator of the jurisdiction may watch from now on.
    Watch,
    /// Room is set aside for the applicant, the whole route or nothing.
    Reserve {
        /// What, in the order of the assets.
        claims: Vec<Claim>,
        /// What happens when it is not there.
        shortage: Shortage,
    },
    /// The room set aside becomes the applicant's.
    Activate,
    /// The room, set aside or in use, is free again.
    Release {
        /// Why, for the ledger.
        reason: String,
    },
}

/// What happens when there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortage {
    /// The command is refused, and the request takes a place on the wait list.
    Refuse,
    /// The case goes on, with a place on the wait list: silence of an owner cannot stop the clock.
    Queue,
}
