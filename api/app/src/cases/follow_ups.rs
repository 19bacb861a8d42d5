//! Writes down a decision and everything that follows from it by itself, in one transaction: other
//! cases are triggered, requests filed again, those who wait for room promoted.
//!
//! What is to do is a list of steps, the next one last. A step can put steps on it, which are done
//! before those that were there: so what follows from a change is done when the change is applied,
//! before the tasks and letters of its own decision. A decision that follows from another spends
//! from a [`WorkBudget`], so that the list comes to an end whatever the packs say.

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

/// One step of the work.
enum Step<'a> {
    /// Do what follows from a change.
    FollowUp(FollowUp),
    /// Apply the changes of a decision, from this one on.
    Changes(Arc<Record<'a>>, usize),
    /// Write the tasks and letters of a decision, once its changes are applied.
    Close(Arc<Record<'a>>, Recorded),
}

/// The steps that are to be done.
struct Work<'a> {
    steps: Vec<(Step<'a>, Arc<Cause>)>,
    budget: WorkBudget,
}

/// Writes down a decision, and everything that follows from it.
///
/// # Errors
/// [`CommandContext::overtaken`] when somebody else was faster; a refusal when the room was taken
/// in the same instant, or from what follows; [`AppError::Internal`] when more follows than may.
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
    // An action of the system on the case itself comes after its own decision, so the case is read
    // as that left it.
    if triggers_itself {
        kept = cases::find(context.tx, id, CaseVisibility::Unrestricted).await?;
    }
    kept.ok_or(AppError::NotFound)
}

/// Takes an action of the system on a case, and does everything that follows from it. Does nothing
/// when there is no such case.
///
/// # Errors
/// The refusal of the action; [`AppError::Internal`] when the law of the case knows no such action,
/// or more follows than may.
pub(crate) async fn trigger(context: &CommandContext<'_>, trigger: Trigger) -> Result<(), AppError> {
    run(context, FollowUp::Trigger(trigger)).await
}

/// Gives the free room of these assets to those who wait for it, and does everything that follows
/// from it.
///
/// # Errors
/// [`AppError`] when the database is in trouble, or more follows than may.
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
    /// Does one step; answers the case when its decision is written down to the end.
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

    /// Writes the case of a decision; what remains to be done for it becomes steps.
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
