//! Issued documents as PDF: receipts, approvals, permits, refusals.
//!
//! Templates and texts are policies, in both languages; the letterhead belongs to the jurisdiction,
//! in its rule pack.
//!
//! Each request renders the document again from the case's trail. The result is the same to the
//! byte each time, because only the trail, the pack and the template enter it.

mod answer;
mod content;
mod head;
mod place;

use api_pdf::PdfError;
use domain::cases::Kind;
use domain::text::Locale;
use domain::workflow::event::Outcome;
use strum::{EnumString, IntoStaticStr, VariantArray};

use policies::Policies;
use serde_json::Value;

use crate::app::App;
use crate::error::AppError;
use api_store::{cases::StoredCase, people::organizations};

pub use content::slug;

/// A document that a case can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Paper {
    /// Confirms the receipt and names the day on which the result is due.
    Receipt,
    /// Lists the missing items.
    Supplement,
    /// States that the application belongs to another authority.
    NotAccepted,
    /// Apologises for a missed due day.
    Apology,
    /// Approves the site of an application.
    SitingApproval,
    Permit,
    /// The last change of the permit.
    Adjustment,
    /// Confirms the receipt of the notice.
    NoticeReceipt,
    /// States the reasons for the refusal.
    Refusal,
    /// The information that an owner supplied, or its reasons for not supplying it.
    InformationAnswer,
}

impl Paper {
    /// The name of the document in paths, and the name of its template.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The content of a document in one language; `None` when the case has no such document.
pub async fn content(app: &App, kept: &StoredCase, paper: Paper, locale: Locale) -> Result<Option<Value>, AppError> {
    if !of(kept).contains(&paper) {
        return Ok(None);
    }
    match (kept.case.papers.dossier(), kept.case.papers.information()) {
        (Some(dossier), _) => content::content(app, kept, dossier, paper, locale).await.map(Some),
        (None, Some(papers)) => answer::content(app, kept, papers, locale).await.map(Some),
        (None, None) => Ok(None),
    }
}

/// The language of the organisation that receives the documents of a case.
pub async fn locale(app: &App, kept: &StoredCase) -> Result<Locale, AppError> {
    let applicant = organizations::find(app.store.read(), kept.case.applicant).await?;
    Ok(applicant.and_then(|office| office.locale.parse::<Locale>().ok()).unwrap_or_default())
}

/// The documents that a case has now.
#[must_use]
pub fn of(kept: &StoredCase) -> Vec<Paper> {
    Paper::VARIANTS.iter().copied().filter(|paper| has(kept, *paper)).collect()
}

fn has(kept: &StoredCase, paper: Paper) -> bool {
    if paper == Paper::InformationAnswer {
        let papers = kept.case.papers.information();
        return papers.is_some_and(|papers| papers.disclosure.is_some() || !papers.reasons.is_empty());
    }
    let Some(dossier) = kept.case.papers.dossier() else { return false };
    let kind = kept.case.kind.as_str().parse::<Kind>().ok();
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
        Paper::InformationAnswer => false,
        Paper::Adjustment => content::last_adjustment(&kept.case).is_some(),
        Paper::Refusal => {
            kept.case.verdict.as_ref().is_some_and(|verdict| verdict.outcome == Outcome::Refused)
                && !dossier.reasons.is_empty()
        }
    }
}

/// Renders a document in one language.
pub fn print(policies: &Policies, paper: Paper, locale: Locale, content: &Value) -> Result<Vec<u8>, PdfError> {
    api_pdf::render(policies, paper.as_str(), locale, content)
}
