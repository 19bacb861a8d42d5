//! What a dispute holds.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{
    ids::{CaseId, OrganizationId},
    messages::FieldProblem,
    money::Vnd,
    workflow::{evidence::Reason, violation::FieldErrors},
};

/// All papers of a dispute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// What is claimed.
    pub claim: Claim,
    /// The code of the case it is about; known from the day it is filed.
    pub about: Option<String>,
    /// The other side.
    pub respondent: Option<OrganizationId>,
    /// What the sides said.
    #[serde(default)]
    pub statements: Vec<Statement>,
    /// The decision, as drafted last.
    pub ruling: Option<Ruling>,
    /// What the sides agreed on instead.
    pub settlement: Option<String>,
    /// Why it was not admitted.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// What is claimed; the draft.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Claim {
    /// A line that says what it is.
    pub title: String,
    /// The case it is about.
    pub case_id: Option<CaseId>,
    /// What happened.
    pub claim: String,
    /// What the dispute body is asked to do.
    pub remedy: String,
}

/// What a side said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Who.
    pub by: OrganizationId,
    /// What.
    pub text: String,
}

/// What the dispute body decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// How.
    pub verdict: Verdict,
    /// What the sides must do.
    pub terms: String,
    /// The rent, when it is set.
    pub rent_vnd_per_month: Option<Vnd>,
    /// What the public reads: without names, prices and secrets.
    pub summary: String,
}

/// How a dispute was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// The owner must grant what was asked.
    GrantOrdered,
    /// The sides go on under the terms that are set.
    TermsSet,
    /// The claim is without ground.
    Dismissed,
}

/// A change of the papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub enum Entry {
    /// The other side is called.
    Cited {
        /// Who.
        respondent: OrganizationId,
        /// About which case.
        about: String,
    },
    /// A side speaks.
    Stated {
        /// What it said.
        statement: Statement,
    },
    /// A decision is drafted.
    Drafted {
        /// Which.
        ruling: Ruling,
    },
    /// The sides agreed.
    Settled {
        /// On what.
        settlement: String,
    },
    /// It was not admitted.
    Refused {
        /// Why.
        reasons: Vec<Reason>,
    },
}

impl Content {
    /// The papers of a fresh draft.
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
    /// What is wrong with a draft.
    #[must_use]
    pub fn faults(&self) -> FieldErrors {
        FieldErrors::of_title(&self.title)
    }

    /// What a claim still lacks before it can be filed.
    #[must_use]
    pub fn lacks(&self) -> FieldErrors {
        FieldErrors::default()
            .unless(self.case_id.is_some(), "/case_id", FieldProblem::NameTheCase)
            .unless_said(&self.claim, "/claim", FieldProblem::SayWhatHappened)
            .unless_said(&self.remedy, "/remedy", FieldProblem::SayWhatIsAsked)
    }
}
