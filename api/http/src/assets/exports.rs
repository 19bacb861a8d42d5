//! Exports: request a file of the register, follow its progress and download it.

use chrono::{DateTime, Utc};
use domain::ids::ExportId;
use domain::messages::Conflict;
use poem::Body;
use poem::http::header;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::{Binary, Json, Response};
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag;
use crate::page::{Page, PageParameters};
use crate::problem::Problem;
use crate::request::{CommandRequest, Key};
use crate::stored_file;
use api_app::app::App;
use api_app::command_pipeline::execute;
use api_app::documents::integrity::Damage;
use api_app::error::AppError;
use api_app::exports::Crs;
use api_app::exports::order::{Format, Order};
use api_app::exports::queries;
use api_app::exports::request::Ask;
use api_app::exports::{Losses, PositionFormat, Target};
use api_app::imports::import_file_store::ImportFileStore;
use api_app::reads::entities::exports::Model;
use api_app::reads::entities::status::ExportStatus;
use api_app::register::filters::Words;

/// File format of an export.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum ExportFormat {
    Csv,
    Geojson,
    GeojsonSeq,
    Geopackage,
    /// Shapefile in a zip archive.
    Shapefile,
    Kml,
    Kmz,
    Flatgeobuf,
    Xlsx,
    /// Nodes, spans and network package of the Open Fibre Data Standard, in a zip archive.
    Ofds,
}

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Csv => Self::Table(Target::Csv),
            ExportFormat::Geojson => Self::Table(Target::Geojson),
            ExportFormat::GeojsonSeq => Self::Table(Target::GeojsonSeq),
            ExportFormat::Geopackage => Self::Table(Target::Geopackage),
            ExportFormat::Shapefile => Self::Table(Target::Shapefile),
            ExportFormat::Kml => Self::Table(Target::Kml),
            ExportFormat::Kmz => Self::Table(Target::Kmz),
            ExportFormat::Flatgeobuf => Self::Table(Target::Flatgeobuf),
            ExportFormat::Xlsx => Self::Table(Target::Xlsx),
            ExportFormat::Ofds => Self::Ofds,
        }
    }
}

/// Representation of geometries in a table.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
enum ExportPlace {
    /// One column of well-known text.
    Wkt,
    /// Two numeric columns; only points have values.
    Columns,
}

/// Selects assets with the parameters of `GET /assets`.
#[derive(Debug, Default, Object)]
#[oai(default)]
struct ExportFilter {
    bbox: Option<String>,
    near: Option<String>,
    within_m: Option<f64>,
    kind: Option<String>,
    owner: Option<Uuid>,
    area: Option<String>,
    lifecycle: Option<String>,
    shareable: Option<bool>,
    free_min: Option<u32>,
    q: Option<String>,
}

/// Request for an export.
#[derive(Debug, Object)]
struct NewExport {
    format: ExportFormat,
    /// `OGC:CRS84` (default), `EPSG:4326`, `EPSG:3857` or `EPSG:5899`; the easting comes first in
    /// all of them.
    crs: Option<String>,
    /// Representation of geometries in table formats.
    place: Option<ExportPlace>,
    /// Columns to include, in this order; all columns when empty.
    #[oai(default)]
    columns: Vec<String>,
    #[oai(default)]
    filter: ExportFilter,
}

/// An export job and its file.
#[derive(Debug, Object)]
struct Export {
    id: Uuid,
    format: String,
    /// `queued`, `running`, `done`, `failed` or `expired`.
    status: String,
    file_name: String,
    /// Known after the job has started.
    rows_total: Option<i64>,
    rows_done: i64,
    bytes: Option<i64>,
    sha256: Option<String>,
    /// Number of texts truncated to fit the format.
    texts_cut: u64,
    /// Number of geometries that the format cannot represent and that were omitted.
    shapes_left_out: u64,
    /// Reason of the failure.
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    /// Time until which the file is kept.
    expires_at: Option<DateTime<Utc>>,
    version: i64,
}

