//! What happened to a case. A case is nothing but the sum of its events.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{
    doer::Signature,
    history::ReplacedEntry,
    limit::Timer,
    name::{ActionId, KindName, PackId, ReferralId, StateId},
    referral::{Opinion, Referral},
    rules::Rules,
};
use crate::ids::{CaseId, OrganizationId};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", bound = "")]
pub enum Event<R: Rules> {
    /// A draft was opened.
    Opened(Box<Opening<R>>),
    /// The applicant rewrote the draft.
    Redrafted {
        /// The papers now.
        papers: Box<R::Content>,
    },
    /// An action was taken.
    Taken(Taken),
    /// The case is under another rule pack: that of the day of its filing, or one to which it was moved on purpose.
    Repinned {
        /// From here on.
        pack: PackId,
        /// Where it is now, when the other pack calls its state otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<StateId>,
    },
    /// A clock was set, moved, stopped or ran out: how it stands now.
    Clocked {
        /// The clock.
        timer: Timer,
        /// Why.
        why: ClockChange,
    },
    /// A flag went up.
    Raised {
        /// The flag.
        flag: Flag,
    },
    /// A flag came down.
    Lowered {
        /// The flag.
        flag: Flag,
    },
    /// The case was decided.
    Decided(Verdict),
    /// The state of the physical works changed.
    Works {
        /// To what.
        status: WorksStatus,
    },
    /// An agency was asked.
    Asked {
        /// The question.
        referral: Referral,
    },
    /// An agency answered, or its silence was read.
    Answered {
        /// Under which rule it was asked.
        rule: ReferralId,
        /// Which agency.
        agency: OrganizationId,
        /// With what.
        opinion: Opinion,
    },
    /// The calendar changed under the time that an agency has.
    Redated {
        /// Under which rule it was asked.
        rule: ReferralId,
        /// Which agency.
        agency: OrganizationId,
        /// The due day before.
        was: chrono::NaiveDate,
        /// The last day now.
        due_on: chrono::NaiveDate,
        /// The first instant after it.
        due_at: DateTime<Utc>,
    },
    /// Characters that no text may hold were taken out of earlier entries; the case stays what it is.
    TextReplaced {
        /// The step of the schema that did it.
        step: String,
        /// The entries, each with the hash that it bears and the hash of what it holds now.
        entries: Vec<ReplacedEntry>,
    },
    /// The papers of the kind changed.
    Paper {
        /// How.
        entry: R::Event,
    },
}

/// How a case began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Opening<R: Rules> {
    /// Its id.
    pub id: CaseId,
    /// Its human-readable code, `SR-2023-000012`.
    pub code: String,
    /// Its kind.
    pub kind: KindName,
    /// The law it is under.
    pub pack: PackId,
    /// Where it begins.
    pub state: StateId,
    /// Who applies.
    pub applicant: OrganizationId,
    /// The case it follows after a refusal.
    pub previous: Option<CaseId>,
    /// What it is about.
    pub papers: R::Content,
    /// When.
    pub at: DateTime<Utc>,
}

/// An action that was taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// Which.
    pub action: ActionId,
    /// From where.
    pub from: StateId,
    /// To where.
    pub to: StateId,
    /// By whom.
    pub signature: Signature,
    /// What was said with it.
    pub comment: Option<String>,
    /// The data of the action.
    pub data: Map<String, Value>,
    /// The hash of the set of documents that was on file.
    pub documents: Option<String>,
    /// When, as the law sees it.
    pub at: DateTime<Utc>,
    /// Whether a limit had run out before.
    pub timeliness: Timeliness,
}

/// Whether an action came in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timeliness {
    /// No running limit had expired.
    InTime,
    /// A limit had expired without closing the door.
    Late,
}

/// Why a clock changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum ClockChange {
    /// It began.
    Started,
    /// It stands still.
    Paused,
    /// It goes on with what was left.
    Resumed,
    /// It began anew after a supplement.
    Reset,
    /// It was prolonged.
    Extended,
    /// What it waited for has happened.
    Met,
    /// It ran out.
    Expired,
    /// A reminder was sent.
    Reminded,
    /// The calendar changed under it.
    Recomputed {
        /// The due day before.
        was: chrono::NaiveDate,
    },
}

/// A decision on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What was decided.
    pub outcome: Outcome,
    /// How it came about.
    pub mode: Mode,
    /// When, as the law sees it.
    pub at: DateTime<Utc>,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Yes.
    Granted,
    /// Yes, under conditions.
    GrantedWithConditions,
    /// No.
    Refused,
    /// It was not for this office.
    NotAccepted,
    /// The applicant took it back.
    Withdrawn,
    /// It ended because a time limit ran out.
    Lapsed,
    /// It was in force and has ended.
    Ended,
    /// It was in force and was taken back.
    Revoked,
}

/// How a decision was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// By a person.
    Officer,
    /// By the system, as the law says.
    Automatic,
    /// Silence was read as an answer.
    Deemed,
    /// A dispute body ordered it.
    Ordered,
}

/// Where the physical works stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum WorksStatus {
    /// Not begun.
    NotStarted,
    /// The owner prepares the place.
    MakeReady,
    /// Under way.
    InProgress,
    /// Stopped by order.
    Stopped,
    /// Done.
    Completed,
    /// Taken away again.
    Removed,
}

impl WorksStatus {
    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A mark on a case beside its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The applicant may take the case to dispute settlement.
    DisputeRight,
    /// A dispute is open.
    DisputeOpen,
    /// The applicant may do the owner's work by itself.
    SelfHelpRight,
    /// The applicant is doing the owner's work.
    SelfHelp,
    /// A limit ran out without an answer.
    Overdue,
    /// Works are stopped.
    Suspended,
    /// Works stand still for too long.
    Stalled,
    /// A duty was missed for which the law knows a fine.
    Penalty,
    /// The approval is in use by a case of building.
    TakenUp,
}
