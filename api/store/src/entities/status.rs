//! The closed lists of words that stand in columns: each variant is one stored word, and the CHECK constraints of the
//! migrations admit no other. Lists that the domain knows (phases, timers, findings, corrections) are the domain's, and
//! their columns are text here.

use sea_orm::entity::prelude::{DeriveActiveEnum, EnumIter, StringLen};
use strum::{Display, IntoStaticStr};

/// How a proposed change of a calendar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CalendarChangeStatus {
    /// Waits for a second person.
    Proposed,
    /// Holds.
    Approved,
    /// Was not taken.
    Rejected,
}

impl CalendarChangeStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How a merger of organisations stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MergerStatus {
    /// Waits for a second person.
    Proposed,
    /// Holds from its day on.
    Approved,
    /// Was not taken.
    Rejected,
    /// Was taken back before its day.
    Withdrawn,
}

impl MergerStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TaskStatus {
    /// Nobody has taken it.
    Open,
    /// Somebody has it.
    Claimed,
    /// Finished, by a person or because the case moved on.
    Done,
    /// Nobody needs it any more.
    Cancelled,
}

impl TaskStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum LetterStatus {
    /// Waits for its next attempt.
    Queued,
    /// A node is delivering it.
    Leased,
    /// The mail server took it.
    Sent,
    /// Was given up.
    Dead,
}

impl LetterStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How an export stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ExportStatus {
    /// Waits for a node.
    Queued,
    /// A node is writing it.
    Running,
    /// Its file can be fetched.
    Done,
    /// It has no file; the row says why.
    Failed,
    /// Its file was kept for its days, and is gone.
    Expired,
}

impl ExportStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ImportStatus {
    /// Waits for a node.
    Queued,
    /// A node is reading it.
    Running,
    /// Read to the end, also when rows of it were refused.
    Done,
    /// Not read to the end; what came before stays in.
    Failed,
    /// Taken out of the register again.
    RolledBack,
}

impl ImportStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a batch is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ImportMode {
    /// Everything is checked, nothing of it is written to the register.
    DryRun,
    /// Into the register.
    Commit,
}

impl ImportMode {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How an offer of assets to another owner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TransferStatus {
    /// Waits for the answer of the other.
    Offered,
    /// The other took over.
    Accepted,
    /// The other did not want to.
    Declined,
    /// It was taken back.
    Withdrawn,
}

impl TransferStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How the use of units by a tenant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum OccupancyStatus {
    /// Held for a case, not in use yet.
    Reserved,
    /// In use.
    Active,
    /// Over; the units are free again.
    Ended,
}

impl OccupancyStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How a claim on the wait list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum WaitStatus {
    /// Has its turn.
    Waiting,
    /// Got its units.
    Promoted,
    /// Gave up its turn.
    Left,
}

impl WaitStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ActiveEnum;

    use super::*;

    fn agree<S: ActiveEnum<Value = String> + Into<&'static str>>() {
        for status in S::iter() {
            let stored = status.to_value();
            assert_eq!(stored, status.into());
        }
    }

    #[test]
    fn what_is_said_is_what_is_stored() {
        agree::<CalendarChangeStatus>();
        agree::<MergerStatus>();
        agree::<TaskStatus>();
        agree::<LetterStatus>();
        agree::<ExportStatus>();
        agree::<ImportStatus>();
        agree::<ImportMode>();
        agree::<TransferStatus>();
        agree::<OccupancyStatus>();
        agree::<WaitStatus>();
    }
}
