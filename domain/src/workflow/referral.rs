//! Parallel opinions asked of other agencies, each with its own limit and its own reading of silence.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::{
    definition::{Tell, Who},
    limit::{Unit, Verified},
    name::{ActionId, ReferralId, StateId},
};
use crate::{ids::OrganizationId, text::Localized};

/// How agencies are asked in a kind of case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralRule {
    /// Its name.
    pub id: ReferralId,
    /// What people call it.
    pub title: Localized,
    /// The states in which opinions are awaited.
    pub open_in: Vec<StateId>,
    /// Who may answer.
    pub who: Vec<Who>,
    /// How many units an agency has.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
    /// How silence is read.
    pub on_silence: Silence,
    /// The kinds of agency whose silence is never consent (heritage, defence).
    #[serde(default)]
    pub no_deem: Vec<String>,
    /// When the case goes on.
    pub join: Join,
    /// The action that the system takes when the join is reached.
    pub joined_action: ActionId,
    /// Who is told when an agency stays silent.
    #[serde(default)]
    pub tell: Vec<Tell>,
    /// Where it stands in the law.
    pub clause: String,
    /// Whether the number was read in the law.
    pub verified: Verified,
}

/// How the silence of an agency is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// As consent.
    DeemConsent,
    /// It goes to the next higher office and waits; a person must answer or release it.
    Escalate,
}

/// When the case goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// When all have answered or their silence was read.
    All,
    /// When one objects, or all have answered.
    FirstObjection,
}

/// An agency that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// Under which rule.
    pub rule: ReferralId,
    /// The agency.
    pub agency: OrganizationId,
    /// Its kind, for the reading of silence.
    pub agency_kind: String,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// The last day for its answer.
    pub due_on: NaiveDate,
    /// The first instant after it.
    pub due_at: DateTime<Utc>,
    /// Its answer.
    pub opinion: Option<Opinion>,
}

/// What an agency said, or what its silence means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The answer.
    pub answer: Answer,
    /// In words.
    pub text: Option<String>,
    /// When, as the law sees it.
    pub at: DateTime<Utc>,
    /// Where the reading of silence stands in the law.
    pub clause: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Agreed.
    Consent,
    /// Agreed under conditions.
    ConsentWithConditions,
    /// Against.
    Objection,
    /// Nothing was said in time, which is consent.
    DeemedConsent,
    /// Nothing was said in time, which went to the next higher office.
    Escalated,
}

impl Referral {
    /// Whether the agency's answer is still awaited.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match &self.opinion {
            None => true,
            Some(opinion) => opinion.answer == Answer::Escalated,
        }
    }
}

/// Whether the case can go on. Of an agency that was asked again, the last answer holds.
#[must_use]
pub fn joined(rule: &ReferralRule, asked: &[Referral]) -> bool {
    let mine: BTreeMap<OrganizationId, &Referral> =
        asked.iter().filter(|referral| referral.rule == rule.id).map(|referral| (referral.agency, referral)).collect();
    if mine.is_empty() {
        return false;
    }
    let all = mine.values().all(|referral| !referral.is_open());
    match rule.join {
        Join::All => all,
        Join::FirstObjection => {
            all || mine.values().any(|r| r.opinion.as_ref().is_some_and(|o| o.answer == Answer::Objection))
        }
    }
}
