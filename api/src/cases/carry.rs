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

use super::wait_list;
use crate::{
    act::Desk,
    failure::Failure,
    store::{cases, ledger, organizations},
};

/// Carries out the changes, in order.
///
/// # Errors
/// A refusal when the room was taken in the same instant; [`Failure`] when the database is in trouble.
pub async fn carry(desk: &Desk<'_>, case: &Case, changes: &[Change], at: DateTime<Utc>) -> Result<(), Failure> {
    for change in changes {
        match change {
            Change::Join { organization, stance } => cases::join(desk.tx, case.id, *organization, *stance, desk.now).await?,
            Change::Watch => {
                for regulator in organizations::regulators(desk.tx).await? {
                    cases::join(desk.tx, case.id, regulator, Stance::Regulator, desk.now).await?;
                }
            }
            Change::Reserve { claims, shortage } => reserve(desk, case, claims, *shortage, at).await?,
            Change::Activate => ledger::activate(desk.tx, case.id, at).await?,
            Change::Release { reason } => {
                let freed = ledger::release(desk.tx, case.id, at, reason).await?;
                wait_list::leave(desk, case.id).await?;
                wait_list::promote(desk, &freed, at).await?;
            }
        }
    }
    Ok(())
}

async fn reserve(
    desk: &Desk<'_>,
    case: &Case,
    claims: &[Claim],
    shortage: Shortage,
    at: DateTime<Utc>,
) -> Result<(), Failure> {
    let until = reservation_end(case);
    match ledger::reserve(desk.tx, case.id, case.applicant, claims, until, at).await? {
        ledger::Reserved::Whole => wait_list::leave(desk, case.id).await,
        ledger::Reserved::Nothing { blockers } => match shortage {
            Shortage::Refuse => Err(no_room(blockers).into()),
            Shortage::Queue => wait_list::join(desk, case, claims).await.map(|_place| ()),
        },
    }
}

/// A reservation lives as long as the longest clock that can end it.
fn reservation_end(case: &Case) -> Option<DateTime<Utc>> {
    case.timers.get("reservation").map(|timer| timer.due_at)
}
