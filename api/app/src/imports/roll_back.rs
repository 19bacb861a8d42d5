//! Rolls back a batch, as long as no other data depends on it.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{ImportId, OrganizationId};
use domain::messages::Rule;
use domain::workflow::violation::RuleViolation;
use uuid::Uuid;

use super::{RESOURCE, queries};
use crate::command_pipeline::{Caller, Command, CommandContext, Permission};
use crate::error::AppError;
use api_store::assets::imports::roll_back::{self, RollBackAuthor, RollBackObstacle};
use api_store::entities::imports::Model as Batch;
use api_store::entities::status::{ImportMode, ImportStatus};

/// Rolls back a batch.
#[derive(Debug, Clone)]
pub struct RollBack {
    pub import: ImportId,
    pub reason: String,
}

#[async_trait]
impl Command for RollBack {
    type Loaded = (Batch, RollBackObstacle);
    type Decision = ();
    type Output = ImportId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "roll_back")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Self::Loaded, AppError> {
        let visibility = match &context.request.caller {
            Caller::Person(actor) => queries::visibility(context.tx, context.app, actor).await?,
            Caller::System => queries::ImportVisibility::All,
        };
        let batch = queries::one(context.tx, &visibility, self.import).await?;
        context.expect_version(u64::try_from(batch.version).unwrap_or_default())?;
        let held = roll_back::held(context.tx, self.import).await?;
        Ok((batch, held))
    }

    fn relations(&self, (batch, _): &Self::Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        super::relations(OrganizationId::new(batch.organization_id), context)
    }

    fn decide(&self, (batch, held): &Self::Loaded, _context: &CommandContext<'_>) -> Result<(), AppError> {
        let over = matches!(batch.status, ImportStatus::Done | ImportStatus::Failed);
        if batch.mode != ImportMode::Commit || !over {
            return Err(Rule::ImportIsNotIn.into());
        }
        if held.is_nothing() {
            return Ok(());
        }
        let RollBackObstacle { cases, occupancies, changed } = held;
        Err(RuleViolation::of(Rule::ImportIsInUse)
            .blocked_by(vec![
                format!("case elements: {cases}"),
                format!("occupancies: {occupancies}"),
                format!("changed assets: {changed}"),
            ])
            .into())
    }

    async fn save(&self, context: &CommandContext<'_>, _seen: Self::Loaded, (): ()) -> Result<ImportId, AppError> {
        let (by, by_name) = match &context.request.caller {
            Caller::Person(actor) => (Some(actor.user), Some(actor.name.as_str())),
            Caller::System => (None, None),
        };
        let undoer = RollBackAuthor { by, by_name, reason: &self.reason, at: context.now };
        roll_back::undo(context.tx, self.import, undoer).await?;
        Ok(self.import)
    }

    fn subject(&self, answer: &ImportId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
