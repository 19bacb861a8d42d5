//! The events of a case. A case is the sum of its events.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

use super::{
    doer::Signature,
    history::ReplacedEntry,
    limit::Timer,
    name::{ActionId, KindName, PackId, ReferralId, StateId},
    referral::{Opinion, Referral},
    rules::Rules,
};
use crate::ids::{CaseId, OrganizationId};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", bound = "")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Event<R: Rules> {
    /// The draft was opened.
    Opened(Box<Opening<R>>),
    /// The applicant changed the draft.
    Redrafted {
        /// The new content of the case.
        #[serde(rename = "papers")]
        content: Box<R::Content>,
    },
    /// The case leaves the drafts and receives its code.
    CodeAssigned {
        code: String,
    },
    Taken(Taken),
    /// The case is under another rule pack: that of the day of its filing, or one to which it was
    /// moved on purpose.
    Repinned {
        pack: PackId,
        /// The new state, when the other pack has another name for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<StateId>,
    },
    /// A clock was set, moved, stopped or expired: its new state.
    Clocked {
        timer: Timer,
        why: ClockChange,
    },
    Raised {
        flag: Flag,
    },
    Lowered {
        flag: Flag,
    },
    Decided(Verdict),
    /// The status of the physical works changed.
    Works {
        status: WorksStatus,
    },
    /// The office consulted an agency.
    Asked {
        referral: Referral,
    },
    /// An agency answered, or its silence took effect.
    Answered {
        rule: ReferralId,
        agency: OrganizationId,
        opinion: Opinion,
    },
    /// A changed calendar moved the deadline of an agency.
    Redated {
        rule: ReferralId,
        agency: OrganizationId,
        /// The previous due day.
        was: chrono::NaiveDate,
        /// The new last day.
        due_on: chrono::NaiveDate,
        /// The first instant after the new last day.
        due_at: DateTime<Utc>,
    },
    /// A schema migration removed forbidden characters from earlier entries; the case stays the
    /// same.
    TextReplaced {
        /// The name of the migration.
        step: String,
        /// The changed entries, each with its recorded hash and the hash of its new content.
        entries: Vec<ReplacedEntry>,
    },
    /// The content of the kind changed.
    #[serde(rename = "paper")]
    #[strum(serialize = "paper")]
    ContentChanged {
        entry: R::Event,
    },
}

/// The opening of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Opening<R: Rules> {
    pub id: CaseId,
    /// The code for people, `SR-2023-000012`. Absent for a draft: the code is assigned at filing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    pub kind: KindName,
    /// The rule pack of the case.
    pub pack: PackId,
    pub state: StateId,
    pub applicant: OrganizationId,
    /// The preceding case after a refusal.
    pub previous: Option<CaseId>,
    /// The content of the case.
    #[serde(rename = "papers")]
    pub content: R::Content,
    pub at: DateTime<Utc>,
}

/// An action that was performed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    pub action: ActionId,
    pub from: StateId,
    pub to: StateId,
    pub signature: Signature,
    pub comment: Option<String>,
    pub data: Map<String, Value>,
    /// The hash of the set of documents on file.
    pub documents: Option<String>,
    /// The legal instant of the action.
    pub at: DateTime<Utc>,
    /// Whether a limit had expired before.
    pub timeliness: Timeliness,
}

/// Whether an action was in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Timeliness {
    /// No running limit had expired.
    InTime,
    /// A limit had expired, but the action was still allowed.
    Late,
}

/// The reason of a clock change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ClockChange {
    Started,
    Paused,
    /// Continues with the remaining time.
    Resumed,
    /// Starts again after a supplement.
    Reset,
    Extended,
    /// The expected event has happened.
    Met,
    Expired,
    Reminded,
    /// A changed calendar moved the clock.
    Recomputed {
        /// The previous due day.
        was: chrono::NaiveDate,
    },
}

/// A decision on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub outcome: Outcome,
    pub mode: Mode,
    /// The legal instant of the decision.
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    Granted,
    GrantedWithConditions,
    Refused,
    /// Outside the competence of this office.
    NotAccepted,
    /// The applicant withdrew the case.
    Withdrawn,
    /// Ended by the expiry of a time limit.
    Lapsed,
    /// Was in force and has ended.
    Ended,
    /// Was in force and was revoked.
    Revoked,
}

/// The mode of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Mode {
    /// A person decided it.
    Officer,
    /// By the system, as the law prescribes.
    Automatic,
    /// Silence counts as an answer.
    Deemed,
    /// Ordered by a dispute body.
    Ordered,
}

/// The status of the physical works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum WorksStatus {
    NotStarted,
    /// The owner prepares the place.
    MakeReady,
    InProgress,
    /// Stopped by an order.
    Stopped,
    Completed,
    Removed,
}

impl WorksStatus {
    /// The form in the database and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A flag on a case beside its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Flag {
    /// The applicant may start dispute settlement.
    DisputeRight,
    DisputeOpen,
    /// The applicant may do the owner's work itself.
    SelfHelpRight,
    /// The applicant does the owner's work.
    SelfHelp,
    /// A limit expired without an answer.
    Overdue,
    Suspended,
    /// The works have paused for too long.
    Stalled,
    /// A party missed a duty for which the law provides a fine.
    Penalty,
    /// A construction case uses the approval.
    TakenUp,
}
