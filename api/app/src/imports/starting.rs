//! Ask for a batch: the file is kept already, the mapping is checked, the work begins with the next free node.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{ImportId, OrganizationId};
use domain::messages::FieldProblem;
use domain::workflow::denial::Fault;
use uuid::Uuid;

use super::RESOURCE;
use super::depot::Stored;
use super::mapping::Mapping;
use crate::act::{Caller, Deed, Desk, Permission};
use crate::error::AppError;
use crate::in_whose_name::expect_living;
use api_store::assets::imports::batches::{self, NewBatch};
use api_store::entities::status::ImportMode;
use api_store::people::organizations;

/// Import this file.
#[derive(Debug, Clone)]
pub struct Start {
    /// The batch it becomes.
    pub import: ImportId,
    /// Whose assets they are.
    pub organization: OrganizationId,
    /// How the file is read.
    pub mapping: Mapping,
    /// What it is for.
    pub mode: ImportMode,
    /// The file.
    pub file: Stored,
    /// What the sender calls it.
    pub file_name: Option<String>,
}

#[async_trait]
impl Deed for Start {
    type Seen = ();
    type Decided = serde_json::Value;
    type Answer = ImportId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<(), AppError> {
        let known = organizations::names(desk.tx, &[self.organization]).await?;
        if known.is_empty() {
            return Err(AppError::invalid("/organization_id", FieldProblem::OrganizationUnknown));
        }
        expect_living(desk, self.organization, "/organization_id").await
    }

    fn relations(&self, (): &(), desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        super::relations(self.organization, desk)
    }

    fn decide(&self, (): &(), _desk: &Desk<'_>) -> Result<serde_json::Value, AppError> {
        let faults = self.mapping.check();
        if faults.is_empty() {
            serde_json::to_value(&self.mapping).map_err(AppError::internal)
        } else {
            Err(AppError::Invalid(faults.into_iter().map(|fault| Fault::new("/mapping", fault)).collect()))
        }
    }

    async fn save(&self, desk: &Desk<'_>, (): (), mapping: serde_json::Value) -> Result<ImportId, AppError> {
        let by = match &desk.call.caller {
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
            at: desk.now,
        };
        batches::create(desk.tx, batch).await?;
        Ok(self.import)
    }

    fn subject(&self, answer: &ImportId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
