//! The closed value lists of columns: each variant is one stored value, and the CHECK constraints
//! of the migrations permit no other. Lists of the domain (phases, timers, findings, corrections)
//! stay in the domain; their columns are text here.

use sea_orm::entity::prelude::{DeriveActiveEnum, EnumIter, StringLen};
use strum::{Display, EnumString, IntoStaticStr, VariantNames};

/// The status of a proposed change of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[derive(VariantNames)]
pub enum CalendarChangeStatus {
    /// Waits for a second person.
    Proposed,
    /// The change is in force.
    Approved,
    Rejected,
}

/// The status of a merger of organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[derive(VariantNames)]
pub enum MergerStatus {
    /// Waits for a second person.
    Proposed,
    /// In force from its day on.
    Approved,
    Rejected,
    /// Withdrawn before its day.
    Withdrawn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[derive(EnumString, VariantNames)]
pub enum TaskStatus {
    Open,
    Claimed,
    /// Finished, by a person or because the case moved on.
    Done,
    /// The task is no longer needed.
    Cancelled,
}

/// The status of an outgoing message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[derive(VariantNames)]
pub enum MessageStatus {
    /// Waits for its next attempt.
    Queued,
    /// A node is delivering the message.
    Leased,
    /// The mail server accepted the message.
    Sent,
    /// All attempts to deliver it failed.
    Dead,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[derive(VariantNames)]
pub enum ExportStatus {
    /// Waits for a node.
    Queued,
    /// A node is writing the file.
    Running,
    /// The file is available.
    Done,
    /// No file; the row has the reason.
    Failed,
    /// The file was deleted at the end of its retention.
    Expired,
}

/// The status of an import batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[derive(VariantNames)]
pub enum ImportStatus {
    /// Waits for a node.
    Queued,
    /// A node is reading the file.
    Running,
    /// Read to the end, with or without rejected rows.
    Done,
    /// Not read to the end; the rows written before the failure stay.
    Failed,
    /// Removed from the register again.
    RolledBack,
}

/// The mode of an import batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[derive(VariantNames)]
pub enum ImportMode {
    /// Checks everything and writes nothing to the register.
    DryRun,
    /// Writes to the register.
    Commit,
}

/// The status of an offer of assets to another owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[derive(VariantNames)]
pub enum TransferStatus {
    /// Waits for the recipient's answer.
    Offered,
    Accepted,
    Declined,
    Withdrawn,
}

/// The status of the use of units by a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[derive(VariantNames)]
pub enum OccupancyStatus {
    /// Reserved for a case, not in use yet.
    Reserved,
    Active,
    /// Ended; the units are free again.
    Ended,
}

/// The status of a claim on the wait list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum, Display, IntoStaticStr)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum WaitStatus {
    Waiting,
    /// The units are reserved.
    Promoted,
    /// The case left the list.
    Left,
}

/// The stored word of each value.
macro_rules! as_str {
    ($($name:ident),+ $(,)?) => {$(
        impl $name {
            #[must_use]
            pub fn as_str(self) -> &'static str {
                self.into()
            }
        }
    )+};
}

as_str!(
    CalendarChangeStatus,
    MergerStatus,
    TaskStatus,
    MessageStatus,
    ExportStatus,
    ImportStatus,
    ImportMode,
    TransferStatus,
    OccupancyStatus,
    WaitStatus
);

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
        agree::<MessageStatus>();
        agree::<ExportStatus>();
        agree::<ImportStatus>();
        agree::<ImportMode>();
        agree::<TransferStatus>();
        agree::<OccupancyStatus>();
        agree::<WaitStatus>();
    }
}
