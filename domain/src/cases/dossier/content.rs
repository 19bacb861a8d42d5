//! What a dossier holds besides the application itself.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    cases::gap::Gap,
    ids::{AreaId, OrganizationId},
    text::Localized,
    workflow::evidence::Reason,
};

/// The part of the papers that every dossier before an authority has.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Dossier {
    /// The code of the national list of dossiers, `000.00.01.H49-250701-0001`; given at the first receipt.
    #[serde(default)]
    pub code: Option<String>,
    /// When it was first received, by whatever office; a wrong address costs the applicant no time.
    #[serde(default)]
    pub received_at: Option<DateTime<Utc>>,
    /// The competent office; known from the day it is filed.
    #[serde(default)]
    pub authority: Option<Authority>,
    /// How it changed hands.
    #[serde(default)]
    pub moves: Vec<Move>,
    /// The office it should have gone to.
    #[serde(default)]
    pub redirected_to: Option<Authority>,
    /// What is missing.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// Why it was refused.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// The hash of the set of documents that was reviewed.
    #[serde(default)]
    pub reviewed: Option<String>,
    /// The apologies for a missed day.
    #[serde(default)]
    pub apologies: Vec<Apology>,
    /// The result: an approval, a permit, a decision.
    #[serde(default)]
    pub result: Option<Official>,
}

/// An office, as it is called on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// The office.
    pub office: OrganizationId,
    /// What it is called on that day; printed results keep it.
    pub name: Localized,
    /// The unit for which it is competent, when that follows from the place.
    pub area: Option<AreaId>,
}

/// A dossier changed hands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// From.
    pub from: Authority,
    /// To.
    pub to: Authority,
    /// When.
    pub at: DateTime<Utc>,
}

/// An apology slip for a missed day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apology {
    /// Its number.
    pub number: String,
    /// Why the day was missed.
    pub reason: String,
    /// The new day.
    pub new_date: NaiveDate,
    /// When it was given.
    pub at: DateTime<Utc>,
}

/// A result with its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    /// Its number, as printed.
    pub number: String,
    /// Who issued it.
    pub issuer: Authority,
    /// On which day.
    pub on: NaiveDate,
    /// Its conditions, if there are any.
    pub conditions: Option<String>,
}

/// A change of the dossier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// It was received.
    Received {
        /// Its code, where codes are given.
        code: Option<String>,
        /// When it was first received.
        at: DateTime<Utc>,
        /// The competent office.
        authority: Authority,
    },
    /// It changed hands.
    Moved {
        /// How.
        hands: Move,
    },
    /// It should have gone elsewhere.
    Redirected {
        /// Where.
        to: Authority,
    },
    /// Things are missing.
    Gaps {
        /// What.
        gaps: Vec<Gap>,
    },
    /// What was missing has come.
    Completed,
    /// It was refused.
    Refused {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// A set of documents was reviewed.
    Reviewed {
        /// Its hash; absent when nothing is on file.
        documents: Option<String>,
    },
    /// The office apologises for a missed day.
    Apologised {
        /// The slip.
        apology: Apology,
    },
    /// A result was issued.
    Issued {
        /// The result.
        result: Official,
    },
}

impl Dossier {
    pub(in crate::cases) fn write(&mut self, entry: &Entry) {
        match entry.clone() {
            Entry::Received { code, at, authority } => {
                self.code = code;
                self.received_at = Some(at);
                self.authority = Some(authority);
            }
            Entry::Moved { hands } => {
                self.authority = Some(hands.to.clone());
                self.moves.push(hands);
            }
            Entry::Redirected { to } => self.redirected_to = Some(to),
            Entry::Gaps { gaps } => self.gaps = gaps,
            Entry::Completed => self.gaps.clear(),
            Entry::Refused { reasons } => self.reasons = reasons,
            Entry::Reviewed { documents } => self.reviewed = documents,
            Entry::Apologised { apology } => self.apologies.push(apology),
            Entry::Issued { result } => self.result = Some(result),
        }
    }
}