#[derive(Debug, ApiResponse)]
enum Accepted {
    /// The queued export, with its version in `ETag`.
    #[oai(status = 202)]
    Export(Json<Export>, #[oai(header = "ETag")] String, #[oai(header = "Location")] String),
}

#[derive(Debug, ApiResponse)]
enum ExportResponse {
    /// The export, with its version in `ETag`.
    #[oai(status = 200)]
    Export(Json<Export>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Download {
    /// Content of the exported file.
    #[oai(status = 200)]
    File(Binary<Body>),
}

/// Handlers of exports, with the store of exported files.
#[derive(Debug)]
pub struct Exports {
    pub import_files: ImportFileStore,
}

#[OpenApi]
impl Exports {
    /// Create an export of assets
    ///
    /// The file contains what the caller may see when the job runs: own assets in full, other
    /// assets as `GET /assets` shows them.
    #[oai(path = "/exports/assets", method = "post", operation_id = "export.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewExport>,
    ) -> Result<Accepted, Problem> {
        let command = Ask { export: ExportId::new(app.clock.new_id()), order: body.0.order() };
        let id = execute(&app, &request.context, command).await?.answer;
        let row = queries::one(&app, &request.actor, id).await?;
        let version = etag(row.version);
        Ok(Accepted::Export(Json(shown(row)), version, format!("/api/v1/exports/{id}")))
    }

    /// List the caller's exports
    ///
    /// The newest export comes first.
    #[oai(path = "/exports", method = "get", operation_id = "export.list")]
    async fn list(&self, app: Data<&App>, caller: Caller, page: PageParameters) -> Result<Json<Page<Export>>, Problem> {
        let page = page.wanted()?;
        let before: Option<Uuid> = page.position();
        let rows = queries::list(&app, &caller.0, before.map(ExportId::new), page.rows()).await?;
        let (rows, next_cursor) = page.cut(rows, |row| row.id);
        Ok(Json(Page { items: rows.into_iter().map(shown).collect(), next_cursor }))
    }

    /// Get an export
    ///
    /// Returns the progress and the result of the job.
    #[oai(path = "/exports/:export_id", method = "get", operation_id = "export.get")]
    async fn get(&self, app: Data<&App>, caller: Caller, export_id: Path<Uuid>) -> Result<ExportResponse, Problem> {
        let row = queries::one(&app, &caller.0, ExportId::new(export_id.0)).await?;
        let version = etag(row.version);
        Ok(ExportResponse::Export(Json(shown(row)), version))
    }

    /// Download the file of an export
    #[oai(path = "/exports/:export_id/file", method = "get", operation_id = "export.get_file")]
    async fn file(
        &self,
        app: Data<&App>,
        caller: Caller,
        export_id: Path<Uuid>,
    ) -> Result<Response<Download>, Problem> {
        let row = queries::one(&app, &caller.0, ExportId::new(export_id.0)).await?;
        let Some(key) = row.file_key.filter(|_| row.status == ExportStatus::Done) else {
            return Err(AppError::from(Conflict::ExportHasNoFile { status: row.status.as_str().to_owned() }).into());
        };
        let found = self.import_files.find(&key).await.map_err(AppError::internal)?;
        let bytes = found.ok_or_else(|| stored_file::damaged(&app, &key, &Damage::Missing))?;
        let body = match &row.sha256 {
            Some(sha256) => stored_file::watched(&app, &key, sha256.clone(), bytes),
            None => Body::from_bytes_stream(bytes),
        };
        let media_type = row.format.parse::<Format>().ok().map_or("application/octet-stream", Format::media_type);
        let answer = Response::new(Download::File(Binary(body)));
        Ok(answer
            .header(header::CONTENT_TYPE, media_type)
            .header(header::CONTENT_LENGTH, row.bytes.unwrap_or_default())
            .header(header::ETAG, format!("\"{}\"", row.sha256.unwrap_or_default()))
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", row.file_name)))
    }
}

impl NewExport {
    fn order(self) -> Order {
        let filter = self.filter;
        Order {
            format: self.format.into(),
            crs: self.crs.unwrap_or_else(|| Crs::default().name().to_owned()),
            place: match self.place {
                Some(ExportPlace::Columns) => PositionFormat::Columns,
                Some(ExportPlace::Wkt) | None => PositionFormat::Wkt,
            },
            columns: self.columns,
            filter: Words {
                bbox: filter.bbox,
                near: filter.near,
                within_m: filter.within_m,
                kind: filter.kind,
                owner: filter.owner,
                area: filter.area,
                lifecycle: filter.lifecycle,
                shareable: filter.shareable,
                free_min: filter.free_min,
                q: filter.q,
            },
        }
    }
}

fn shown(row: Model) -> Export {
    let losses: Losses = serde_json::from_value(row.losses).unwrap_or_default();
    Export {
        id: row.id,
        format: row.format,
        status: row.status.as_str().to_owned(),
        file_name: row.file_name,
        rows_total: row.rows_total,
        rows_done: row.rows_done,
        bytes: row.bytes,
        sha256: row.sha256,
        texts_cut: losses.texts_cut,
        shapes_left_out: losses.shapes_left_out,
        last_error: row.last_error,
        created_at: row.created_at,
        started_at: row.started_at,
        finished_at: row.finished_at,
        expires_at: row.expires_at,
        version: row.version,
    }
}
