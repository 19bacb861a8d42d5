//! Marks a notification as read by its recipient. The first reading counts; a repetition changes
//! nothing.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Actor, Stance};
use domain::ids::OrganizationId;
use uuid::Uuid;

use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::notices::notifications;

/// The resource name in grants.
pub const RESOURCE: &str = "notification";

#[derive(Debug, Clone, Copy)]
pub struct MarkRead {
    pub notice: Uuid,
}

#[async_trait]
impl Command for MarkRead {
    type Loaded = ();
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "edit")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<(), AppError> {
        let user = context.request.actor()?.user;
        notifications::find(context.tx, user, self.notice).await?.map(drop).ok_or(AppError::NotFound)
    }

    /// A person's inbox is their own, whatever organisation they belong to.
    fn relations(&self, (): &(), context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        let offices = context.request.actor().map(Actor::organizations).unwrap_or_default();
        offices.into_iter().map(|office| (office, Stance::Owner)).collect()
    }

    fn decide(&self, (): &(), _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, (): (), (): ()) -> Result<Uuid, AppError> {
        notifications::mark_read(context.tx, context.request.actor()?.user, self.notice, context.now).await?;
        Ok(self.notice)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
