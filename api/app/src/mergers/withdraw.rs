//! Take an approved merger back before its day: the predecessor goes on as if nothing had been decided.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{Noun, Rule};
use domain::{access::Stance, ids::OrganizationId};
use uuid::Uuid;

use super::{RESOURCE, letters, load};
use crate::{
    act::{Deed, Desk, Permission},
    error::AppError,
    people::user::in_office,
};
use api_store::{
    entities::{organization_mergers::Model, status::MergerStatus},
    people::{mergers, organizations},
};

/// Withdraw this merger.
#[derive(Debug, Clone, Copy)]
pub struct Withdraw {
    /// Which.
    pub merger: Uuid,
}

#[async_trait]
impl Deed for Withdraw {
    type Seen = (Model, BTreeSet<(OrganizationId, Stance)>);
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "withdraw")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError> {
        Ok((load(desk, self.merger).await?, in_office(desk).await?))
    }

    fn relations(&self, (_, office): &Self::Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        office.clone()
    }

    fn decide(&self, (row, _): &Self::Seen, desk: &Desk<'_>) -> Result<(), AppError> {
        if row.status != MergerStatus::Approved {
            return Err(Rule::MergerIsApproved.into());
        }
        Ok(mergers::merger(row).revocable(desk.house.local_date(desk.now))?)
    }

    async fn save(&self, desk: &Desk<'_>, (row, _): Self::Seen, (): ()) -> Result<Uuid, AppError> {
        let by = desk.call.actor()?.user;
        let withdrawn = mergers::withdraw(desk.tx, self.merger, by, desk.now).await?;
        if !withdrawn || !organizations::go_on(desk.tx, &mergers::merger(&row), desk.now).await? {
            return Err(desk.overtaken(Noun::Merger));
        }
        letters::to_both_sides(desk, "merger.withdrawn", &row).await?;
        Ok(self.merger)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
