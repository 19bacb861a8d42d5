//! Commands of the administrator on organisations.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{FieldProblem, Noun};
use domain::{access::Stance, ids::OrganizationId, organization::OrganizationKind};
use uuid::Uuid;

use super::user::administration;
use crate::{
    command_pipeline::{Command, CommandContext, Permission},
    error::AppError,
    mail_address::is_address,
};
use api_store::{
    assets::imports::names,
    people::organizations::{self, Written},
};

/// The resource name in grants.
pub const RESOURCE: &str = "organization";

/// Adds an organisation to the installation.
#[derive(Debug, Clone)]
pub struct AddOrganization {
    pub kind: OrganizationKind,
    pub written: Written,
}

#[async_trait]
impl Command for AddOrganization {
    type Loaded = ();
    type Decision = ();
    type Output = OrganizationId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    fn relations(&self, _seen: &(), context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(context)
    }

    fn decide(&self, _seen: &(), _context: &CommandContext<'_>) -> Result<(), AppError> {
        checked(&self.written)
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: (), (): ()) -> Result<OrganizationId, AppError> {
        let id = OrganizationId::new(context.new_id());
        organizations::insert(
            context.tx,
            id,
            self.kind,
            &self.written,
            context.app.local_date(context.now),
            context.now,
        )
        .await?;
        Ok(id)
    }

    fn subject(&self, answer: &OrganizationId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

/// Adds an unknown owner that an import file names: an organisation without people.
#[derive(Debug, Clone)]
pub struct AddExternalOrganization {
    /// The name in both languages.
    pub name: String,
}

#[async_trait]
impl Command for AddExternalOrganization {
    type Loaded = ();
    type Decision = ();
    type Output = OrganizationId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    fn relations(&self, _seen: &(), context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(context)
    }

    fn decide(&self, _seen: &(), _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: (), (): ()) -> Result<OrganizationId, AppError> {
        let id = OrganizationId::new(context.new_id());
        let today = context.app.local_date(context.now);
        names::create_external(context.tx, id, &self.name, today, context.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &OrganizationId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

/// Changes the data of an organisation.
#[derive(Debug, Clone)]
pub struct EditOrganization {
    pub organization: OrganizationId,
    pub written: Written,
}

#[async_trait]
impl Command for EditOrganization {
    type Loaded = i64;
    type Decision = ();
    type Output = OrganizationId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "edit")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<i64, AppError> {
        let row = organizations::find(context.tx, self.organization).await?.ok_or(AppError::NotFound)?;
        context.expect_version(u64::try_from(row.version).unwrap_or(0))?;
        Ok(row.version)
    }

    fn relations(&self, _seen: &i64, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(context)
    }

    fn decide(&self, _seen: &i64, _context: &CommandContext<'_>) -> Result<(), AppError> {
        checked(&self.written)
    }

    async fn save(&self, context: &CommandContext<'_>, seen: i64, (): ()) -> Result<OrganizationId, AppError> {
        if organizations::update(context.tx, self.organization, seen, &self.written, context.now).await? {
            return Ok(self.organization);
        }
        Err(context.overtaken(Noun::Organization))
    }

    fn subject(&self, answer: &OrganizationId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

fn checked(written: &Written) -> Result<(), AppError> {
    if written.name_vi.trim().is_empty() {
        return Err(AppError::invalid("/name_vi", FieldProblem::Empty));
    }
    if written.email.as_ref().is_some_and(|email| !is_address(email)) {
        return Err(AppError::invalid("/email", FieldProblem::NotAnEmail));
    }
    Ok(())
}
