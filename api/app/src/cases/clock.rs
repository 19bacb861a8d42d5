//! Events that time causes on cases: reminders, expiries, silence. Each happens once, on the first
//! node, with its legal instant even after days of downtime.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::{
    access::Stance,
    cases::{Decision, Facts, change::CapacityClaim, sharing},
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
    app::App,
    command_pipeline::{Command, CommandContext, Permission, RequestContext, execute},
    error::AppError,
};
use api_store::{
    assets::wait_list,
    cases::{self, CaseVisibility, StoredCase, case_timers},
};

/// The number of cases in one batch.
const ROUND: u64 = 100;

/// Performs everything that is due now, in legal order, and returns the number of changed cases.
/// Skips a case that another node has just changed.
pub async fn run_due(app: &App) -> Result<u64, AppError> {
    let mut moved = 0_u64;
    for case in case_timers::due(app.store.read(), app.clock.now(), ROUND).await? {
        if settle(app, case).await? == Settled::Moved {
            moved = moved.saturating_add(1);
        }
    }
    Ok(moved)
}

/// Whether anything was due on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    Moved,
    /// Nothing was due, or another node did it.
    Still,
}

/// Performs everything that is due on one case.
pub async fn settle(app: &App, case: CaseId) -> Result<Settled, AppError> {
    let mut settled = Settled::Still;
    if !case_timers::is_due(app.store.read(), case, app.clock.now()).await? {
        return Ok(settled);
    }
    loop {
        match execute(app, &RequestContext::of_system("clock"), Wake { case }).await {
            Ok(done) if done.answer => settled = Settled::Moved,
            // Nothing is due any more, or another node was faster; the next run sees any rest.
            Ok(_) | Err(AppError::Conflict(_) | AppError::Again) => return Ok(settled),
            Err(failure) => return Err(failure),
        }
    }
}

/// Performs everything that is due on one case in the transaction of the caller.
pub(super) async fn settle_within(context: &CommandContext<'_>, case: CaseId) -> Result<(), AppError> {
    let request = RequestContext::of_system("clock");
    let own = CommandContext { app: context.app, tx: context.tx, request: &request, now: context.now };
    while case_timers::is_due(own.tx, case, own.now).await? {
        let wake = Wake { case };
        let seen = wake.load(&own).await?;
        let decided = wake.decide(&seen, &own)?;
        if !wake.save(&own, seen, decided).await? {
            break;
        }
    }
    Ok(())
}

/// One due event of one case. The output says whether one was due.
struct Wake {
    case: CaseId,
}

struct Loaded {
    kept: StoredCase,
    facts: Facts,
}

#[async_trait]
impl Command for Wake {
    type Loaded = Loaded;
    type Decision = Option<Decision>;
    type Output = bool;

    fn required_permission(&self) -> Permission {
        Permission::new("case", "wake")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let kept = cases::find(context.tx, self.case, CaseVisibility::Unrestricted).await?.ok_or(AppError::NotFound)?;
        let facts = facts::around(context, &kept.case, Look::Standing).await?;
        Ok(Loaded { kept, facts })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.kept.parties.clone()
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<Option<Decision>, AppError> {
        let ruling = effective_law::of(context.app, &seen.kept.case)?;
        let law = ruling.law();
        Ok(wake(law, &seen.kept.case, &seen.facts, context.now)?)
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        seen: Loaded,
        decided: Option<Decision>,
    ) -> Result<bool, AppError> {
        let Some(decision) = decided else { return Ok(false) };
        let Loaded { kept, facts } = seen;
        let law = effective_law::of(context.app, &kept.case)?;
        let done = decision.after.taken.len().checked_sub(kept.case.taken.len()).filter(|steps| *steps > 0);
        let action = match (done, decision.after.taken.last()) {
            (Some(_), Some(taken)) => taken.action.to_string(),
            (Some(_), None) | (None, _) => "clock".to_owned(),
        };
        record(context, Record { law, kept, facts, decision, action, comment: None }).await?;
        Ok(true)
    }

    fn subject(&self, _answer: &bool) -> Option<Uuid> {
        Some(self.case.uuid())
    }
}

/// Adds a request that was refused for lack of capacity to the wait list, and returns its position.
pub(crate) async fn queue_up(app: &App, case: CaseId, action: &ActionId) -> Result<Option<u32>, AppError> {
    let request = RequestContext::of_system(action.as_str());
    Ok(execute(app, &request, QueueUp { case }).await?.answer)
}

/// The position on the wait list that a refused request would take. The transaction of the caller
/// holds the result and is not committed.
pub(super) async fn queue_up_within(context: &CommandContext<'_>, case: CaseId) -> Result<Option<u32>, AppError> {
    let request = RequestContext::of_system("queue_up");
    let own = CommandContext { app: context.app, tx: context.tx, request: &request, now: context.now };
    let queue_up = QueueUp { case };
    let seen = queue_up.load(&own).await?;
    let decided = queue_up.decide(&seen, &own)?;
    queue_up.save(&own, seen, decided).await
}

struct QueueUp {
    case: CaseId,
}

#[async_trait]
impl Command for QueueUp {
    type Loaded = Loaded;
    type Decision = Vec<CapacityClaim>;
    type Output = Option<u32>;

    fn required_permission(&self) -> Permission {
        Permission::new("case", "queue_up")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let kept = cases::find(context.tx, self.case, CaseVisibility::Unrestricted).await?.ok_or(AppError::NotFound)?;
        let facts = facts::around(context, &kept.case, Look::Standing).await?;
        Ok(Loaded { kept, facts })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.kept.parties.clone()
    }

    fn decide(&self, seen: &Loaded, _context: &CommandContext<'_>) -> Result<Vec<CapacityClaim>, AppError> {
        // Withdrawn or decided since the refusal: the request no longer waits.
        if seen.kept.phase != Phase::Open {
            return Ok(Vec::new());
        }
        Ok(sharing::wanted_places(&seen.kept.case, &seen.facts))
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        seen: Loaded,
        decided: Vec<CapacityClaim>,
    ) -> Result<Option<u32>, AppError> {
        if decided.is_empty() {
            return Ok(None);
        }
        let case = &seen.kept.case;
        let place = wait_list::join(context.tx, case.id, case.applicant, &decided, context.now).await?;
        // Capacity that became free after the refusal found no waiting case; the promotion runs
        // once more.
        follow_ups::promote(context, decided.iter().map(|claim| claim.asset), context.now).await?;
        Ok(Some(place))
    }

    fn subject(&self, _answer: &Option<u32>) -> Option<Uuid> {
        Some(self.case.uuid())
    }
}
