//! What happens to cases by itself: reminders, expiries, silence; once each, by whichever node comes first, with its legal instant
//! even after days of standing still.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    access::Stance,
    cases::{Decision, Facts, change::Claim, sharing},
    ids::{CaseId, OrganizationId},
    workflow::{clock::wake, definition::Phase, name::ActionId},
};
use uuid::Uuid;

use super::{
    effective_law,
    facts::{self, Look},
    follow_ups::{self, record},
    record::Record,
};
use crate::{
    act::{Call, Deed, Desk, Permission, act},
    error::AppError,
    house::House,
};
use api_store::{
    assets::wait_list,
    cases::{self, Kept, Sight, case_timers},
};

/// Cases looked at in one round.
const ROUND: u64 = 100;

/// Does what is due now, in legal order; answers how many cases moved.
///
/// # Errors
/// [`AppError`] when the database is in trouble. A case that another node has just moved is passed over.
pub async fn run_due(house: &House) -> Result<u64, AppError> {
    let mut moved = 0_u64;
    for case in case_timers::due(house.store.read(), house.clock.now(), ROUND).await? {
        if settle(house, case).await? == Settled::Moved {
            moved = moved.saturating_add(1);
        }
    }
    Ok(moved)
}

/// Whether anything was due on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Something was, and is done.
    Moved,
    /// Nothing was, or another node did it.
    Still,
}

/// Does everything that is due on one case.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn settle(house: &House, case: CaseId) -> Result<Settled, AppError> {
    let mut settled = Settled::Still;
    if !case_timers::is_due(house.store.read(), case, house.clock.now()).await? {
        return Ok(settled);
    }
    loop {
        match act(house, &Call::of_the_house("clock"), Wake { case }).await {
            Ok(done) if done.answer => settled = Settled::Moved,
            // Nothing left; or another node was faster, and what it left is seen by the next look.
            Ok(_) | Err(AppError::Conflict(_) | AppError::Again) => return Ok(settled),
            Err(failure) => return Err(failure),
        }
    }
}

/// One step of the clock on one case. It answers whether there was one.
struct Wake {
    case: CaseId,
}

struct Seen {
    kept: Kept,
    facts: Facts,
}

#[async_trait]
impl Deed for Wake {
    type Seen = Seen;
    type Decided = Option<Decision>;
    type Answer = bool;

    fn asks(&self) -> Permission {
        Permission::new("case", "wake")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Seen, AppError> {
        let kept = cases::find(desk.tx, self.case, Sight::House).await?.ok_or(AppError::NotFound)?;
        let facts = facts::around(desk, &kept.case, Look::Standing).await?;
        Ok(Seen { kept, facts })
    }

    fn relations(&self, seen: &Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.kept.parties.clone()
    }

    fn decide(&self, seen: &Seen, desk: &Desk<'_>) -> Result<Option<Decision>, AppError> {
        let ruling = effective_law::of(desk.house, &seen.kept.case)?;
        let law = ruling.law();
        Ok(wake(law, &seen.kept.case, &seen.facts, desk.now)?)
    }

    async fn save(&self, desk: &Desk<'_>, seen: Seen, decided: Option<Decision>) -> Result<bool, AppError> {
        let Some(decision) = decided else { return Ok(false) };
        let Seen { kept, facts } = seen;
        let law = effective_law::of(desk.house, &kept.case)?;
        let done = decision.after.taken.len().checked_sub(kept.case.taken.len()).filter(|steps| *steps > 0);
        let action = match (done, decision.after.taken.last()) {
            (Some(_), Some(taken)) => taken.action.to_string(),
            (Some(_), None) | (None, _) => "clock".to_owned(),
        };
        record(desk, Record { law, kept, facts, decision, action, comment: None }).await?;
        Ok(true)
    }

    fn subject(&self, _answer: &bool) -> Option<Uuid> {
        Some(self.case.uuid())
    }
}

/// Puts a request that was refused for want of room on the wait list; answers its place.
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub(crate) async fn queue_up(house: &House, case: CaseId, action: &ActionId) -> Result<Option<u32>, AppError> {
    let call = Call::of_the_house(action.as_str());
    Ok(act(house, &call, QueueUp { case }).await?.answer)
}

struct QueueUp {
    case: CaseId,
}

#[async_trait]
impl Deed for QueueUp {
    type Seen = Seen;
    type Decided = Vec<Claim>;
    type Answer = Option<u32>;

    fn asks(&self) -> Permission {
        Permission::new("case", "queue_up")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Seen, AppError> {
        let kept = cases::find(desk.tx, self.case, Sight::House).await?.ok_or(AppError::NotFound)?;
        let facts = facts::around(desk, &kept.case, Look::Standing).await?;
        Ok(Seen { kept, facts })
    }

    fn relations(&self, seen: &Seen, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.kept.parties.clone()
    }

    fn decide(&self, seen: &Seen, _desk: &Desk<'_>) -> Result<Vec<Claim>, AppError> {
        // Withdrawn or decided since it was refused: it waits for nothing any more.
        if seen.kept.phase != Phase::Open {
            return Ok(Vec::new());
        }
        Ok(sharing::wanted_places(&seen.kept.case, &seen.facts))
    }

    async fn save(&self, desk: &Desk<'_>, seen: Seen, decided: Vec<Claim>) -> Result<Option<u32>, AppError> {
        if decided.is_empty() {
            return Ok(None);
        }
        let case = &seen.kept.case;
        let place = wait_list::join(desk.tx, case.id, case.applicant, &decided, desk.now).await?;
        // Room that came free after the refusal found nobody waiting; it is looked at once more.
        follow_ups::promote(desk, decided.iter().map(|claim| claim.asset), desk.now).await?;
        Ok(Some(place))
    }

    fn subject(&self, _answer: &Option<u32>) -> Option<Uuid> {
        Some(self.case.uuid())
    }
}
