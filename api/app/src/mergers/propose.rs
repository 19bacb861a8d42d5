//! Propose that an organisation be merged into another.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    access::Stance,
    ids::OrganizationId,
    organisation::{Known, Merger},
};
use uuid::Uuid;

use super::RESOURCE;
use crate::{
    act::{Deed, Desk, Permission},
    error::AppError,
    people::user::in_office,
};
use api_store::people::{mergers, organizations};

/// Propose this merger.
#[derive(Debug, Clone)]
pub struct Propose {
    /// What it is to be.
    pub merger: Merger,
}

#[async_trait]
impl Deed for Propose {
    type Seen = (Known, BTreeSet<(OrganizationId, Stance)>);
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "propose")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError> {
        Ok((organizations::standing(desk.tx).await?, in_office(desk).await?))
    }

    fn relations(&self, (_, office): &Self::Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        office.clone()
    }

    fn decide(&self, (known, _): &Self::Seen, desk: &Desk<'_>) -> Result<(), AppError> {
        let found = self.merger.faults(known);
        if !found.is_empty() {
            return Err(AppError::Invalid(found));
        }
        Ok(self.merger.admissible(known, desk.house.local_date(desk.now))?)
    }

    async fn save(&self, desk: &Desk<'_>, _: Self::Seen, (): ()) -> Result<Uuid, AppError> {
        let id = desk.new_id();
        mergers::propose(desk.tx, id, &self.merger, desk.call.actor()?.user, desk.now).await?;
        Ok(id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
