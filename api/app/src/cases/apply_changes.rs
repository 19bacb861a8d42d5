//! Applies the changes of a decision outside its case: parties, the capacity ledger, the wait list.

use chrono::{DateTime, Utc};
use domain::{
    access::Stance,
    cases::{
        Case, Change,
        change::{CapacityClaim, Shortage},
        sharing::no_capacity,
    },
};

use super::{
    facts::Look,
    record::{self, Record},
    refile::Refile,
    trigger::Trigger,
    wait_list_promotion::WaitListPromotion,
};
use crate::{command_pipeline::CommandContext, error::AppError, register::as_built};
use api_store::{
    assets::{ledger, wait_list},
    cases,
    people::organizations,
};

/// A consequence of a change.
#[derive(Debug)]
pub(super) enum FollowUp {
    /// The system performs an action on a case.
    Trigger(Trigger),
    /// A refused request is filed again.
    Refile(Refile),
    /// Free capacity goes to waiting cases.
    Promote(WaitListPromotion),
}

/// Applies one change and returns its consequence.
///
/// # Errors
/// A rule violation when a concurrent change took the capacity.
pub(super) async fn apply(
    context: &CommandContext<'_>,
    record: &Record<'_>,
    change: &Change,
) -> Result<Option<FollowUp>, AppError> {
    let (case, at) = (&record.decision.after, record.decision.at);
    match change {
        Change::Join { organization, stance } => {
            cases::join(context.tx, case.id, *organization, *stance, context.now).await?;
        }
        Change::Leave { organization, stance } => {
            cases::leave(context.tx, case.id, *organization, *stance, context.now).await?;
        }
        // A trigger of a case on itself runs last: see `Record::own_trigger`.
        Change::Trigger { case: itself, .. } if *itself == case.id => {}
        Change::Trigger { case, action, data } => {
            let trigger = Trigger { case: *case, action, data: data.clone(), look: Look::Standing };
            return Ok(Some(FollowUp::Trigger(trigger)));
        }
        Change::Refile { case, action, data } => {
            return Ok(Some(FollowUp::Refile(Refile { refused: *case, action, data: data.clone() })));
        }
        Change::Register { asset } => as_built::register(context, asset).await?,
        Change::Clear { occupancies, reason } => {
            let by = record::actor(context, record).map(|actor| actor.user);
            let mover = ledger::LedgerAuthor { at, by, reason: Some(reason) };
            let mut freed = Vec::new();
            for gone in occupancies {
                freed.extend(ledger::end(context.tx, *gone, mover).await?.map(|moved| moved.asset));
            }
            return Ok(Some(FollowUp::Promote(WaitListPromotion::of(freed.into_iter(), at))));
        }
        Change::Watch => {
            for regulator in organizations::regulators(context.tx).await? {
                cases::join(context.tx, case.id, regulator, Stance::Regulator, context.now).await?;
            }
        }
        Change::Reserve { claims, shortage } => reserve(context, record, claims, *shortage).await?,
        Change::Activate => {
            ledger::activate(context.tx, case.id, at).await?;
        }
        Change::Release { reason } => {
            wait_list::leave(context.tx, case.id, at).await?;
            let freed = ledger::release(context.tx, case.id, at, reason).await?;
            let freed = freed.iter().map(|moved| moved.asset);
            return Ok(Some(FollowUp::Promote(WaitListPromotion::of(freed, at))));
        }
    }
    Ok(None)
}

/// Updates the reservation when the clock that ends it started, moved or was prolonged. Applies
/// also to a reservation from the wait list.
pub(super) async fn hold_reservation(context: &CommandContext<'_>, record: &Record<'_>) -> Result<(), AppError> {
    let case = &record.decision.after;
    let end = reservation_end(case);
    if end != reservation_end(&record.kept.case) {
        ledger::hold_until(context.tx, case.id, end).await?;
    }
    Ok(())
}

async fn reserve(
    context: &CommandContext<'_>,
    record: &Record<'_>,
    claims: &[CapacityClaim],
    shortage: Shortage,
) -> Result<(), AppError> {
    let (case, at) = (&record.decision.after, record.decision.at);
    match ledger::reserve(context.tx, case.id, case.applicant, claims, reservation_end(case), at).await? {
        ledger::Reservation::Held(_) => Ok(wait_list::leave(context.tx, case.id, at).await?),
        ledger::Reservation::Blocked(short) => match shortage {
            Shortage::Refuse => Err(no_capacity(short.iter().map(|short| blocker(record, short)).collect()).into()),
            Shortage::Queue => {
                wait_list::join(context.tx, case.id, case.applicant, claims, at).await?;
                Ok(())
            }
        },
    }
}

fn blocker(record: &Record<'_>, short: &ledger::Shortfall) -> String {
    let code =
        record.facts.assets.get(&short.asset).map_or_else(|| short.asset.to_string(), |asset| asset.code.clone());
    format!("{code}: {} {} wanted, {} free", short.unit, short.wanted, short.free)
}

/// The clock that ends a reservation determines its lifetime.
pub(crate) fn reservation_end(case: &Case) -> Option<DateTime<Utc>> {
    case.timers.get("reservation").map(|timer| timer.due_at)
}
