//! Reads the import batches that a person may see: those of their own organisations, or all for
//! regulators and administrators.

use domain::access::{Actor, Stance};
use domain::decode::decode;
use domain::ids::{ImportId, OrganizationId};
use domain::messages::FieldProblem;
use domain::text::checked::{Lines, characters, cleaned};
use domain::text::json;
use serde_json::Value;
use uuid::Uuid;

use super::RESOURCE;
use super::mapping::Mapping;
use crate::app::App;
use crate::command_pipeline::Permission;
use crate::error::AppError;
use crate::read_scope::read_scope_for_regulators;
use api_store::Connection;
use api_store::assets::imports::{batches, findings, mappings};
use api_store::entities::import_errors::Model as Finding;
use api_store::entities::imports::Model as Batch;

/// The batches that a person may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportVisibility {
    All,
    /// The batches of these organisations.
    Own(Vec<OrganizationId>),
}

/// The batches that a person may see.
///
/// # Errors
/// [`AppError::Forbidden`] when none of the person's roles may ever read a batch.
pub async fn visibility(db: &impl Connection, app: &App, actor: &Actor) -> Result<ImportVisibility, AppError> {
    let scope = read_scope_for_regulators(db, app, actor, &Permission::new(RESOURCE, "read")).await?;
    let watches = |stance: &Stance| matches!(stance, Stance::Regulator | Stance::Admin);
    if scope.pairs.iter().any(|(_, stance)| watches(stance)) {
        return Ok(ImportVisibility::All);
    }
    Ok(ImportVisibility::Own(scope.pairs.into_iter().map(|(organization, _)| organization).collect()))
}

/// One visible batch.
///
/// # Errors
/// [`AppError::NotFound`] when the batch does not exist or is not visible.
pub async fn one(db: &impl Connection, visibility: &ImportVisibility, import: ImportId) -> Result<Batch, AppError> {
    let found = batches::find(db, import).await?;
    let seen = |batch: &Batch| match visibility {
        ImportVisibility::All => true,
        ImportVisibility::Own(own) => own.contains(&OrganizationId::new(batch.organization_id)),
    };
    found.filter(seen).ok_or(AppError::NotFound)
}

/// Visible batches, the newest first.
pub async fn list(
    db: &impl Connection,
    visibility: &ImportVisibility,
    before: Option<ImportId>,
    limit: u64,
) -> Result<Vec<Batch>, AppError> {
    let own = match visibility {
        ImportVisibility::All => None,
        ImportVisibility::Own(own) => Some(own.as_slice()),
    };
    Ok(batches::list(db, own, before, limit).await?)
}

/// Findings of a visible batch, by row.
///
/// # Errors
/// [`AppError::NotFound`] when the batch is not visible.
pub async fn reported(
    db: &impl Connection,
    visibility: &ImportVisibility,
    import: ImportId,
    weight: Option<&str>,
    after: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<Finding>, AppError> {
    one(db, visibility, import).await?;
    Ok(findings::list(db, import, weight, after, limit).await?)
}

/// A mapping by its name: saved by the organisation, or shipped with the server.
///
/// # Errors
/// [`AppError::Invalid`] when no mapping has this name.
pub async fn mapping(db: &impl Connection, organization: OrganizationId, name: &str) -> Result<Mapping, AppError> {
    if let Some(saved) = mappings::find(db, organization, name).await? {
        return serde_json::from_value(saved.mapping).map_err(AppError::internal);
    }
    let Some(text) = policies::mappings::shipped(name) else {
        let (mapping, known) = (name.to_owned(), policies::mappings::names().map(str::to_owned).collect());
        return Err(AppError::invalid("/mapping", FieldProblem::NoSuchMapping { mapping, known }));
    };
    toml::from_str(text).map_err(AppError::internal)
}

/// Parses a mapping in TOML or JSON and converts its texts to normalisation form C.
///
/// # Errors
/// [`AppError::Invalid`] with the message and position of the parser, or the rule that a text
/// violates.
pub fn mapping_text(text: &str) -> Result<Mapping, AppError> {
    let written = serde_json::to_string(&parsed(text)?).map_err(AppError::internal)?;
    let mut wrong = None;
    let composed = json::rewritten(&written, |text| {
        wrong = wrong.or(characters(text, Lines::Many).err());
        cleaned(text)
    });
    let composed = composed.map_err(AppError::internal)?;
    match wrong {
        Some(error) => Err(AppError::invalid("/mapping", error)),
        None => serde_json::from_str(composed.as_deref().unwrap_or(&written)).map_err(AppError::internal),
    }
}

fn parsed(text: &str) -> Result<Mapping, AppError> {
    let value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| FieldProblem::NotJson { line: error.line(), column: error.column() })
    } else {
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count().saturating_add(1);
            let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()).saturating_add(1);
            FieldProblem::NotToml { line, column }
        })
    };
    let value: Value = value.map_err(|problem| AppError::invalid("/mapping", problem))?;
    decode(&value, "/mapping").map_err(|fault| AppError::Invalid(vec![fault]))
}
