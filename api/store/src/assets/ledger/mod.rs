//! The capacity ledger: guarded moves and their entries, in the transaction of the caller.
//!
//! A move is one `UPDATE … WHERE enough`; the number of affected rows tells whether it succeeded,
//! and check constraints of the database guard the result. Every move leaves an immutable entry;
//! the sum of the entries is the ledger (`hatang verify`). Routes are locked in the order of asset
//! ids, so that two of them cannot deadlock.

use chrono::{DateTime, Utc};
use domain::ids::{AssetId, OccupancyId, OrganizationId, UserId};
use domain::registry::capacity::Ledger;
use domain::registry::kind::UnitNature;
pub use domain::registry::route::Shortfall;
use uuid::Uuid;

mod balances;
mod band;
mod declared;
mod entries;
mod reservations;
mod sums;
mod tenancy_claims;

pub(crate) use balances::whole;
pub use balances::{Held, balances, held, holding};
pub(crate) use band::{band, band_rank, has_free, may_have_free};
pub use declared::{adjust, declare, declare_many, occupy};
pub use reservations::{activate, end, hold_until, release, reserve};
pub(crate) use sums::entry_sums;
pub use sums::in_use_at;
pub use tenancy_claims::claim;

/// The number of rows per statement.
const CHUNK: usize = 500;

/// The capacity of one unit of one asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitBalance {
    pub asset: AssetId,
    pub unit: String,
    /// Slots or a budget of load.
    pub nature: UnitNature,
    pub ledger: Ledger,
}

/// The result of a reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reservation {
    /// Every claim is reserved.
    Held(Vec<OccupancyId>),
    /// No claim is reserved, because of these shortfalls.
    Blocked(Vec<Shortfall>),
}

/// A quantity that became free, or was put in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freed {
    pub occupancy: OccupancyId,
    pub asset: AssetId,
    pub unit: String,
    pub quantity: u32,
    /// The current or former tenant.
    pub tenant: Option<OrganizationId>,
}

/// Use of an asset that began outside any case: imported, or found in the field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundUse {
    pub asset: AssetId,
    pub unit: String,
    pub quantity: u32,
    /// The tenant, if known.
    pub tenant: Option<OrganizationId>,
    pub note: Option<String>,
    /// The import batch, if any.
    pub import: Option<Uuid>,
    /// The beginning of the use, if known.
    pub since: Option<DateTime<Utc>>,
}

/// The owner's declaration of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Declared {
    pub installed: u32,
    /// The owner's own use.
    pub own_use: u32,
    /// The quantity that nobody can use.
    pub blocked: u32,
    /// The quantity that the owner's policy reserves.
    pub policy_reserve: u32,
}

/// The author of a move, with the time and the reason.
#[derive(Debug, Clone, Copy)]
pub struct LedgerAuthor<'a> {
    pub at: DateTime<Utc>,
    pub by: Option<UserId>,
    pub reason: Option<&'a str>,
}
