//! The content of a dispute.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

use crate::{
    ids::{CaseId, OrganizationId},
    messages::FieldProblem,
    money::Vnd,
    workflow::{evidence::Reason, violation::FieldErrors},
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub claim: Claim,
    /// The code of the case in dispute; known from the day of filing.
    pub about: Option<String>,
    /// The side that must answer.
    pub respondent: Option<OrganizationId>,
    /// The statements of both sides.
    #[serde(default)]
    pub statements: Vec<Statement>,
    /// The latest draft of the decision.
    pub ruling: Option<Ruling>,
    /// The agreement of the sides in place of a decision.
    pub settlement: Option<String>,
    /// The reasons of inadmissibility.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// The claim; the draft.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Claim {
    pub title: String,
    /// The case in dispute.
    pub case_id: Option<CaseId>,
    /// The events, as the claimant describes them.
    pub claim: String,
    /// The remedy that the claimant requests from the dispute body.
    pub remedy: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub by: OrganizationId,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    pub verdict: Verdict,
    /// The duties of the sides.
    pub terms: String,
    /// The rent, when the decision sets it.
    pub rent_vnd_per_month: Option<Vnd>,
    /// The public text: without names, prices and secrets.
    pub summary: String,
}

/// The outcome of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// The owner must grant the request.
    GrantOrdered,
    /// The case continues under the terms of the ruling.
    TermsSet,
    /// The claim is unfounded.
    Dismissed,
}

/// A change of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
#[derive(VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Entry {
    Cited { respondent: OrganizationId, about: String },
    Stated { statement: Statement },
    Drafted { ruling: Ruling },
    Settled { settlement: String },
    Refused { reasons: Vec<Reason> },
}

impl Content {
    /// The content of a new draft.
    #[must_use]
    pub fn new(claim: Claim) -> Self {
        Self {
            claim,
            about: None,
            respondent: None,
            statements: Vec::new(),
            ruling: None,
            settlement: None,
            reasons: Vec::new(),
        }
    }

    pub(in crate::cases) fn write(&mut self, entry: &Entry) {
        match entry.clone() {
            Entry::Cited { respondent, about } => {
                self.respondent = Some(respondent);
                self.about = Some(about);
            }
            Entry::Stated { statement } => self.statements.push(statement),
            Entry::Drafted { ruling } => self.ruling = Some(ruling),
            Entry::Settled { settlement } => self.settlement = Some(settlement),
            Entry::Refused { reasons } => self.reasons = reasons,
        }
    }
}

impl Claim {
    /// The data that a claim lacks before filing.
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        FieldErrors::of_title(&self.title)
            .unless(self.case_id.is_some(), "/case_id", FieldProblem::NameTheCase)
            .unless_said(&self.claim, "/claim", FieldProblem::SayWhatHappened)
            .unless_said(&self.remedy, "/remedy", FieldProblem::SayWhatIsAsked)
    }
}
