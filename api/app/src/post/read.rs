//! Note that a person has read what they were told. The first reading counts; reading again changes nothing.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::{Actor, Stance};
use domain::ids::OrganizationId;
use uuid::Uuid;

use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use api_store::notices::notifications;

/// What the grants call it.
pub const RESOURCE: &str = "notification";

/// I have read this.
#[derive(Debug, Clone, Copy)]
pub struct MarkRead {
    /// Which.
    pub notice: Uuid,
}

#[async_trait]
impl Deed for MarkRead {
    type Seen = ();
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "edit")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<(), AppError> {
        let user = desk.call.actor()?.user;
        notifications::find(desk.tx, user, self.notice).await?.map(drop).ok_or(AppError::NotFound)
    }

    /// A person's inbox is their own, whatever office they sit in.
    fn relations(&self, (): &(), desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        let offices = desk.call.actor().map(Actor::organizations).unwrap_or_default();
        offices.into_iter().map(|office| (office, Stance::Owner)).collect()
    }

    fn decide(&self, (): &(), _desk: &Desk<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, desk: &Desk<'_>, (): (), (): ()) -> Result<Uuid, AppError> {
        notifications::mark_read(desk.tx, desk.call.actor()?.user, self.notice, desk.now).await?;
        Ok(self.notice)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
