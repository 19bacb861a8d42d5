//! Proposes to merge an organisation into another.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    access::Stance,
    ids::OrganizationId,
    organization::{Known, Merger},
};
use uuid::Uuid;

use super::RESOURCE;
use crate::{
    command_pipeline::{Command, CommandContext, Permission},
    error::AppError,
    people::user::in_office,
};
use api_store::people::{mergers, organizations};

#[derive(Debug, Clone)]
pub struct Propose {
    pub merger: Merger,
}

#[async_trait]
impl Command for Propose {
    type Loaded = (Known, BTreeSet<(OrganizationId, Stance)>);
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "propose")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        Ok((organizations::in_existence(context.tx).await?, in_office(context).await?))
    }

    fn relations(
        &self,
        (_, office): &Self::Loaded,
        _context: &CommandContext<'_>,
    ) -> BTreeSet<(OrganizationId, Stance)> {
        office.clone()
    }

    fn decide(&self, (known, _): &Self::Loaded, context: &CommandContext<'_>) -> Result<(), AppError> {
        let found = self.merger.faults(known);
        if !found.is_empty() {
            return Err(AppError::Invalid(found));
        }
        Ok(self.merger.admissible(known, context.app.local_date(context.now))?)
    }

    async fn save(&self, context: &CommandContext<'_>, _: Self::Loaded, (): ()) -> Result<Uuid, AppError> {
        let id = context.new_id();
        mergers::propose(context.tx, id, &self.merger, context.request.actor()?.user, context.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
