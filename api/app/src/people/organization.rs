//! Organisations, as the administrator keeps them.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{FieldProblem, Noun};
use domain::{access::Stance, ids::OrganizationId, organisation::OrganizationKind};
use uuid::Uuid;

use super::user::administration;
use crate::{
    act::{Deed, Desk, Permission},
    error::AppError,
    mail_address::is_address,
};
use api_store::{
    assets::imports::names,
    people::organizations::{self, Written},
};

/// What the grants call it.
pub const RESOURCE: &str = "organization";

/// Enter an organisation.
#[derive(Debug, Clone)]
pub struct AddOrganization {
    /// What it is.
    pub kind: OrganizationKind,
    /// What is written of it.
    pub written: Written,
}

#[async_trait]
impl Deed for AddOrganization {
    type Seen = ();
    type Decided = ();
    type Answer = OrganizationId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, _desk: &Desk<'_>) -> Result<(), AppError> {
        Ok(())
    }

    fn relations(&self, _seen: &(), desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(desk)
    }

    fn decide(&self, _seen: &(), _desk: &Desk<'_>) -> Result<(), AppError> {
        checked(&self.written)
    }

    async fn save(&self, desk: &Desk<'_>, _seen: (), (): ()) -> Result<OrganizationId, AppError> {
        let id = OrganizationId::new(desk.new_id());
        organizations::insert(desk.tx, id, self.kind, &self.written, desk.house.local_date(desk.now), desk.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &OrganizationId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

/// Enter an owner that a file names and nobody knows: an organisation without people.
#[derive(Debug, Clone)]
pub struct AddExternalOrganization {
    /// What it is called, in both languages.
    pub name: String,
}

#[async_trait]
impl Deed for AddExternalOrganization {
    type Seen = ();
    type Decided = ();
    type Answer = OrganizationId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, _desk: &Desk<'_>) -> Result<(), AppError> {
        Ok(())
    }

    fn relations(&self, _seen: &(), desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(desk)
    }

    fn decide(&self, _seen: &(), _desk: &Desk<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, desk: &Desk<'_>, _seen: (), (): ()) -> Result<OrganizationId, AppError> {
        let id = OrganizationId::new(desk.new_id());
        let today = desk.house.local_date(desk.now);
        names::create_external(desk.tx, id, &self.name, today, desk.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &OrganizationId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

/// Change an organisation.
#[derive(Debug, Clone)]
pub struct EditOrganization {
    /// Which.
    pub organization: OrganizationId,
    /// What is written of it from now on.
    pub written: Written,
}

#[async_trait]
impl Deed for EditOrganization {
    type Seen = i64;
    type Decided = ();
    type Answer = OrganizationId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "edit")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<i64, AppError> {
        let row = organizations::find(desk.tx, self.organization).await?.ok_or(AppError::NotFound)?;
        desk.expect_version(u64::try_from(row.version).unwrap_or(0))?;
        Ok(row.version)
    }

    fn relations(&self, _seen: &i64, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        administration(desk)
    }

    fn decide(&self, _seen: &i64, _desk: &Desk<'_>) -> Result<(), AppError> {
        checked(&self.written)
    }

    async fn save(&self, desk: &Desk<'_>, seen: i64, (): ()) -> Result<OrganizationId, AppError> {
        if organizations::update(desk.tx, self.organization, seen, &self.written, desk.now).await? {
            return Ok(self.organization);
        }
        Err(desk.overtaken(Noun::Organization))
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
