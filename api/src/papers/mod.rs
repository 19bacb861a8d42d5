//! Results on paper: receipts, approvals, permits, refusals, as PDF.
//!
//! A paper is printed from the trail of its case whenever somebody asks for it, and is the same to the byte each time: nothing but what
//! stands in the trail, the pack and the template goes into it.

mod content;
mod press;

use domain::cases::Kind;
use domain::workflow::event::Outcome;

use crate::store::cases::Kept;

pub use content::{content, slug};
pub use press::print;

/// A paper that a case can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// That it was received, and when the result is due.
    Receipt,
    /// What is missing.
    Supplement,
    /// That it belongs elsewhere.
    NotAccepted,
    /// That the day was missed.
    Apology,
    /// That the place is approved.
    SitingApproval,
    /// The permit.
    Permit,
    /// The last change of the permit.
    Adjustment,
    /// That the notice was received.
    NoticeReceipt,
    /// Why not.
    Refusal,
}

impl Paper {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Receipt,
        Self::Supplement,
        Self::NotAccepted,
        Self::Apology,
        Self::SitingApproval,
        Self::Permit,
        Self::Adjustment,
        Self::NoticeReceipt,
        Self::Refusal,
    ];

    /// As in paths, and the name of its template.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Supplement => "supplement",
            Self::NotAccepted => "not_accepted",
            Self::Apology => "apology",
            Self::SitingApproval => "siting_approval",
            Self::Permit => "permit",
            Self::Adjustment => "adjustment",
            Self::NoticeReceipt => "notice_receipt",
            Self::Refusal => "refusal",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.as_str() == word)
    }
}

/// The papers that a case has now.
#[must_use]
pub fn of(kept: &Kept) -> Vec<Paper> {
    Paper::ALL.into_iter().filter(|paper| has(kept, *paper)).collect()
}

fn has(kept: &Kept, paper: Paper) -> bool {
    let Some(dossier) = kept.case.papers.dossier() else { return false };
    let kind = Kind::named(kept.case.kind.as_str());
    let issued = dossier.result.is_some();
    match paper {
        Paper::Receipt => dossier.received_at.is_some(),
        Paper::Supplement => {
            kept.case.last("request_supplement").is_some() || kept.case.last("mark_deficient").is_some()
        }
        Paper::NotAccepted => dossier.redirected_to.is_some(),
        Paper::Apology => !dossier.apologies.is_empty(),
        Paper::SitingApproval => issued && kind == Some(Kind::SitingApplication),
        Paper::Permit => issued && kind == Some(Kind::ConstructionPermit),
        Paper::NoticeReceipt => issued && kind == Some(Kind::CommencementNotice),
        Paper::Adjustment => content::last_adjustment(&kept.case).is_some(),
        Paper::Refusal => {
            kept.case.verdict.as_ref().is_some_and(|verdict| verdict.outcome == Outcome::Refused)
                && !dossier.reasons.is_empty()
        }
    }
}
