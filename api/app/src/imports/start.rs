//! Requests an import: the file is already stored, the mapping is checked, the next free node
//! starts the work.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{ImportId, OrganizationId};
use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use uuid::Uuid;

use super::RESOURCE;
use super::import_file_store::StoredImportFile;
use super::mapping::Mapping;
use crate::acting_organization::expect_living;
use crate::command_pipeline::{Caller, Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::assets::imports::batches::{self, NewBatch};
use api_store::entities::status::ImportMode;
use api_store::people::organizations;

#[derive(Debug, Clone)]
pub struct Start {
    /// The id of the new batch.
    pub import: ImportId,
    /// The owner of the assets.
    pub organization: OrganizationId,
    pub mapping: Mapping,
    pub mode: ImportMode,
    pub file: StoredImportFile,
    /// The file name that the client gave.
    pub file_name: Option<String>,
}

#[async_trait]
impl Command for Start {
    type Loaded = ();
    type Decision = serde_json::Value;
    type Output = ImportId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<(), AppError> {
        let known = organizations::names(context.tx, &[self.organization]).await?;
        if known.is_empty() {
            return Err(AppError::invalid("/organization_id", FieldProblem::OrganizationUnknown));
        }
        expect_living(context, self.organization, "/organization_id").await
    }

    fn relations(&self, (): &(), context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        super::relations(self.organization, context)
    }

    fn decide(&self, (): &(), _context: &CommandContext<'_>) -> Result<serde_json::Value, AppError> {
        let faults = self.mapping.check();
        if faults.is_empty() {
            serde_json::to_value(&self.mapping).map_err(AppError::internal)
        } else {
            Err(AppError::Invalid(faults.into_iter().map(|fault| FieldError::new("/mapping", fault)).collect()))
        }
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        (): (),
        mapping: serde_json::Value,
    ) -> Result<ImportId, AppError> {
        let by = match &context.request.caller {
            Caller::Person(actor) => Some(actor.user),
            Caller::System => None,
        };
        let batch = NewBatch {
            id: self.import,
            organization: self.organization,
            by,
            format: self.mapping.format_name(),
            mapping,
            mode: self.mode,
            file_key: self.file.key.clone(),
            file_name: self.file_name.clone(),
            bytes: self.file.bytes,
            at: context.now,
        };
        batches::create(context.tx, batch).await?;
        Ok(self.import)
    }

    fn subject(&self, answer: &ImportId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
