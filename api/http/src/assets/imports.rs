//! Imports: upload a file, follow its progress, read row errors and roll back.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::ids::{ImportId, OrganizationId};
use domain::messages::FieldProblem;
use domain::text::Locale;
use domain::text::checked::SingleLineText;
use futures_util::StreamExt;
use poem::Body;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::types::multipart::Upload;
use poem_openapi::{ApiRequest, ApiResponse, Enum, Multipart, Object, OpenApi};
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag;
use crate::fingerprint;
use crate::page::{Page, PageParameters};
use crate::parameter_set::query_parameters;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatchAndKey, UploadRequest};
use crate::request_context;
use api_app::app::App;
use api_app::command_pipeline::{Command, execute};
use api_app::error::AppError;
use api_app::files;
use api_app::imports::import_file_store::{ImportFileError, ImportFileStore, StoredImportFile};
use api_app::imports::mapping::Mapping;
use api_app::imports::queries;
use api_app::imports::report::Report;
use api_app::imports::roll_back::RollBack;
use api_app::imports::start::Start;
use api_app::reads::entities::import_errors::Model as ErrorRow;
use api_app::reads::entities::imports::Model;
use api_app::reads::entities::status;

/// An import job.
#[derive(Debug, Object)]
struct Import {
    id: Uuid,
    /// Organisation that owns the imported assets.
    organization_id: Uuid,
    /// `csv`, `xlsx`, `geojson`, `geojson_seq`, `geopackage`, `shapefile`, `kml`, `flatgeobuf`, or
    /// `any`.
    format: String,
    /// Name of the column mapping.
    mapping: String,
    /// `dry_run` or `commit`.
    mode: String,
    /// `queued`, `running`, `done`, `failed` or `rolled_back`.
    status: String,
    file_name: Option<String>,
    bytes_total: Option<i64>,
    bytes_read: i64,
    rows_read: i64,
    /// Number of rows that produced records.
    rows_ok: i64,
    /// Number of rows that produced no record.
    rows_failed: i64,
    /// Number of notices; a notice rejects no row.
    notices: i64,
    /// Number of assets created, or that a commit would create.
    assets_created: i64,
    occupancies_created: i64,
    /// Organisations without users that were created, or that a commit would create.
    organizations_created: Vec<String>,
    /// Columns of the file that the mapping does not read.
    unread_columns: Vec<String>,
    /// Number of assets outside all known administrative units.
    outside_areas: u64,
    /// Reason of the failure.
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    version: i64,
}

/// An error or a notice about a row.
#[derive(Debug, Object)]
struct ImportError {
    id: Uuid,
    /// Row number, starting at 1 after the header.
    row: i64,
    /// Name of the field in the file.
    field: Option<String>,
    /// Stable identifier of the rule.
    rule: String,
    /// `refused` (the row is not imported), `partly`, or `notice`.
    weight: String,
    /// Message in the reader's language.
    message: String,
    /// Original row, truncated when long.
    raw: Option<String>,
}

/// Whether an import changes the register.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum ImportMode {
    DryRun,
    Commit,
}

/// Form with the file and, if the mapping has no name, the mapping.
#[derive(Debug, Multipart)]
struct Form {
    file: Upload,
    /// Mapping in TOML or JSON.
    mapping: Option<String>,
}

#[derive(Debug, ApiRequest)]
enum Sent {
    /// A form that contains the file. Listed first, because a plain file can have any media type.
    Form(Form),
    /// The file as the whole body.
    File(Binary<Body>),
}

/// Reason for a rollback.
#[derive(Debug, Object)]
struct ImportRollback {
    reason: String,
}

