//! Parallel opinions of other agencies, each with its own limit and its own rule for silence.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::VariantNames;

use super::{
    definition::{NoticeRule, Who},
    limit::{Unit, Verified},
    name::{ActionId, ReferralId, StateId},
};
use crate::{ids::OrganizationId, text::Localized};

/// The rule for consulting agencies in a kind of case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferralRule {
    pub id: ReferralId,
    pub title: Localized,
    /// The states in which agencies can answer.
    pub open_in: Vec<StateId>,
    /// The roles that may answer.
    pub who: Vec<Who>,
    pub amount: u32,
    pub unit: Unit,
    /// The effect of silence.
    pub on_silence: Silence,
    /// The kinds of agency whose silence is never consent (heritage, defence).
    #[serde(default)]
    pub no_deem: Vec<String>,
    /// The condition for continuing the case.
    pub join: Join,
    /// The action of the system when the condition holds.
    pub joined_action: ActionId,
    /// The recipients of notifications after an agency's silence.
    #[serde(default)]
    #[serde(rename = "tell")]
    pub notices: Vec<NoticeRule>,
    /// The reference in the law.
    pub clause: String,
    /// Whether somebody has verified the number in the law.
    pub verified: Verified,
}

/// The effect of an agency's silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    DeemConsent,
    /// The question goes to the next higher office and waits; a person must answer or release it.
    Escalate,
}

/// The condition for continuing the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Join {
    /// All agencies have answered, or their silence took effect.
    All,
    /// One agency objects, or all have answered.
    FirstObjection,
}

/// The consultation of one agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    pub rule: ReferralId,
    pub agency: OrganizationId,
    /// The kind of agency, which determines the effect of silence.
    pub agency_kind: String,
    pub asked_at: DateTime<Utc>,
    /// The last day for the answer.
    pub due_on: NaiveDate,
    /// The first instant after the last day.
    pub due_at: DateTime<Utc>,
    pub opinion: Option<Opinion>,
}

/// The opinion of an agency, or the effect of its silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    pub answer: Answer,
    pub text: Option<String>,
    /// The legal instant of the answer.
    pub at: DateTime<Utc>,
    /// The legal reference for the effect of silence.
    pub clause: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Answer {
    Consent,
    ConsentWithConditions,
    Objection,
    /// Silence counts as consent.
    DeemedConsent,
    /// The question went to the next higher office after silence.
    Escalated,
}

impl Referral {
    /// Reports whether the agency can still answer: it has not answered, or its silence was
    /// escalated.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match &self.opinion {
            None => true,
            Some(opinion) => opinion.answer == Answer::Escalated,
        }
    }
}

/// Reports whether the case can continue. The last answer counts for an agency that was consulted
/// again.
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
