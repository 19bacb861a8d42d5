//! The possible findings of verification, with their texts.

use domain::workflow::history::HistoryError;
use strum::IntoStaticStr;
use uuid::Uuid;

use crate::documents::integrity::Damage;
use api_store::entities::status::OccupancyStatus;

/// The subject of a finding; findings are counted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    History,
    Case,
    Timer,
    /// An occupancy or reservation.
    Occupancy,
    /// A letter, or the in-app notice that belongs to it.
    Message,
    /// The capacity counter of a unit of an asset.
    Ledger,
    File,
    /// An entry that reports replaced text.
    Replacement,
}

impl Kind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("{code}: {fault}")]
    Case { code: String, fault: CaseFault },
    /// A letter or a notice, with or without a case.
    #[error("{row} {id} ({template}): {}", .row.lacks())]
    Unpaired { row: Paired, id: Uuid, template: String },
    #[error("asset {code} ({asset}), {unit}: {fault}")]
    Ledger { code: String, asset: Uuid, unit: String, fault: LedgerError },
    /// An occupancy that contradicts its entries.
    #[error("asset {code} ({asset}), {unit}: occupancy {occupancy}: {fault}")]
    Occupancy { code: String, asset: Uuid, unit: String, occupancy: Uuid, fault: OccupancyFault },
    /// An audit entry that reports replaced text.
    #[error("audit {id}: it does not follow the entry before it, or does not bear the hash of its content")]
    Replacement { id: Uuid },
    #[error("{file}: {fault}")]
    File {
        /// The file's owner, name and key.
        file: String,
        fault: FileFault,
    },
}

impl Finding {
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Case { fault, .. } => fault.kind(),
            Self::Unpaired { .. } => Kind::Message,
            Self::Ledger { .. } => Kind::Ledger,
            Self::Occupancy { .. } => Kind::Occupancy,
            Self::File { .. } => Kind::File,
            Self::Replacement { .. } => Kind::Replacement,
        }
    }
}

/// A defect of a case or of its derived rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseFault {
    /// The history was altered.
    #[error("{0}")]
    HistoryError(HistoryError),
    #[error("an event cannot be read: {0}")]
    EventUnreadable(String),
    #[error("{0}")]
    NoCase(String),
    #[error("the stored case cannot be read: {0}")]
    Unreadable(String),
    #[error("the events do not give the case that is stored")]
    Differs,
    #[error("the events do not give what the column {0} says")]
    Column(&'static str),
    #[error("timer {limit}: {fault}")]
    Timer { limit: String, fault: TimerFault },
    /// No timer wakes in time for an awaited opinion.
    #[error("no timer wakes when the time of the consulted agency is over")]
    NobodyWakes,
    /// The case holds another quantity of a unit than its history gives.
    #[error("asset {asset}, {unit}: by its history {wanted} {status}, stored {found}")]
    Holds {
        asset: Uuid,
        unit: String,
        status: OccupancyStatus,
        /// The quantity by the history.
        wanted: String,
        /// The sum of the occupancies.
        found: u32,
    },
    /// An occupancy differs from its case.
    #[error("occupancy {occupancy}: {column} is not what the case gives")]
    Occupancy { occupancy: Uuid, column: &'static str },
    /// A required letter about an entry is missing.
    #[error("entry {seq}: the letter {template} was not written to anybody")]
    NotNotified { seq: i64, template: String },
    /// A letter names an entry that does not exist.
    #[error("a letter names entry {0}, which is not in the history")]
    NoEntry(i64),
    #[error("a letter of the case names no entry")]
    NoNumber,
}

impl CaseFault {
    fn kind(&self) -> Kind {
        match self {
            Self::HistoryError(_) | Self::EventUnreadable(_) | Self::NoCase(_) => Kind::History,
            Self::Unreadable(_) | Self::Differs | Self::Column(_) => Kind::Case,
            Self::Timer { .. } | Self::NobodyWakes => Kind::Timer,
            Self::Holds { .. } | Self::Occupancy { .. } => Kind::Occupancy,
            Self::NotNotified { .. } | Self::NoEntry(_) | Self::NoNumber => Kind::Message,
        }
    }
}

/// A defect of a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimerFault {
    /// The events give a timer, and none is stored.
    #[error("it is missing")]
    Missing,
    /// A timer is stored, and the events give none.
    #[error("the events give no such timer")]
    Stray,
    #[error("it is not as the events give it")]
    Differs,
    /// The timer runs, and does not wake in time.
    #[error("it runs, and does not wake when it is due")]
    Asleep,
}

/// A defect of a capacity counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The entries have another sum.
    #[error("{account} is {counter}, and the entries add up to {sum}")]
    Entries { account: &'static str, counter: i64, sum: i64 },
    /// The occupancies have another sum.
    #[error("{account} is {counter}, and the occupancies add up to {sum}")]
    Occupancies { account: &'static str, counter: i64, sum: i64 },
    /// The free quantity is computed wrongly, or negative.
    #[error("free is {stored}, and should be {computed}")]
    Free {
        stored: i64,
        /// The value by the accounts.
        computed: i64,
    },
    /// Entries or occupancies exist, and no counter.
    #[error("there is no counter, and there are entries or occupancies")]
    Missing,
}

/// A defect of an occupancy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OccupancyFault {
    /// Entries name the occupancy, and it does not exist.
    #[error("entries name it, and it is missing")]
    Missing,
    /// The sum of the entries differs from the occupancy.
    #[error("it is {status} with {quantity}, and its entries add up to {reserved} reserved and {active} active")]
    Moved {
        status: OccupancyStatus,
        quantity: i64,
        /// The reserved quantity by the entries.
        reserved: i64,
        /// The quantity in use by the entries.
        active: i64,
    },
}

/// A defect of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// The file contradicts its row.
    #[error("{0}")]
    Damaged(#[from] Damage),
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// The key in the row differs from the hash.
    #[error("the row names the file {0}, and another hash")]
    Key(String),
}

/// One of the two rows that are written together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paired {
    Message,
    /// The notice inside the application.
    Notice,
}

impl Paired {
    fn lacks(self) -> &'static str {
        match self {
            Self::Message => "it has no notice inside the application",
            Self::Notice => "it has no message",
        }
    }
}

impl std::fmt::Display for Paired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Message => "message",
            Self::Notice => "notice",
        })
    }
}
