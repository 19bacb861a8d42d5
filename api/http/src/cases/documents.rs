//! Documents attached to a case: list, upload, reuse and download.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{CaseId, DocumentId};
use domain::messages::{FieldProblem, Rule};
use domain::workflow::name::DocumentKind;
use poem::Body;
use poem::http::header;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json, Response};
use poem_openapi::{ApiResponse, Object, OpenApi};
use uuid::Uuid;

use crate::caller::Caller;
use crate::conditions::{Part, RangeRequest, content_range};
use crate::problem::Problem;
use crate::request::{CommandRequest, Key, UploadRequest};
use crate::stored_file;
use api_app::app::App;
use api_app::cases::attach::Attach;
use api_app::cases::queries;
use api_app::command_pipeline::{RequestContext, execute, places};
use api_app::documents::content_lock::well_named;
use api_app::documents::document_store::{Allowance, DocumentStore, DocumentStoreError, StoredDocument};
use api_app::documents::integrity::Content;
use api_app::documents::sniff::FileKind;
use api_app::error::AppError;
use api_app::files;
use api_app::reads::entities::documents::Model;
use api_app::reads::{documents, labels};

/// A version of an attached document.
#[derive(Debug, Object)]
struct Document {
    id: Uuid,
    /// Document type as the rule pack names it.
    kind: String,
    name: String,
    version: i64,
    /// Whether this is the newest version of the type and name.
    newest: bool,
    media_type: String,
    size_bytes: i64,
    sha256: String,
    uploaded_by: Option<DocumentUploader>,
    uploaded_at: DateTime<Utc>,
}

/// Person who uploaded a document.
#[derive(Debug, Object)]
struct DocumentUploader {
    id: Uuid,
    name: String,
}

/// Documents attached to a case.
#[derive(Debug, Object)]
struct DocumentList {
    items: Vec<Document>,
    /// Joint hash of the newest versions; a decision refers to it.
    set_sha256: Option<String>,
}

/// A document of another case to attach to this case.
#[derive(Debug, Object)]
struct DocumentReuse {
    /// Source case, which the caller may read.
    case_id: Uuid,
    /// Version of the document in the source case.
    document_id: Uuid,
    /// Document type in this case, as the rule pack names it; defaults to the type in the source
    /// case.
    kind: Option<String>,
}

#[derive(Debug, ApiResponse)]
enum Attached {
    /// The attached document version.
    #[oai(status = 201)]
    Document(Json<Document>),
}

#[derive(Debug, ApiResponse)]
enum Download {
    /// The whole file content.
    #[oai(status = 200)]
    Whole(Binary<Body>),
    /// The requested range of the file.
    #[oai(status = 206)]
    Part(Binary<Body>),
    /// The client has the current content.
    #[oai(status = 304)]
    NotModified,
    /// The range is outside the file.
    #[oai(status = 416)]
    Outside,
}

/// Handlers of documents, with the document store.
#[derive(Debug)]
pub struct Documents {
    pub documents: DocumentStore,
    /// Media types and size that uploads may have.
    pub allowance: Allowance,
}

#[OpenApi]
impl Documents {
    /// List the documents of a case
    ///
    /// Lists every version of every attached document.
    #[oai(path = "/cases/:case_id/documents", method = "get", operation_id = "document.list")]
    async fn list(&self, app: Data<&App>, caller: Caller, case_id: Path<Uuid>) -> Result<Json<DocumentList>, Problem> {
        let case = CaseId::new(case_id.0);
        queries::one(&app, &caller.0, case).await?;
        let rows = documents::of_case(app.store.read(), case).await?;
        let set_sha256 = documents::on_file(app.store.read(), case).await?.hash;
        Ok(Json(DocumentList { items: shown(&app, rows).await?, set_sha256 }))
    }

    /// Upload a document to a case
    ///
    /// The upload becomes the next version of its type and name.
    #[oai(path = "/cases/:case_id/documents", method = "post", operation_id = "document.create")]
    async fn attach(
        &self,
        app: Data<&App>,
        request: UploadRequest<'_>,
        case_id: Path<Uuid>,
        /// Document type as the rule pack names it.
        kind: Query<String>,
        /// File name of the document.
        name: Query<String>,
        file: Binary<Body>,
    ) -> Result<Attached, Problem> {
        let case = CaseId::new(case_id.0);
        let kept = queries::one(&app, &request.actor, case).await?;
        let kind = DocumentKind::new(&kind.0).map_err(|_bad| AppError::invalid("kind", FieldProblem::NotAName))?;
        let name = well_named(&name.0, "/name")?;
        let may = places(&request.actor, &kept.parties)
            .iter()
            .any(|place| app.policies.access.may(place.role, place.stance, kept.case.kind.as_str(), "upload"));
        if !may {
            return Err(AppError::forbidden(Rule::NoRoleMayFile).into());
        }
        // The file is stored before the transaction begins, so that a slow upload holds no lock.
        let arriving = app.clock.new_id();
        let content =
            self.documents.put(arriving, file.0.into_async_read(), &self.allowance).await.map_err(document_error)?;
        let context = request.context(&content.sha256);
        attached(
            &app,
            &context,
            Attach { case, of: kept.case.kind, kind, name, content, documents: self.documents.clone() },
        )
        .await
    }

