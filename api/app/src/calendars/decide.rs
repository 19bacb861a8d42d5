//! Approves or rejects a proposed calendar change. Nobody decides on their own proposal.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{Noun, Rule};
use domain::{access::Stance, ids::OrganizationId, workflow::violation::NotAccepted};
use uuid::Uuid;

use super::RESOURCE;
use crate::{
    command_pipeline::{Command, CommandContext, Permission},
    error::AppError,
    people::user::in_office,
};
use api_store::{
    areas::calendar_changes,
    entities::{calendar_changes::Model, status::CalendarChangeStatus},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Approve,
    Reject,
}

#[derive(Debug, Clone)]
pub struct Decide {
    pub calendar: String,
    pub change: Uuid,
    pub verdict: Verdict,
}

#[async_trait]
impl Command for Decide {
    type Loaded = (Model, BTreeSet<(OrganizationId, Stance)>);
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "approve")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        let row = calendar_changes::find(context.tx, self.change).await?;
        let row = row.filter(|row| row.calendar == self.calendar).ok_or(AppError::NotFound)?;
        context.expect_version(u64::try_from(row.version).unwrap_or(0))?;
        Ok((row, in_office(context).await?))
    }

    fn relations(
        &self,
        (_, office): &Self::Loaded,
        _context: &CommandContext<'_>,
    ) -> BTreeSet<(OrganizationId, Stance)> {
        office.clone()
    }

    fn decide(&self, (row, _): &Self::Loaded, context: &CommandContext<'_>) -> Result<(), AppError> {
        if row.status != CalendarChangeStatus::Proposed {
            return Err(Rule::ChangeIsOpen.into());
        }
        if row.proposed_by == context.request.actor()?.user.uuid() {
            return Err(NotAccepted::own_proposal().into());
        }
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, _: Self::Loaded, (): ()) -> Result<Uuid, AppError> {
        let status = match self.verdict {
            Verdict::Approve => CalendarChangeStatus::Approved,
            Verdict::Reject => CalendarChangeStatus::Rejected,
        };
        if calendar_changes::decide(context.tx, self.change, status, context.request.actor()?.user, context.now).await?
        {
            return Ok(self.change);
        }
        Err(context.overtaken(Noun::Proposal))
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
