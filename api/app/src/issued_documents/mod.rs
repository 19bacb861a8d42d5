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
pub enum IssuedDocumentKind {
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

impl IssuedDocumentKind {
    /// The name of the document in paths, and the name of its template.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The content of a document in one language; `None` when the case has no such document.
pub async fn content(
    app: &App,
    kept: &StoredCase,
    document: IssuedDocumentKind,
    locale: Locale,
) -> Result<Option<Value>, AppError> {
    if !of(kept).contains(&document) {
        return Ok(None);
    }
    match (kept.case.content.dossier(), kept.case.content.information()) {
        (Some(dossier), _) => content::content(app, kept, dossier, document, locale).await.map(Some),
        (None, Some(content)) => answer::content(app, kept, content, locale).await.map(Some),
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
pub fn of(kept: &StoredCase) -> Vec<IssuedDocumentKind> {
    IssuedDocumentKind::VARIANTS.iter().copied().filter(|document| has(kept, *document)).collect()
}

fn has(kept: &StoredCase, document: IssuedDocumentKind) -> bool {
    if document == IssuedDocumentKind::InformationAnswer {
        let content = kept.case.content.information();
        return content.is_some_and(|content| content.disclosure.is_some() || !content.reasons.is_empty());
    }
    let Some(dossier) = kept.case.content.dossier() else { return false };
    let kind = kept.case.kind.as_str().parse::<Kind>().ok();
    let issued = dossier.result.is_some();
    match document {
        IssuedDocumentKind::Receipt => dossier.received_at.is_some(),
        IssuedDocumentKind::Supplement => {
            kept.case.last("request_supplement").is_some() || kept.case.last("mark_deficient").is_some()
        }
        IssuedDocumentKind::NotAccepted => dossier.redirected_to.is_some(),
        IssuedDocumentKind::Apology => !dossier.apologies.is_empty(),
        IssuedDocumentKind::SitingApproval => issued && kind == Some(Kind::SitingApplication),
        IssuedDocumentKind::Permit => issued && kind == Some(Kind::ConstructionPermit),
        IssuedDocumentKind::NoticeReceipt => issued && kind == Some(Kind::CommencementNotice),
        IssuedDocumentKind::InformationAnswer => false,
        IssuedDocumentKind::Adjustment => content::last_adjustment(&kept.case).is_some(),
        IssuedDocumentKind::Refusal => {
            kept.case.verdict.as_ref().is_some_and(|verdict| verdict.outcome == Outcome::Refused)
                && !dossier.reasons.is_empty()
        }
    }
}

/// Renders a document in one language.
pub fn print(
    policies: &Policies,
    document: IssuedDocumentKind,
    locale: Locale,
    content: &Value,
) -> Result<Vec<u8>, PdfError> {
    api_pdf::render(policies, document.as_str(), locale, content)
}