    /// Reuse a document of another case
    ///
    /// The content is stored once and attached to both cases.
    #[oai(path = "/cases/:case_id/documents/reuse", method = "post", operation_id = "document.reuse")]
    async fn reuse(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        case_id: Path<Uuid>,
        body: Json<DocumentReuse>,
    ) -> Result<Attached, Problem> {
        let case = CaseId::new(case_id.0);
        let kept = queries::one(&app, &request.actor, case).await?;
        let there = CaseId::new(body.0.case_id);
        queries::one(&app, &request.actor, there).await?;
        let found = documents::find(app.store.read(), there, DocumentId::new(body.0.document_id)).await?;
        let document = found.ok_or_else(|| AppError::invalid("/document_id", FieldProblem::NotOnFile))?;
        let kind = body.0.kind.as_deref().unwrap_or(&document.kind);
        let kind = DocumentKind::new(kind).map_err(|_bad| AppError::invalid("/kind", FieldProblem::NotAName))?;
        let content = StoredDocument {
            sha256: document.sha256,
            bytes: u64::try_from(document.size_bytes).map_err(AppError::internal)?,
            kind: FileKind::of_media_type(&document.media_type)
                .ok_or_else(|| AppError::internal(format!("a document of the unknown type {}", document.media_type)))?,
        };
        attached(
            &app,
            &request.context,
            Attach { case, of: kept.case.kind, kind, name: document.name, content, documents: self.documents.clone() },
        )
        .await
    }

    /// Download a document
    ///
    /// Supports ranges and conditional requests.
    #[oai(path = "/cases/:case_id/documents/:document_id", method = "get", operation_id = "document.get")]
    async fn fetch(
        &self,
        app: Data<&App>,
        caller: Caller,
        case_id: Path<Uuid>,
        document_id: Path<Uuid>,
        wanted: RangeRequest<'_>,
    ) -> Result<Response<Download>, Problem> {
        let case = CaseId::new(case_id.0);
        queries::one(&app, &caller.0, case).await?;
        let row =
            documents::find(app.store.read(), case, DocumentId::new(document_id.0)).await?.ok_or(AppError::NotFound)?;
        let etag = format!("\"{}\"", row.sha256);
        let length = u64::try_from(row.size_bytes).unwrap_or_default();
        let (bytes, content_range) = match wanted.part(&etag, length) {
            // The tag is the hash of the client's content. The client's copy is valid even when the
            // stored file is damaged, and the file is not read.
            Part::Known => return Ok(Response::new(Download::NotModified).header(header::ETAG, etag)),
            Part::Whole => (0..length, None),
            Part::Bytes(bytes) => {
                let content_range = content_range(&bytes, length);
                (bytes, Some(content_range))
            }
            Part::Outside => {
                return Ok(Response::new(Download::Outside).header(header::CONTENT_RANGE, format!("bytes */{length}")));
            }
        };
        let sent = bytes.end.saturating_sub(bytes.start);
        let content = Content { sha256: row.sha256, bytes: length };
        let body = Binary(stored_file::body(&app, &self.documents, (&row.blob_key, &content), bytes).await?);
        let answer = match content_range {
            Some(content_range) => Response::new(Download::Part(body)).header(header::CONTENT_RANGE, content_range),
            None => Response::new(Download::Whole(body)),
        };
        Ok(answer
            .header(header::CONTENT_TYPE, row.media_type.as_str())
            .header(header::CONTENT_LENGTH, sent)
            .header(header::ETAG, etag)
            .header(header::ACCEPT_RANGES, "bytes")
            .header(header::CACHE_CONTROL, "private, max-age=31536000, immutable")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(header::CONTENT_DISPOSITION, disposition(&row.name)))
    }
}

async fn attached(app: &App, context: &RequestContext, command: Attach) -> Result<Attached, Problem> {
    let case = command.case;
    let id = execute(app, context, command).await?.answer;
    let rows = documents::of_case(app.store.read(), case).await?;
    let document = shown(app, rows).await?.into_iter().find(|document| document.id == id.uuid());
    Ok(Attached::Document(Json(document.ok_or(AppError::NotFound)?)))
}

/// `attachment` with the name in UTF-8 (RFC 6266): an uploaded file never opens inside the app.
pub(crate) fn disposition(name: &str) -> String {
    let encoded: String = name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    format!("attachment; filename*=UTF-8''{encoded}")
}

pub(crate) fn document_error(reason: DocumentStoreError) -> AppError {
    match reason {
        DocumentStoreError::TooLong { limit_bytes } => AppError::TooLarge { limit_bytes },
        DocumentStoreError::Empty => AppError::invalid("", FieldProblem::FileIsEmpty),
        DocumentStoreError::Kind { found, allowed } => AppError::invalid("", FieldProblem::FileKind { found, allowed }),
        DocumentStoreError::Json(_) => AppError::invalid("", FieldProblem::FileIsNotJson),
        DocumentStoreError::BrokenOff(_) => AppError::invalid("", FieldProblem::FileBrokeOff),
        DocumentStoreError::DocumentStore(trouble) => files::failure(trouble),
    }
}

async fn shown(app: &App, rows: Vec<Model>) -> Result<Vec<Document>, AppError> {
    let people: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.uploaded_by).collect();
    let people = labels::people(app.store.read(), &people).await?;
    let mut shown: Vec<Document> = Vec::with_capacity(rows.len());
    for row in rows {
        // Versions of one document are adjacent.
        if let Some(before) = shown.last_mut().filter(|before| before.kind == row.kind && before.name == row.name) {
            before.newest = false;
        }
        shown.push(Document {
            id: row.id,
            kind: row.kind,
            name: row.name,
            version: row.version,
            newest: true,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            uploaded_by: row
                .uploaded_by
                .map(|id| DocumentUploader { id, name: people.get(&id).cloned().unwrap_or_default() }),
            uploaded_at: row.uploaded_at,
        });
    }
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_cannot_break_the_header() {
        assert_eq!(
            disposition("Bản vẽ \"1\".pdf"),
            "attachment; filename*=UTF-8''B%E1%BA%A3n%20v%E1%BA%BD%20%221%22.pdf"
        );
    }
}
