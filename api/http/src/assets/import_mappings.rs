//! Column mappings of imports: built-in mappings and mappings saved by an organisation.

use domain::ids::OrganizationId;
use domain::messages::FieldProblem;
use futures_util::StreamExt;
use poem::Body;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json, PlainText};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::assets::imports::{file_error, organization};
use crate::caller::Caller;
use crate::problem::Problem;
use crate::request::{CommandRequest, Key, UploadRequest};
use api_app::app::App;
use api_app::command_pipeline::{Permission, execute};
use api_app::error::AppError;
use api_app::imports::RESOURCE;
use api_app::imports::import_file_store::ImportFileStore;
use api_app::imports::mapping::Mapping;
use api_app::imports::queries;
use api_app::imports::save_mapping::SaveMapping;
use api_app::imports::suggest::{Suggestion, suggest};
use api_app::read_scope::read_scope;
use api_app::reads::imports::mappings;

/// A column mapping in a list.
#[derive(Debug, Object)]
struct ImportMapping {
    name: String,
    /// Title of the mapping.
    title: String,
    /// `csv`, `xlsx`, `geojson`, `geojson_seq`, `geopackage`, `shapefile`, `kml`, `flatgeobuf`, or
    /// `any`.
    format: String,
    /// Whether the mapping is built in. A saved mapping of the same name takes precedence.
    shipped: bool,
    /// Full mapping, in the form accepted by `PUT /import-mappings/{name}`.
    mapping: serde_json::Value,
}

/// Mappings available to an organisation.
#[derive(Debug, Object)]
struct ImportMappingList {
    items: Vec<ImportMapping>,
}

/// A mapping suggested for a file. Suggesting saves nothing.
#[derive(Debug, Object)]
struct SuggestedMapping {
    /// Detected format of the file.
    format: String,
    /// Suggested mapping, in the form accepted by `PUT /import-mappings/{name}`.
    mapping: serde_json::Value,
    /// The same mapping as readable TOML.
    toml: String,
    /// Columns of the file that the mapping does not read.
    unplaced_columns: Vec<String>,
    /// Guesses and gaps that a person should review.
    doubts: Vec<String>,
}

/// Handlers of import mappings, with the store of uploaded files.
#[derive(Debug)]
pub struct Mappings {
    pub import_files: ImportFileStore,
    /// Size limit of an upload in bytes.
    pub limit_bytes: u64,
}

#[OpenApi]
impl Mappings {
    /// List import mappings
    #[oai(path = "/import-mappings", method = "get", operation_id = "import_mapping.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        organization_id: Query<Option<Uuid>>,
    ) -> Result<Json<ImportMappingList>, Problem> {
        let organization = seen(&app, &caller, organization_id.0).await?;
        let saved = mappings::list(app.store.read(), organization).await.map_err(AppError::from)?;
        let mut items = Vec::new();
        for row in saved {
            items.push(item(serde_json::from_value(row.mapping).map_err(AppError::internal)?, Origin::Saved)?);
        }
        for name in api_app::imports::shipped_mappings::names() {
            let text = api_app::imports::shipped_mappings::shipped(name).unwrap_or_default();
            items.push(item(queries::mapping_text(text)?, Origin::Shipped)?);
        }
        Ok(Json(ImportMappingList { items }))
    }

    /// Suggest a mapping for a file
    ///
    /// Columns are matched by name, in Vietnamese or English, and by content.
    #[oai(path = "/import-mappings/suggest", method = "post", operation_id = "import_mapping.suggest")]
    async fn suggest(
        &self,
        app: Data<&App>,
        // The key is validated and not stored, because the operation changes nothing.
        request: UploadRequest<'_>,
        /// Name of the suggested mapping.
        name: Query<Option<String>>,
        /// The file, or its beginning when that suffices to detect the format.
        file: Binary<Body>,
    ) -> Result<Json<SuggestedMapping>, Problem> {
        read_scope(&app, &request.actor, &Permission::new(RESOURCE, "create"))?;
        let key = format!("suggest-{}", app.clock.new_id());
        let stream = Box::pin(file.0.into_bytes_stream().map(|part| part.map_err(std::io::Error::other)));
        self.import_files.put(&key, stream, self.limit_bytes).await.map_err(file_error)?;
        let name = name.0.unwrap_or_else(|| "suggested".to_owned());
        let found = self.looked_at(&app, &key, name).await;
        self.import_files.remove(&key).await.map_err(file_error)?;
        Ok(Json(suggested(found?)?))
    }

    /// Create or replace an import mapping
    #[oai(path = "/import-mappings/:name", method = "put", operation_id = "import_mapping.update")]
    async fn save(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        name: Path<String>,
        organization_id: Query<Option<Uuid>>,
        /// Mapping in TOML or JSON.
        body: PlainText<String>,
    ) -> Result<Json<ImportMapping>, Problem> {
        let organization = organization(&request.actor, organization_id.0)?;
        let mapping = queries::mapping_text(&body.0)?;
        if mapping.name != name.0 {
            return Err(AppError::invalid("/mapping", FieldProblem::NameOfAnotherPath).into());
        }
        execute(&app, &request.context, SaveMapping { organization, mapping: mapping.clone() }).await?;
        Ok(Json(item(mapping, Origin::Saved)?))
    }
}

impl Mappings {
    async fn looked_at(&self, app: &App, key: &str, name: String) -> Result<Suggestion, AppError> {
        let file = self.import_files.open(key).await.map_err(file_error)?;
        let kinds = app.policies.kinds.clone();
        let scratch = app.scratch.folder().map_err(AppError::internal)?;
        let looking = tokio::task::spawn_blocking(move || suggest(file, &name, &kinds, scratch));
        looking.await.map_err(AppError::internal)?.map_err(|fault| AppError::invalid("/file", fault))
    }
}

fn suggested(found: Suggestion) -> Result<SuggestedMapping, AppError> {
    Ok(SuggestedMapping {
        format: found.mapping.format_name().to_owned(),
        toml: toml::to_string(&found.mapping).map_err(AppError::internal)?,
        mapping: serde_json::to_value(&found.mapping).map_err(AppError::internal)?,
        unplaced_columns: found.unplaced,
        doubts: found.doubts,
    })
}

#[derive(Clone, Copy)]
enum Origin {
    Shipped,
    Saved,
}

/// Resolves the organisation of the mappings and checks that the caller may read its imports.
async fn seen(app: &App, caller: &Caller, named: Option<Uuid>) -> Result<OrganizationId, AppError> {
    let organization = organization(&caller.0, named)?;
    match queries::visibility(app.store.read(), app, &caller.0).await? {
        queries::ImportVisibility::All => Ok(organization),
        queries::ImportVisibility::Own(own) if own.contains(&organization) => Ok(organization),
        queries::ImportVisibility::Own(_) => Err(AppError::NotFound),
    }
}

fn item(mapping: Mapping, origin: Origin) -> Result<ImportMapping, AppError> {
    Ok(ImportMapping {
        name: mapping.name.clone(),
        title: mapping.title.clone(),
        format: mapping.format_name().to_owned(),
        shipped: matches!(origin, Origin::Shipped),
        mapping: serde_json::to_value(mapping).map_err(AppError::internal)?,
    })
}
