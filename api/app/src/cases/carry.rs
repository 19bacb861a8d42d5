//! Carries out what a decision changes outside its case: parties, the ledger, the wait list.

use chrono::{DateTime, Utc};
use domain::{
    access::Stance,
    cases::{
        Case, Change,
        change::{Claim, Shortage},
        sharing::no_room,
    },
};

use super::{
    anew,
    facts::Look,
    promotion, prompt,
    record::{self, Record},
};
use crate::{act::Desk, failure::Failure, register::built};
use api_store::{cases, ledger, organizations, wait_list};

/// Carries out the changes, in order.
///
/// # Errors
/// A refusal when the room was taken in the same instant; [`Failure`] when the database is in trouble.
pub async fn carry(desk: &Desk<'_>, record: &Record<'_>) -> Result<(), Failure> {
    let (case, at) = (&record.decision.after, record.decision.at);
    for change in &record.decision.changes {
        match change {
            Change::Join { organization, stance } => {
                cases::join(desk.tx, case.id, *organization, *stance, desk.now).await?;
            }
            Change::Leave { organization, stance } => {
                cases::leave(desk.tx, case.id, *organization, *stance, desk.now).await?;
            }
            // What a case brings about on itself comes last: see `record`.
            Change::Prompt { case: itself, .. } if *itself == case.id => {}
            Change::Prompt { case, action, data } => {
                prompt::prompt(desk, *case, action, data.clone(), Look::Standing).await?;
            }
            Change::FileAnew { case, action, data } => anew::file(desk, *case, action, data.clone()).await?,
            Change::Register { asset } => built::register(desk, asset).await?,
            Change::Clear { occupancies, reason } => {
                let by = record::actor(desk, record).map(|actor| actor.user);
                let mover = ledger::Mover { at, by, reason: Some(reason) };
                let mut freed = Vec::new();
                for gone in occupancies {
                    freed.extend(ledger::end(desk.tx, *gone, mover).await?.map(|moved| moved.asset));
                }
                promotion::promote(desk, freed.into_iter(), at).await?;
            }
            Change::Watch => {
                for regulator in organizations::regulators(desk.tx).await? {
                    cases::join(desk.tx, case.id, regulator, Stance::Regulator, desk.now).await?;
                }
            }
            Change::Reserve { claims, shortage } => reserve(desk, record, claims, *shortage).await?,
            Change::Activate => {
                ledger::activate(desk.tx, case.id, at).await?;
            }
            Change::Release { reason } => {
                wait_list::leave(desk.tx, case.id, at).await?;
                let freed = ledger::release(desk.tx, case.id, at, reason).await?;
                promotion::promote(desk, freed.iter().map(|moved| moved.asset), at).await?;
            }
        }
    }
    // The clock that ends a reservation began, moved or was prolonged: so is the reservation, also one that came from the wait list.
    let end = reservation_end(case);
    if end != reservation_end(&record.kept.case) {
        ledger::hold_until(desk.tx, case.id, end).await?;
    }
    Ok(())
}

async fn reserve(desk: &Desk<'_>, record: &Record<'_>, claims: &[Claim], shortage: Shortage) -> Result<(), Failure> {
    let (case, at) = (&record.decision.after, record.decision.at);
    match ledger::reserve(desk.tx, case.id, case.applicant, claims, reservation_end(case), at).await? {
        ledger::Reservation::Held(_) => Ok(wait_list::leave(desk.tx, case.id, at).await?),
        ledger::Reservation::Blocked(short) => match shortage {
            Shortage::Refuse => Err(no_room(short.iter().map(|short| blocker(record, short)).collect()).into()),
            Shortage::Queue => {
                wait_list::join(desk.tx, case.id, case.applicant, claims, at).await?;
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

/// A reservation lives as long as the clock that ends it.
pub(crate) fn reservation_end(case: &Case) -> Option<DateTime<Utc>> {
    case.timers.get("reservation").map(|timer| timer.due_at)
}
