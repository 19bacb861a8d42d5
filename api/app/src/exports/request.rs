//! Requests an export: checks the order; the next free node starts the work.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Actor, Stance};
use domain::ids::{ExportId, OrganizationId};
use domain::messages::Conflict;
use uuid::Uuid;

use super::RESOURCE;
use super::order::Order;
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::register::filters;
use api_store::assets::exports::{self, NewExport};

/// The most waiting exports of one person.
const WAITING: usize = 10;

#[derive(Debug, Clone)]
pub struct Ask {
    pub export: ExportId,
    pub order: Order,
}

#[async_trait]
impl Command for Ask {
    type Loaded = usize;
    type Decision = serde_json::Value;
    type Output = ExportId;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<usize, AppError> {
        self.order.check(&context.app.policies.kinds)?;
        filters::query(context.tx, &context.app.policies.kinds, &self.order.filter, Vec::new()).await?;
        let by = context.request.actor()?.user;
        Ok(exports::unfinished(context.tx, by).await?)
    }

    /// The export contains what the person may see; no stance extends it.
    fn relations(&self, _waiting: &usize, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        let offices = context.request.actor().map(Actor::organizations).unwrap_or_default();
        let stances = [Stance::Public, Stance::Regulator, Stance::Admin];
        offices.into_iter().flat_map(|office| stances.map(|stance| (office, stance))).collect()
    }

    fn decide(&self, waiting: &usize, _context: &CommandContext<'_>) -> Result<serde_json::Value, AppError> {
        if *waiting >= WAITING {
            return Err(Conflict::ExportsWait { waiting: WAITING }.into());
        }
        serde_json::to_value(&self.order).map_err(AppError::internal)
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        _waiting: usize,
        wanted: serde_json::Value,
    ) -> Result<ExportId, AppError> {
        let by = context.request.actor()?.user;
        let day = context.app.local_date(context.now);
        let export = NewExport {
            id: self.export,
            by,
            format: self.order.format.as_str(),
            wanted,
            file_name: format!("hatang-assets-{day}.{}", self.order.format.ending()),
            at: context.now,
        };
        exports::create(context.tx, export).await?;
        Ok(self.export)
    }

    fn subject(&self, answer: &ExportId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
