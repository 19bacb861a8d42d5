//! Take a batch out of the register again, as long as nothing has come to depend on it.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{ImportId, OrganizationId};
use domain::messages::Rule;
use domain::workflow::denial::Refusal;
use uuid::Uuid;

use super::{RESOURCE, looking};
use crate::act::{Caller, Deed, Desk, Permission};
use crate::error::AppError;
use api_store::assets::imports::undoing::{self, Held, Undoer};
use api_store::entities::imports::Model as Batch;
use api_store::entities::status::{ImportMode, ImportStatus};

/// Take this batch out.
#[derive(Debug, Clone)]
pub struct RollBack {
    /// Which.
    pub import: ImportId,
    /// Why.
    pub reason: String,
}

#[async_trait]
impl Deed for RollBack {
    type Seen = (Batch, Held);
    type Decided = ();
    type Answer = ImportId;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "roll_back")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError> {
        let sight = match &desk.call.caller {
            Caller::Person(actor) => looking::sight(desk.tx, desk.house, actor).await?,
            Caller::System => looking::Sight::All,
        };
        let batch = looking::one(desk.tx, &sight, self.import).await?;
        desk.expect_version(u64::try_from(batch.version).unwrap_or_default())?;
        let held = undoing::held(desk.tx, self.import).await?;
        Ok((batch, held))
    }

    fn relations(&self, (batch, _): &Self::Seen, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        super::relations(OrganizationId::new(batch.organization_id), desk)
    }

    fn decide(&self, (batch, held): &Self::Seen, _desk: &Desk<'_>) -> Result<(), AppError> {
        let over = matches!(batch.status, ImportStatus::Done | ImportStatus::Failed);
        if batch.mode != ImportMode::Commit || !over {
            return Err(Rule::ImportIsNotIn.into());
        }
        if held.is_nothing() {
            return Ok(());
        }
        let Held { cases, occupancies, changed } = held;
        Err(Refusal::of(Rule::ImportIsInUse)
            .blocked_by(vec![
                format!("case elements: {cases}"),
                format!("occupancies: {occupancies}"),
                format!("changed assets: {changed}"),
            ])
            .into())
    }

    async fn save(&self, desk: &Desk<'_>, _seen: Self::Seen, (): ()) -> Result<ImportId, AppError> {
        let (by, by_name) = match &desk.call.caller {
            Caller::Person(actor) => (Some(actor.user), Some(actor.name.as_str())),
            Caller::System => (None, None),
        };
        let undoer = Undoer { by, by_name, reason: &self.reason, at: desk.now };
        undoing::undo(desk.tx, self.import, undoer).await?;
        Ok(self.import)
    }

    fn subject(&self, answer: &ImportId) -> Option<Uuid> {
        Some(answer.uuid())
    }
}