#[derive(Debug, ApiResponse)]
enum Accepted {
    /// The queued import, with its version in `ETag`.
    #[oai(status = 202)]
    Import(Json<Import>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum ImportResponse {
    /// The import, with its version in `ETag`.
    #[oai(status = 200)]
    Import(Json<Import>, #[oai(header = "ETag")] String),
}

query_parameters! {
    /// Query parameters of an import.
    #[derive(Debug)]
    pub(crate) struct ImportParameters {
        /// Organisation that owns the assets; optional for members of a single organisation.
        organization_id: Option<Uuid>,
        /// Name of a saved or built-in mapping; omitted when the form contains a mapping.
        mapping: Option<String>,
        /// `dry_run` (default) or `commit`.
        mode: Option<ImportMode>,
        /// Name of the uploaded file.
        file_name: Option<String>,
    }
}

/// Handlers of imports, with the store of uploaded files.
#[derive(Debug)]
pub struct Imports {
    pub import_files: ImportFileStore,
    /// Size limit of an upload in bytes.
    pub limit_bytes: u64,
}

#[OpenApi]
impl Imports {
    /// List imports
    ///
    /// Lists the imports of the caller's organisations. The newest comes first.
    #[oai(path = "/imports", method = "get", operation_id = "import.list")]
    async fn list(&self, app: Data<&App>, caller: Caller, page: PageParameters) -> Result<Json<Page<Import>>, Problem> {
        let page = page.wanted()?;
        let before: Option<Uuid> = page.position();
        let visibility = queries::visibility(app.store.read(), &app, &caller.0).await?;
        let before = before.map(ImportId::new);
        let rows = queries::list(app.store.read(), &visibility, before, page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: rows.into_iter().map(shown).collect(), next_cursor }))
    }

    /// Create an import
    ///
    /// Uploads a file and queues the job.
    #[oai(path = "/imports", method = "post", operation_id = "import.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: UploadRequest<'_>,
        asked: ImportParameters,
        sent: Sent,
    ) -> Result<Accepted, Problem> {
        let organization = organization(&request.actor, asked.organization_id)?;
        let import = ImportId::new(app.clock.new_id());
        let (body, form) = match sent {
            Sent::File(body) => (body.0, None),
            Sent::Form(form) => {
                let fields = FormFields { mapping: form.mapping, file_name: form.file.file_name().map(str::to_owned) };
                (Body::from_async_read(form.file.into_async_read()), Some(fields))
            }
        };
        let written_out = form.as_ref().and_then(|form| form.mapping.clone());
        let mapping = self.mapping(&app, organization, asked.mapping, written_out).await?;
        let name = asked.file_name.or_else(|| form.as_ref()?.file_name.clone());
        let file_name = name.map(|name| file_name_of(&name)).transpose()?;
        // The file is stored before the transaction begins, so that a slow upload holds no lock.
        let file = self.store_file(import, body).await?;
        let mode = match asked.mode {
            Some(ImportMode::Commit) => status::ImportMode::Commit,
            Some(ImportMode::DryRun) | None => status::ImportMode::DryRun,
        };
        let context = request.context(&body_sha256(&file.sha256, form.as_ref()));
        let key = file.key.clone();
        let command = Start { import, organization, mapping, mode, file, file_name };
        let done = execute(&app, &context, command).await;
        // A file that no import refers to is deleted.
        if done.as_ref().map_or(true, |done| done.answer != import) {
            self.import_files.remove(&key).await.map_err(file_error)?;
        }
        let row = one(&app, &request.actor, done?.answer).await?;
        let etag = etag(row.version);
        Ok(Accepted::Import(Json(shown(row)), etag))
    }

    /// Get an import
    ///
    /// Returns the progress and the result of the job.
    #[oai(path = "/imports/:import_id", method = "get", operation_id = "import.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, import_id: Path<Uuid>) -> Result<ImportResponse, Problem> {
        Ok(found(&app, &caller.0, ImportId::new(import_id.0)).await?)
    }

    /// List the row errors of an import
    #[oai(path = "/imports/:import_id/errors", method = "get", operation_id = "import_error.list")]
    async fn errors(
        &self,
        app: Data<&App>,
        caller: Caller,
        import_id: Path<Uuid>,
        /// `refused`, `partly` or `notice`.
        weight: Query<Option<String>>,
        page: PageParameters,
    ) -> Result<Json<Page<ImportError>>, Problem> {
        let page = page.wanted()?;
        let after = page.position();
        let visibility = queries::visibility(app.store.read(), &app, &caller.0).await?;
        let import = ImportId::new(import_id.0);
        let weight = weight.0.as_deref();
        let rows = queries::reported(app.store.read(), &visibility, import, weight, after, page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| (row.row_number, row.id));
        let locale = request_context::locale();
        Ok(Json(Page { items: rows.into_iter().map(|row| reported(row, locale)).collect(), next_cursor }))
    }

    /// Roll back an import
    ///
    /// Removes the assets and occupancies that the import created.
    #[oai(path = "/imports/:import_id/rollback", method = "post", operation_id = "import.roll_back")]
    async fn roll_back(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatchAndKey>,
        import_id: Path<Uuid>,
        body: Json<ImportRollback>,
    ) -> Result<ImportResponse, Problem> {
        let command = RollBack { import: ImportId::new(import_id.0), reason: body.reason.clone() };
        Ok(done(&app, request, command).await?)
    }
}

