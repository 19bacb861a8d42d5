//! Records a decision and all its automatic consequences in one transaction: triggers on other
//! cases, repeated filings, promotions from the wait list.
//!
//! The work is a stack of steps. A step can push further steps, which run before the older ones. So
//! the consequences of a change are complete when the change is applied, before the tasks and
//! letters of its own decision are written. A decision that follows from another spends from a
//! [`WorkBudget`], so the stack becomes empty whatever the packs define.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::ids::AssetId;

use super::{
    apply_changes::{self, FollowUp},
    record::{self, Record, Recorded},
    refile,
    trigger::{self, Trigger},
    wait_list_promotion::{Next, WaitListPromotion},
    work_budget::{Cause, WorkBudget},
};
use crate::{command_pipeline::CommandContext, error::AppError};
use api_store::cases::{self, CaseVisibility, StoredCase};

enum Step<'a> {
    /// Perform a consequence of a change.
    FollowUp(FollowUp),
    /// Apply the changes of a decision, from this index on.
    Changes(Arc<Record<'a>>, usize),
    /// Write the tasks and letters of a decision after its changes.
    Close(Arc<Record<'a>>, Recorded),
}

/// The steps that remain.
struct Work<'a> {
    steps: Vec<(Step<'a>, Arc<Cause>)>,
    budget: WorkBudget,
}

/// Records a decision and all its consequences.
///
/// # Errors
/// [`CommandContext::overtaken`] when another change was committed first; a rule violation when a
/// concurrent change took the capacity, or from a consequence; [`AppError::Internal`] when the
/// consequences exceed the budget.
pub(crate) async fn record(context: &CommandContext<'_>, record: Record<'_>) -> Result<StoredCase, AppError> {
    let (id, triggers_itself) = (record.decision.after.id, record.own_trigger().is_some());
    let root = Cause::root(record.name());
    let mut work = Work { steps: Vec::new(), budget: WorkBudget::default() };
    work.begin(context, record, &root).await?;
    let mut kept = None;
    while let Some((step, cause)) = work.steps.pop() {
        if let Some(closed) = work.next(context, step, &cause).await?
            && Arc::ptr_eq(&cause, &root)
        {
            kept = Some(closed);
        }
    }
    // A system action on the case itself follows its own decision, so the case is read again after
    // that action.
    if triggers_itself {
        kept = cases::find(context.tx, id, CaseVisibility::Unrestricted).await?;
    }
    kept.ok_or(AppError::NotFound)
}

/// Performs an action of the system on a case, and all its consequences. Does nothing when the case
/// does not exist.
///
/// # Errors
/// The rule violation of the action; [`AppError::Internal`] when the law of the case does not know
/// the action, or the consequences exceed the budget.
pub(crate) async fn trigger(context: &CommandContext<'_>, trigger: Trigger) -> Result<(), AppError> {
    run(context, FollowUp::Trigger(trigger)).await
}

/// Offers the free capacity of assets to waiting cases, and performs all consequences.
///
/// # Errors
/// [`AppError::Internal`] when the consequences exceed the budget.
pub(super) async fn promote(
    context: &CommandContext<'_>,
    assets: impl Iterator<Item = AssetId>,
    at: DateTime<Utc>,
) -> Result<(), AppError> {
    run(context, FollowUp::Promote(WaitListPromotion::of(assets, at))).await
}

async fn run(context: &CommandContext<'_>, first: FollowUp) -> Result<(), AppError> {
    let root = Cause::root(context.request.request_id.clone());
    let mut work = Work { steps: vec![(Step::FollowUp(first), root)], budget: WorkBudget::default() };
    while let Some((step, cause)) = work.steps.pop() {
        work.next(context, step, &cause).await?;
    }
    Ok(())
}

impl<'a> Work<'a> {
    /// Performs one step; returns the case when its decision is completely recorded.
    async fn next(
        &mut self,
        context: &CommandContext<'a>,
        step: Step<'a>,
        cause: &Arc<Cause>,
    ) -> Result<Option<StoredCase>, AppError> {
        match step {
            Step::FollowUp(follow_up) => {
                self.follow(context, follow_up, cause).await?;
                Ok(None)
            }
            Step::Changes(record, number) => {
                let Some(change) = record.decision.changes.get(number) else {
                    apply_changes::hold_reservation(context, &record).await?;
                    return Ok(None);
                };
                let follow_up = apply_changes::apply(context, &record, change).await?;
                self.put(Step::Changes(record, number.saturating_add(1)), cause);
                if let Some(follow_up) = follow_up {
                    self.put(Step::FollowUp(follow_up), cause);
                }
                Ok(None)
            }
            Step::Close(record, recorded) => Ok(Some(record::close(context, &record, recorded).await?)),
        }
    }

    async fn follow(
        &mut self,
        context: &CommandContext<'a>,
        follow_up: FollowUp,
        cause: &Arc<Cause>,
    ) -> Result<(), AppError> {
        match follow_up {
            FollowUp::Trigger(trigger) => {
                if let Some(record) = trigger::decide(context, trigger).await? {
                    self.begin_following(context, record, cause).await?;
                }
            }
            FollowUp::Refile(refile) => {
                let trigger = refile::file(context, refile).await?;
                self.put(Step::FollowUp(FollowUp::Trigger(trigger)), cause);
            }
            FollowUp::Promote(mut promotion) => match promotion.next(context).await? {
                Next::Promoted(record) => {
                    self.put(Step::FollowUp(FollowUp::Promote(promotion)), cause);
                    self.begin_following(context, *record, cause).await?;
                }
                Next::NotWanted => self.put(Step::FollowUp(FollowUp::Promote(promotion)), cause),
                Next::Done => {}
            },
        }
        Ok(())
    }

    async fn begin_following(
        &mut self,
        context: &CommandContext<'a>,
        record: Record<'a>,
        cause: &Arc<Cause>,
    ) -> Result<(), AppError> {
        let cause = self.budget.follow(cause, record.name())?;
        self.begin(context, record, &cause).await
    }

    /// Writes the case of a decision, and pushes the remaining work as steps.
    async fn begin(
        &mut self,
        context: &CommandContext<'a>,
        record: Record<'a>,
        cause: &Arc<Cause>,
    ) -> Result<(), AppError> {
        let recorded = record::write(context, &record).await?;
        let record = Arc::new(record);
        if let Some(own) = record.own_trigger() {
            self.put(Step::FollowUp(FollowUp::Trigger(own)), cause);
        }
        self.put(Step::Close(Arc::clone(&record), recorded), cause);
        self.put(Step::Changes(record, 0), cause);
        Ok(())
    }

    fn put(&mut self, step: Step<'a>, cause: &Arc<Cause>) {
        self.steps.push((step, Arc::clone(cause)));
    }
}
