//! The content of a dossier beside the application itself.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    cases::gap::Gap,
    ids::{AreaId, OrganizationId},
    text::Localized,
    workflow::evidence::Reason,
};

/// The part common to all dossiers before an authority.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Dossier {
    /// The code of the national list of dossiers, `000.00.01.H49-250701-0001`; assigned at the
    /// first receipt.
    #[serde(default)]
    pub code: Option<String>,
    /// The first receipt by any office; a wrong address costs the applicant no time.
    #[serde(default)]
    pub received_at: Option<DateTime<Utc>>,
    /// The competent office; known from the day of filing.
    #[serde(default)]
    pub authority: Option<Authority>,
    /// The transfers between offices.
    #[serde(default)]
    pub moves: Vec<Move>,
    /// The office that the applicant should have addressed.
    #[serde(default)]
    pub redirected_to: Option<Authority>,
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// The reasons of a refusal.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// The hash of the reviewed set of documents.
    #[serde(default)]
    pub reviewed: Option<String>,
    /// The apologies for a missed day.
    #[serde(default)]
    pub apologies: Vec<Apology>,
    /// The result: an approval, a permit, a decision.
    #[serde(default)]
    pub result: Option<Official>,
}

/// An office with its name on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    pub office: OrganizationId,
    /// The name on that day; printed results keep it.
    pub name: Localized,
    /// The area of competence, when the place determines it.
    pub area: Option<AreaId>,
}

/// The transfer of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    pub from: Authority,
    pub to: Authority,
    pub at: DateTime<Utc>,
}

/// An apology slip for a missed day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apology {
    pub number: String,
    pub reason: String,
    /// The day by which the office will now decide.
    pub new_date: NaiveDate,
    pub at: DateTime<Utc>,
}

/// A result with its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Official {
    pub number: String,
    pub issuer: Authority,
    pub on: NaiveDate,
    pub conditions: Option<String>,
}

/// A change of the dossier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Entry {
    Received {
        /// The code, where the jurisdiction assigns codes.
        code: Option<String>,
        at: DateTime<Utc>,
        authority: Authority,
    },
    Moved {
        hands: Move,
    },
    Redirected {
        to: Authority,
    },
    Gaps {
        gaps: Vec<Gap>,
    },
    Completed,
    Refused {
        reasons: Vec<Reason>,
    },
    Reviewed {
        /// The hash; absent when nothing is on file.
        documents: Option<String>,
    },
    /// The office apologises for a missed day.
    Apologised {
        apology: Apology,
    },
    Issued {
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
