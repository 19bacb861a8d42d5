//! Retries messages that were given up, after the cause is fixed: one message, or all that match a
//! filter.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Actor, Stance};
use domain::ids::{OrganizationId, OutboxId};
use domain::messages::{Conflict, FieldProblem, Rule};
use uuid::Uuid;

use crate::command_pipeline::{Caller, Command, CommandContext, Permission};
use crate::error::AppError;
use crate::read_scope::read_scope_for_regulators;
use api_store::entities::outbox::Model as OutboxMessage;
use api_store::entities::status::MessageStatus;
use api_store::notices::outbox;
use api_store::notices::outbox_retry::{self, DeadMessages};

/// The resource name in grants.
pub const RESOURCE: &str = "outbox";

/// Retries one dead message.
#[derive(Debug, Clone, Copy)]
pub struct RetryMessage {
    pub message: OutboxId,
}

/// Retries all dead messages that match a filter.
#[derive(Debug, Clone, Default)]
pub struct RetryDeadMessages {
    pub which: DeadMessages,
}

/// The outbox belongs to the installation: administrators, regulators and the command line may work
/// on it.
async fn authorize(context: &CommandContext<'_>, permission: &Permission) -> Result<(), AppError> {
    match &context.request.caller {
        Caller::Person(actor) => read_scope_for_regulators(context.tx, context.app, actor, permission).await.map(drop),
        Caller::System => Ok(()),
    }
}

fn relations(context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    let offices = context.request.actor().map(Actor::organizations).unwrap_or_default();
    offices.into_iter().flat_map(|office| [(office, Stance::Admin), (office, Stance::Regulator)]).collect()
}

#[async_trait]
impl Command for RetryMessage {
    type Loaded = OutboxMessage;
    type Decision = ();
    type Output = OutboxId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "retry")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<OutboxMessage, AppError> {
        authorize(context, &self.required_permission()).await?;
        outbox::find(context.tx, self.message.uuid()).await?.ok_or(AppError::NotFound)
    }

    fn relations(&self, _seen: &OutboxMessage, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(context)
    }

    fn decide(&self, seen: &OutboxMessage, _context: &CommandContext<'_>) -> Result<(), AppError> {
        if seen.status == MessageStatus::Dead { Ok(()) } else { Err(Rule::MessageIsNotDead.into()) }
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: OutboxMessage, (): ()) -> Result<OutboxId, AppError> {
        if outbox_retry::retry(context.tx, self.message.uuid(), context.now).await? {
            Ok(self.message)
        } else {
            Err(Conflict::MessageSentAgain.into())
        }
    }

    fn subject(&self, answer: &OutboxId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}

#[async_trait]
impl Command for RetryDeadMessages {
    type Loaded = ();
    type Decision = ();
    /// The number of messages to retry.
    type Output = u64;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "retry_all")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<(), AppError> {
        authorize(context, &self.required_permission()).await
    }

    fn relations(&self, (): &(), context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(context)
    }

    fn decide(&self, (): &(), _context: &CommandContext<'_>) -> Result<(), AppError> {
        if let (Some(from), Some(before)) = (self.which.written_from, self.which.written_before)
            && from >= before
        {
            return Err(AppError::invalid("/written_before", FieldProblem::LaterThanWrittenFrom));
        }
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, (): (), (): ()) -> Result<u64, AppError> {
        Ok(outbox_retry::retry_all(context.tx, &self.which, context.now).await?)
    }

    fn subject(&self, _answer: &u64) -> Option<Uuid> {
        None
    }
}
