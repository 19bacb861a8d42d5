//! Column mappings: those that ship with the server, and those an organisation has saved.

use domain::ids::OrganizationId;
use domain::messages::FieldProblem;
use futures_util::StreamExt;
use poem::Body;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json, PlainText};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::assets::imports::{not_kept, organization};
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

/// A mapping in a list.
#[derive(Debug, Object)]
struct ImportMapping {
    name: String,
    /// What it reads.
    title: String,
    /// `csv`, `xlsx`, `geojson`, `geojson_seq`, `geopackage`, `shapefile`, `kml`, `flatgeobuf`, or `any`.
    format: String,
    /// It ships with the server; a saved one of the same name comes before it.
    shipped: bool,
    /// All of it, as it can be sent back changed.
    mapping: serde_json::Value,
}

/// All mappings one can use.
#[derive(Debug, Object)]
struct ImportMappings {
    items: Vec<ImportMapping>,
}

/// A mapping that a file suggests. Nothing is saved.
#[derive(Debug, Object)]
struct SuggestedMapping {
    /// What the file is.
    format: String,
    /// As it can be saved, or sent back changed.
    mapping: serde_json::Value,
    /// The same, as TOML that a person can read.
    toml: String,
    /// Columns of the file that it does not read.
    unplaced_columns: Vec<String>,
    /// What was guessed or is missing.
    doubts: Vec<String>,
}

/// The resource, with the import file store where files wait.
#[derive(Debug)]
pub struct Mappings {
    /// Where files wait.
    pub import_files: ImportFileStore,
    /// The longest file that is taken.
    pub limit_bytes: u64,
}

#[OpenApi]
impl Mappings {
    /// Mappings that I can use by name
    #[oai(path = "/import-mappings", method = "get", operation_id = "import_mapping.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        organization_id: Query<Option<Uuid>>,
    ) -> Result<Json<ImportMappings>, Problem> {
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
        Ok(Json(ImportMappings { items }))
    }

    /// Propose a mapping for a file
    ///
    /// Columns are placed by their names, Vietnamese or English, and by what stands in them.
    #[oai(path = "/import-mappings/suggest", method = "post", operation_id = "import_mapping.suggest")]
    async fn suggest(
        &self,
        app: Data<&App>,
        // A client may send a key with every POST; it is checked and not kept, as nothing changes.
        request: UploadRequest<'_>,
        /// What the mapping shall be called.
        name: Query<Option<String>>,
        /// The file, or its beginning where the format can be read from there.
        file: Binary<Body>,
    ) -> Result<Json<SuggestedMapping>, Problem> {
        read_scope(&app, &request.actor, &Permission::new(RESOURCE, "create"))?;
        let key = format!("suggest-{}", app.clock.new_id());
        let stream = Box::pin(file.0.into_bytes_stream().map(|part| part.map_err(std::io::Error::other)));
        self.import_files.put(&key, stream, self.limit_bytes).await.map_err(not_kept)?;
        let name = name.0.unwrap_or_else(|| "suggested".to_owned());
        let found = self.looked_at(&app, &key, name).await;
        self.import_files.remove(&key).await.map_err(not_kept)?;
        Ok(Json(suggested(found?)?))
    }

    /// Save a mapping under its name
    #[oai(path = "/import-mappings/:name", method = "put", operation_id = "import_mapping.save")]
    async fn save(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        name: Path<String>,
        organization_id: Query<Option<Uuid>>,
        /// The mapping, in TOML or JSON.
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
        let file = self.import_files.open(key).await.map_err(not_kept)?;
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

/// The organisation whose mappings are asked for, if the caller may see its imports.
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
