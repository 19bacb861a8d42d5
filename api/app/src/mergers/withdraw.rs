//! Withdraws an approved merger before its day: the predecessor continues unchanged.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{Noun, Rule};
use domain::{access::Stance, ids::OrganizationId};
use uuid::Uuid;

use super::{RESOURCE, load, notifications};
use crate::{
    command_pipeline::{Command, CommandContext, Permission},
    error::AppError,
    people::user::in_office,
};
use api_store::{
    entities::{organization_mergers::Model, status::MergerStatus},
    people::{mergers, organizations},
};

#[derive(Debug, Clone, Copy)]
pub struct Withdraw {
    pub merger: Uuid,
}

#[async_trait]
impl Command for Withdraw {
    type Loaded = (Model, BTreeSet<(OrganizationId, Stance)>);
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "withdraw")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        Ok((load(context, self.merger).await?, in_office(context).await?))
    }

    fn relations(
        &self,
        (_, office): &Self::Loaded,
        _context: &CommandContext<'_>,
    ) -> BTreeSet<(OrganizationId, Stance)> {
        office.clone()
    }

    fn decide(&self, (row, _): &Self::Loaded, context: &CommandContext<'_>) -> Result<(), AppError> {
        if row.status != MergerStatus::Approved {
            return Err(Rule::MergerIsApproved.into());
        }
        Ok(mergers::merger(row).revocable(context.app.local_date(context.now))?)
    }

    async fn save(&self, context: &CommandContext<'_>, (row, _): Self::Loaded, (): ()) -> Result<Uuid, AppError> {
        let by = context.request.actor()?.user;
        let withdrawn = mergers::withdraw(context.tx, self.merger, by, context.now).await?;
        if !withdrawn || !organizations::go_on(context.tx, &mergers::merger(&row), context.now).await? {
            return Err(context.overtaken(Noun::Merger));
        }
        notifications::to_both_sides(context, "merger.withdrawn", &row).await?;
        Ok(self.merger)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
