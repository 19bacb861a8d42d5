//! What verification can find, in plain words.

use domain::workflow::history::HistoryError;
use strum::IntoStaticStr;
use uuid::Uuid;

use crate::documents::integrity::Damage;
use api_store::entities::status::OccupancyStatus;

/// What a finding is about; findings are counted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// The history of a case.
    History,
    /// The row of a case against its history.
    Case,
    /// A timer of a case.
    Timer,
    /// An occupancy or reservation.
    Occupancy,
    /// A letter, or the notice that goes with it.
    Letter,
    /// The capacity counter of a unit of an asset.
    Ledger,
    /// A stored file.
    File,
    /// An entry that tells of replaced text.
    Replacement,
}

impl Kind {
    /// As it is counted, `timer(s)`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// Something about a case.
    #[error("{code}: {fault}")]
    Case {
        /// The case.
        code: String,
        /// What is wrong.
        fault: CaseFault,
    },
    /// A letter or a notice, of a case or not.
    #[error("{row} {id} ({letter}): {}", .row.lacks())]
    Unpaired {
        /// Which of the two.
        row: Paired,
        /// Its id.
        id: Uuid,
        /// Which letter it is.
        letter: String,
    },
    /// A counter.
    #[error("asset {code} ({asset}), {unit}: {fault}")]
    Ledger {
        /// The code of the asset.
        code: String,
        /// The asset.
        asset: Uuid,
        /// The unit.
        unit: String,
        /// What is wrong.
        fault: LedgerError,
    },
    /// An occupancy against its entries.
    #[error("asset {code} ({asset}), {unit}: occupancy {occupancy}: {fault}")]
    Occupancy {
        /// The code of the asset.
        code: String,
        /// The asset.
        asset: Uuid,
        /// The unit.
        unit: String,
        /// The occupancy.
        occupancy: Uuid,
        /// What is wrong.
        fault: OccupancyFault,
    },
    /// An entry of the audit that tells of replaced text.
    #[error("audit {id}: it does not follow the entry before it, or does not bear the hash of its content")]
    Replacement {
        /// The entry.
        id: Uuid,
    },
    /// A stored file.
    #[error("{file}: {fault}")]
    File {
        /// Which: whose it is, what it is called, its key.
        file: String,
        /// What is wrong.
        fault: FileFault,
    },
}

impl Finding {
    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Case { fault, .. } => fault.kind(),
            Self::Unpaired { .. } => Kind::Letter,
            Self::Ledger { .. } => Kind::Ledger,
            Self::Occupancy { .. } => Kind::Occupancy,
            Self::File { .. } => Kind::File,
            Self::Replacement { .. } => Kind::Replacement,
        }
    }
}

/// What is wrong with a case or with what is kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseFault {
    /// Its history was touched.
    #[error("{0}")]
    HistoryError(HistoryError),
    /// An event says nothing that is known.
    #[error("an event cannot be read: {0}")]
    EventUnreadable(String),
    /// The events do not make a case.
    #[error("{0}")]
    NoCase(String),
    /// The stored case says nothing that is known.
    #[error("the stored case cannot be read: {0}")]
    Unreadable(String),
    /// The stored case is another one.
    #[error("the events do not give the case that is stored")]
    Differs,
    /// A column says something else than the events.
    #[error("the events do not give what the column {0} says")]
    Column(&'static str),
    /// A timer.
    #[error("timer {limit}: {fault}")]
    Timer {
        /// Its limit.
        limit: String,
        /// What is wrong.
        fault: TimerFault,
    },
    /// No timer wakes in time for an opinion that is awaited.
    #[error("no timer wakes when the time of the consulted agency is over")]
    NobodyWakes,
    /// It should hold a quantity of a unit, and holds another.
    #[error("asset {asset}, {unit}: by its history {wanted} {status}, stored {found}")]
    Holds {
        /// The asset.
        asset: Uuid,
        /// The unit.
        unit: String,
        /// How it holds it.
        status: OccupancyStatus,
        /// What the history gives.
        wanted: String,
        /// What the occupancies add up to.
        found: u32,
    },
    /// An occupancy of it is not as its case gives it.
    #[error("occupancy {occupancy}: {column} is not what the case gives")]
    Occupancy {
        /// The occupancy.
        occupancy: Uuid,
        /// The column.
        column: &'static str,
    },
    /// Nobody was told of an entry of which somebody must be told.
    #[error("entry {seq}: the letter {letter} was not written to anybody")]
    Untold {
        /// The entry.
        seq: i64,
        /// The letter.
        letter: String,
    },
    /// A letter of it names an entry that it does not have.
    #[error("a letter names entry {0}, which is not in the history")]
    NoEntry(i64),
    /// A letter of it names no entry.
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
            Self::Untold { .. } | Self::NoEntry(_) | Self::NoNumber => Kind::Letter,
        }
    }
}

/// What is wrong with a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimerFault {
    /// The events give one, and there is none.
    #[error("it is missing")]
    Missing,
    /// There is one, and the events give none.
    #[error("the events give no such timer")]
    Stray,
    /// It stands otherwise.
    #[error("it is not as the events give it")]
    Differs,
    /// It runs, and nothing will look at it in time.
    #[error("it runs, and does not wake when it is due")]
    Asleep,
}

/// What is wrong with a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Its entries add up to something else.
    #[error("{account} is {counter}, and the entries add up to {sum}")]
    Entries {
        /// The account.
        account: &'static str,
        /// What is counted.
        counter: i64,
        /// What the entries say.
        sum: i64,
    },
    /// The occupancies add up to something else.
    #[error("{account} is {counter}, and the occupancies add up to {sum}")]
    Occupancies {
        /// The account.
        account: &'static str,
        /// What is counted.
        counter: i64,
        /// What the occupancies say.
        sum: i64,
    },
    /// What is free was computed wrong, or more is taken than is there.
    #[error("free is {stored}, and should be {computed}")]
    Free {
        /// What is stored.
        stored: i64,
        /// What the accounts give.
        computed: i64,
    },
    /// There are entries or occupancies, and no counter.
    #[error("there is no counter, and there are entries or occupancies")]
    Missing,
}

/// What is wrong with an occupancy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OccupancyFault {
    /// Entries name it, and it is not there.
    #[error("entries name it, and it is missing")]
    Missing,
    /// Its entries moved something else than it says.
    #[error("it is {status} with {quantity}, and its entries add up to {reserved} reserved and {active} active")]
    Moved {
        /// Its status.
        status: OccupancyStatus,
        /// Its quantity.
        quantity: i64,
        /// What the entries reserved.
        reserved: i64,
        /// What the entries put in use.
        active: i64,
    },
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// It is not what its row says.
    #[error("{0}")]
    Damaged(#[from] Damage),
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// Its row names a key that is not its hash.
    #[error("the row names the file {0}, and another hash")]
    Key(String),
}

/// One of the two rows that are written together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paired {
    /// The letter.
    Letter,
    /// The notice inside the application.
    Notice,
}

impl Paired {
    fn lacks(self) -> &'static str {
        match self {
            Self::Letter => "it has no notice inside the application",
            Self::Notice => "it has no letter",
        }
    }
}

impl std::fmt::Display for Paired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Letter => "letter",
            Self::Notice => "notice",
        })
    }
}