impl Imports {
    async fn mapping(
        &self,
        app: &App,
        organization: OrganizationId,
        name: Option<String>,
        written_out: Option<String>,
    ) -> Result<Mapping, AppError> {
        match (name, written_out) {
            (Some(name), None) => queries::mapping(app.store.read(), organization, &name).await,
            (None, Some(text)) => queries::mapping_text(&text),
            (Some(_), Some(_)) | (None, None) => Err(AppError::invalid("mapping", FieldProblem::OneMapping)),
        }
    }

    async fn store_file(&self, import: ImportId, body: Body) -> Result<StoredImportFile, AppError> {
        let stream = Box::pin(body.into_bytes_stream().map(|part| part.map_err(std::io::Error::other)));
        self.import_files.put(&import.to_string(), stream, self.limit_bytes).await.map_err(file_error)
    }
}

/// Fields of a form other than the file content.
struct FormFields {
    mapping: Option<String>,
    file_name: Option<String>,
}

/// Digest of the body of an import. For a form, the digest of its parts: the boundary bytes differ
/// each time a client sends the same form.
fn body_sha256(file_sha256: &str, form: Option<&FormFields>) -> String {
    let Some(form) = form else { return file_sha256.to_owned() };
    let (mapping, name) = (form.mapping.as_deref(), form.file_name.as_deref());
    fingerprint::of_parts(&[file_sha256, mapping.unwrap_or_default(), name.unwrap_or_default()])
}

/// Greatest length of a file name.
const LONGEST_NAME: usize = 200;

fn file_name_of(name: &str) -> Result<String, AppError> {
    let name = SingleLineText::new(name, LONGEST_NAME);
    name.map(SingleLineText::into_string).map_err(|error| AppError::invalid("file_name", error))
}

pub(crate) fn file_error(fault: ImportFileError) -> AppError {
    match fault {
        ImportFileError::TooLong { limit_bytes } => AppError::TooLarge { limit_bytes },
        ImportFileError::Empty => AppError::invalid("/file", FieldProblem::FileIsEmpty),
        ImportFileError::BrokenOff(_) => AppError::invalid("/file", FieldProblem::FileBrokeOff),
        ImportFileError::ImportFileStore(trouble) => files::failure(trouble),
    }
}

pub(crate) fn organization(actor: &Actor, named: Option<Uuid>) -> Result<OrganizationId, AppError> {
    if let Some(named) = named {
        return Ok(OrganizationId::new(named));
    }
    let own: Vec<OrganizationId> = actor.living().into_iter().collect();
    match own.as_slice() {
        [only] => Ok(*only),
        _ => Err(AppError::invalid("organization_id", FieldProblem::SayWhoseAssets)),
    }
}

async fn done<D: Command<Output = ImportId>>(
    app: &App,
    request: CommandRequest<IfMatchAndKey>,
    command: D,
) -> Result<ImportResponse, AppError> {
    let done = execute(app, &request.context, command).await?;
    found(app, &request.actor, done.answer).await
}

async fn one(app: &App, actor: &Actor, import: ImportId) -> Result<Model, AppError> {
    let visibility = queries::visibility(app.store.read(), app, actor).await?;
    queries::one(app.store.read(), &visibility, import).await
}

async fn found(app: &App, actor: &Actor, import: ImportId) -> Result<ImportResponse, AppError> {
    let row = one(app, actor, import).await?;
    let etag = etag(row.version);
    Ok(ImportResponse::Import(Json(shown(row)), etag))
}

fn shown(row: Model) -> Import {
    let report = Report::of(&row.report);
    let mapping = row.mapping.get("name").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    Import {
        id: row.id,
        organization_id: row.organization_id,
        format: row.format,
        mapping,
        mode: row.mode.as_str().to_owned(),
        status: row.status.as_str().to_owned(),
        file_name: row.file_name,
        bytes_total: row.bytes_total,
        bytes_read: row.bytes_read,
        rows_read: row.rows_read,
        rows_ok: row.rows_ok,
        rows_failed: row.rows_failed,
        notices: row.notices,
        assets_created: row.assets_created,
        occupancies_created: row.occupancies_created,
        organizations_created: report.organizations_created,
        unread_columns: report.unread_columns,
        outside_areas: report.outside_areas,
        last_error: row.last_error,
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        version: row.version,
    }
}

fn reported(row: ErrorRow, locale: Locale) -> ImportError {
    let message = match locale {
        Locale::Vi => row.message_vi,
        Locale::En => row.message_en,
    };
    let ErrorRow { id, row_number, field, rule, weight, raw, .. } = row;
    ImportError { id, row: row_number, field, rule, weight, message, raw }
}
