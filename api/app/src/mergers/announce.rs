//! On its day a merger is told to those who deal with the predecessor: who has a case with it that has not ended, is on an asset of its,
//! or has it on an asset. The merger itself needs no work: it follows from the day.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::Noun;
use domain::{access::Stance, ids::OrganizationId, notice::LegalClass};
use uuid::Uuid;

use super::{RESOURCE, letters};
use crate::{
    act::{Call, Deed, Desk, Permission, act},
    error::AppError,
    house::House,
};
use api_store::{
    cases::merging,
    entities::organization_mergers::Model,
    people::{mergers, succession},
};

/// Tells of every merger whose day has come and that has not been told yet; answers of how many. Safe to do twice, and on several
/// nodes at once.
///
/// # Errors
/// [`AppError`] when the database is in trouble; what was not told is told the next time.
pub async fn settle(house: &House) -> Result<usize, AppError> {
    let today = house.local_date(house.clock.now());
    let mut told = 0_usize;
    for merger in mergers::untold(house.store.read(), today).await? {
        match act(house, &Call::of_the_house("mergers"), Announce { merger }).await {
            Ok(_) => told = told.saturating_add(1),
            // Another node was faster.
            Err(AppError::Conflict(_) | AppError::Again) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(told)
}

/// Tell of this one.
struct Announce {
    merger: Uuid,
}

#[async_trait]
impl Deed for Announce {
    type Seen = (Model, BTreeSet<OrganizationId>);
    type Decided = ();
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        Permission::new(RESOURCE, "announce")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Self::Seen, AppError> {
        let row = mergers::find(desk.tx, self.merger).await?.ok_or(AppError::NotFound)?;
        let predecessor = OrganizationId::new(row.predecessor_id);
        let house = succession::on(desk.tx, desk.house.local_date(desk.now)).await?.house(predecessor);
        let concerned = merging::concerned(desk.tx, predecessor).await?;
        Ok((row, concerned.difference(&house).copied().collect()))
    }

    fn relations(&self, _seen: &Self::Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::new()
    }

    fn decide(&self, _seen: &Self::Seen, _desk: &Desk<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, desk: &Desk<'_>, (row, concerned): Self::Seen, (): ()) -> Result<Uuid, AppError> {
        if !mergers::told(desk.tx, self.merger, desk.now).await? {
            return Err(desk.overtaken(Noun::Merger));
        }
        letters::write(desk, "merger.took_effect", LegalClass::Legal, &row, &concerned).await?;
        Ok(self.merger)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
