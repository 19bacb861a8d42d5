//! The capacity ledger: guarded moves and their entries, in the transaction of the caller.
//!
//! A move is one `UPDATE … WHERE enough`; the rows it affected say whether it happened, and
//! the checks of the database stand behind it. Every move leaves an entry that is never
//! edited; the sum of the entries is the ledger (`hatang verify`). Routes are locked in the
//! order of asset ids, so that two of them cannot wait for each other.

use chrono::{DateTime, Utc};
use domain::ids::{AssetId, OccupancyId, OrganizationId, UserId};
use domain::registry::capacity::Ledger;
use domain::registry::kind::UnitNature;
pub use domain::registry::route::Shortfall;
use uuid::Uuid;

mod band;
mod declared;
mod entries;
mod reservations;
mod standing;
mod sums;
mod tenancy_claims;

pub(crate) use band::{band, has_free, may_have_free};
pub use declared::{adjust, declare, declare_many, occupy};
pub use reservations::{activate, end, hold_until, release, reserve};
pub(crate) use standing::whole;
pub use standing::{held, standing};
pub(crate) use sums::entry_sums;
pub use sums::in_use_at;
pub use tenancy_claims::claim;

/// How many rows go into one statement.
const CHUNK: usize = 500;

/// The room of one unit of one asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitBalance {
    /// The asset.
    pub asset: AssetId,
    /// The unit.
    pub unit: String,
    /// Places or load.
    pub nature: UnitNature,
    /// How it stands.
    pub ledger: Ledger,
}

/// What became of a reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reservation {
    /// Everything is held.
    Held(Vec<OccupancyId>),
    /// Nothing is held, because of these.
    Blocked(Vec<Shortfall>),
}

/// Room that became free, or was put in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freed {
    /// The occupancy.
    pub occupancy: OccupancyId,
    /// The asset.
    pub asset: AssetId,
    /// The unit.
    pub unit: String,
    /// How much.
    pub quantity: u32,
    /// Whose it is, or was.
    pub tenant: Option<OrganizationId>,
}

/// Use of an asset that began outside any case: imported, or found in the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundUse {
    /// The asset.
    pub asset: AssetId,
    /// The unit.
    pub unit: String,
    /// How much.
    pub quantity: u32,
    /// Whose it is, when known.
    pub tenant: Option<OrganizationId>,
    /// What is known besides.
    pub note: Option<String>,
    /// The batch that brought it.
    pub import: Option<Uuid>,
    /// Since when, when known.
    pub since: Option<DateTime<Utc>>,
}

/// What the owner says about a unit of its asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Declared {
    /// What is there.
    pub installed: u32,
    /// What the owner uses itself.
    pub own_use: u32,
    /// What cannot be used.
    pub blocked: u32,
    /// What its policy keeps back.
    pub policy_reserve: u32,
}

/// Who moves a ledger, when and why.
#[derive(Debug, Clone, Copy)]
pub struct LedgerAuthor<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<UserId>,
    /// Why.
    pub reason: Option<&'a str>,
}
