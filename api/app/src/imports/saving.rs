//! Save a mapping under a name, for the files that come again every month.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::messages::{FieldProblem, MappingProblem};
use domain::workflow::denial::Fault;
use uuid::Uuid;

use super::RESOURCE;
use super::mapping::Mapping;
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use api_store::assets::imports::mappings;

/// Save this mapping under its name; one of that name is replaced. Batches keep the mapping they began with.
#[derive(Debug, Clone)]
pub struct SaveMapping {
    /// Whose it is.
    pub organization: OrganizationId,
    /// The mapping.
    pub mapping: Mapping,
}

#[async_trait]
impl Deed for SaveMapping {
    type Seen = ();
    type Decided = serde_json::Value;
    type Answer = String;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, _desk: &Desk<'_>) -> Result<(), AppError> {
        Ok(())
    }

    fn relations(&self, (): &(), desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        super::relations(self.organization, desk)
    }

    fn decide(&self, (): &(), _desk: &Desk<'_>) -> Result<serde_json::Value, AppError> {
        let mut faults = self.mapping.check();
        let name = &self.mapping.name;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || name.len() > 80 || !name.chars().all(plain) {
            faults.push(FieldProblem::InMapping { place: "name".to_owned(), why: MappingProblem::Name.into() });
        }
        if faults.is_empty() {
            serde_json::to_value(&self.mapping).map_err(AppError::internal)
        } else {
            Err(AppError::Invalid(faults.into_iter().map(|fault| Fault::new("/mapping", fault)).collect()))
        }
    }

    async fn save(&self, desk: &Desk<'_>, (): (), mapping: serde_json::Value) -> Result<String, AppError> {
        mappings::save(desk.tx, self.organization, &self.mapping.name, mapping, desk.now).await?;
        Ok(self.mapping.name.clone())
    }

    fn subject(&self, _answer: &String) -> Option<Uuid> {
        Some(self.organization.uuid())
    }
}
