//! Saves a mapping under a name, for files that arrive regularly.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::{FieldProblem, MappingProblem};
use domain::workflow::violation::FieldError;
use uuid::Uuid;

use super::RESOURCE;
use super::mapping::Mapping;
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::assets::imports::mappings;

/// Saves a mapping and replaces one with the same name. Batches keep the mapping with which they
/// started.
#[derive(Debug, Clone)]
pub struct SaveMapping {
    pub organization: OrganizationId,
    pub mapping: Mapping,
}

#[async_trait]
impl Command for SaveMapping {
    type Loaded = ();
    type Decision = serde_json::Value;
    type Output = String;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    fn relations(&self, (): &(), context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        super::relations(self.organization, context)
    }

    fn decide(&self, (): &(), _context: &CommandContext<'_>) -> Result<serde_json::Value, AppError> {
        let mut faults = self.mapping.check();
        let name = &self.mapping.name;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || name.len() > 80 || !name.chars().all(plain) {
            faults.push(FieldProblem::InMapping { place: "name".to_owned(), why: MappingProblem::Name.into() });
        }
        if faults.is_empty() {
            serde_json::to_value(&self.mapping).map_err(AppError::internal)
        } else {
            Err(AppError::Invalid(faults.into_iter().map(|fault| FieldError::new("/mapping", fault)).collect()))
        }
    }

    async fn save(&self, context: &CommandContext<'_>, (): (), mapping: serde_json::Value) -> Result<String, AppError> {
        mappings::save(context.tx, self.organization, &self.mapping.name, mapping, context.now).await?;
        Ok(self.mapping.name.clone())
    }

    fn subject(&self, _answer: &String) -> Option<Uuid> {
        Some(self.organization.uuid())
    }
}
