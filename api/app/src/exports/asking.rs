//! Ask for a file: the order is checked, the work begins with the next free node.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Actor, Stance};
use domain::ids::{ExportId, OrganizationId};
use domain::messages::Conflict;
use uuid::Uuid;

use super::RESOURCE;
use super::order::Order;
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use crate::register::filters;
use api_store::assets::exports::{self, NewExport};

/// Exports of one person that may wait at once.
const WAITING: usize = 10;

/// Export this.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What it becomes.
    pub export: ExportId,
    /// What shall stand in it.
    pub order: Order,
}

#[async_trait]
impl Deed for Ask {
    type Seen = usize;
    type Decided = serde_json::Value;
    type Answer = ExportId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<usize, AppError> {
        self.order.check(&desk.house.policies.kinds)?;
        filters::query(desk.tx, &desk.house.policies.kinds, &self.order.filter, Vec::new()).await?;
        let by = desk.call.actor()?.user;
        Ok(exports::unfinished(desk.tx, by).await?)
    }

    /// What leaves is what the person sees, whoever that is: no stance opens more.
    fn relations(&self, _waiting: &usize, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        let offices = desk.call.actor().map(Actor::organizations).unwrap_or_default();
        let stances = [Stance::Public, Stance::Regulator, Stance::Admin];
        offices.into_iter().flat_map(|office| stances.map(|stance| (office, stance))).collect()
    }

    fn decide(&self, waiting: &usize, _desk: &Desk<'_>) -> Result<serde_json::Value, AppError> {
        if *waiting >= WAITING {
            return Err(Conflict::ExportsWait { waiting: WAITING }.into());
        }
        serde_json::to_value(&self.order).map_err(AppError::internal)
    }

    async fn save(&self, desk: &Desk<'_>, _waiting: usize, wanted: serde_json::Value) -> Result<ExportId, AppError> {
        let by = desk.call.actor()?.user;
        let day = desk.house.local_date(desk.now);
        let export = NewExport {
            id: self.export,
            by,
            format: self.order.format.as_str(),
            wanted,
            file_name: format!("hatang-assets-{day}.{}", self.order.format.ending()),
            at: desk.now,
        };
        exports::create(desk.tx, export).await?;
        Ok(self.export)
    }

    fn subject(&self, answer: &ExportId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
