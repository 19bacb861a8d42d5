//! Reads the exports of a person. Others cannot see them: the file contains what this person may
//! see.

use domain::access::Actor;
use domain::ids::ExportId;

use super::RESOURCE;
use crate::app::App;
use crate::command_pipeline::Permission;
use crate::error::AppError;
use crate::read_scope::read_scope;
use api_store::assets::exports;
use api_store::entities::exports::Model;

/// One of a person's exports.
///
/// # Errors
/// [`AppError::NotFound`] when the export does not exist or belongs to another person,
/// [`AppError::Forbidden`] for a person who may no longer export.
pub async fn one(app: &App, actor: &Actor, id: ExportId) -> Result<Model, AppError> {
    read_scope(app, actor, &Permission::new(RESOURCE, "read"))?;
    exports::of(app.store.read(), actor.user, id).await?.ok_or(AppError::NotFound)
}

/// A person's exports, the newest first.
///
/// # Errors
/// [`AppError::Forbidden`] for a person who may not export.
pub async fn list(app: &App, actor: &Actor, before: Option<ExportId>, limit: u64) -> Result<Vec<Model>, AppError> {
    read_scope(app, actor, &Permission::new(RESOURCE, "read"))?;
    Ok(exports::list(app.store.read(), actor.user, before, limit).await?)
}
