//! Documents that an authority issued in a case, as PDF.

use domain::messages::FieldProblem;
use domain::{ids::CaseId, text::Locale};
use poem::web::Data;
use poem_openapi::{
    ApiResponse, Object, OpenApi,
    param::{Path, Query},
    payload::{Binary, Json},
};
use uuid::Uuid;

use crate::caller::Caller;
use crate::problem::Problem;
use crate::request_context;
use api_app::{
    app::App,
    cases::queries,
    error::AppError,
    issued_documents::{self, IssuedDocumentKind},
};

/// A document issued in a case.
#[derive(Debug, Object)]
struct IssuedDocument {
    /// `receipt`, `supplement`, `not_accepted`, `apology`, `siting_approval`, `permit`,
    /// `adjustment`, `notice_receipt`, `refusal` or `information_answer`.
    kind: String,
    /// Path of the PDF.
    href: String,
}

/// Documents issued in a case.
#[derive(Debug, Object)]
struct IssuedDocumentList {
    items: Vec<IssuedDocument>,
}

#[derive(Debug, ApiResponse)]
enum Printed {
    /// The document as PDF.
    #[oai(status = 200, content_type = "application/pdf")]
    Pdf(Binary<Vec<u8>>, #[oai(header = "Content-Disposition")] String, #[oai(header = "Content-Language")] String),
}

#[derive(Debug)]
pub struct IssuedDocuments;

#[OpenApi]
impl IssuedDocuments {
    /// List the issued documents of a case
    #[oai(path = "/cases/:case_id/issued-documents", method = "get", operation_id = "issued_document.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
    ) -> Result<Json<IssuedDocumentList>, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let items = issued_documents::of(&kept).into_iter().map(|document| IssuedDocument {
            kind: document.as_str().to_owned(),
            href: format!("/api/v1/cases/{}/issued-documents/{}", kept.case.id, document.as_str()),
        });
        Ok(Json(IssuedDocumentList { items: items.collect() }))
    }

    /// Download an issued document
    ///
    /// Returns a PDF with identical bytes on every request. `lang` or `Accept-Language` chooses the
    /// language, which defaults to that of the applicant.
    #[oai(
        path = "/cases/:case_id/issued-documents/:document_kind",
        method = "get",
        operation_id = "issued_document.get"
    )]
    async fn get(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
        document_kind: Path<String>,
        /// `vi` or `en`.
        lang: Query<Option<String>>,
    ) -> Result<Printed, Problem> {
        let kept = queries::one(&app, &caller.0, CaseId::new(case_id.0)).await?;
        let document = document_kind.0.parse::<IssuedDocumentKind>().ok().ok_or(AppError::NotFound)?;
        let named = lang.0.as_deref().map(|lang| {
            lang.parse::<Locale>().ok().ok_or_else(|| AppError::invalid("lang", FieldProblem::one_of(&["vi", "en"])))
        });
        let locale = match named.transpose()?.or_else(request_context::requested_locale) {
            Some(locale) => locale,
            None => issued_documents::locale(&app, &kept).await?,
        };
        let content = issued_documents::content(&app, &kept, document, locale).await?.ok_or(AppError::NotFound)?;
        let policies = app.policies.clone();
        let printed =
            tokio::task::spawn_blocking(move || issued_documents::print(&policies, document, locale, &content));
        let bytes = printed.await.map_err(AppError::internal)?.map_err(AppError::internal)?;
        let language = locale.as_str().to_owned();
        let name = format!("inline; filename=\"{}-{}-{language}.pdf\"", kept.case.code_or_id(), document.as_str());
        Ok(Printed::Pdf(Binary(bytes), name, language))
    }
}
