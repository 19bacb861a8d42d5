//! The allowed transitions of an asset's lifecycle, and their preconditions.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::asset::Lifecycle;
use crate::messages::Rule;
use crate::workflow::violation::RuleViolation;

/// The rules for every asset; a province sets the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterRules {
    /// The notice to the tenants before decommissioning, in calendar days.
    pub decommission_notice_days: u32,
    /// The period for claiming an unowned attachment on an asset, in calendar days.
    pub claim_days: u32,
}

/// The facts about a transition.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    pub from: Lifecycle,
    pub to: Lifecycle,
    /// The legal day of the change.
    pub today: NaiveDate,
    /// The announced or proposed day of decommissioning.
    pub decommission_on: Option<NaiveDate>,
    /// The current tenants, by name.
    pub tenants: &'a [String],
    /// The reason for a short notice.
    pub haste: Haste,
}

/// Whether a reason for a short notice exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Haste {
    None,
    /// Evidence of danger without the signature of a head.
    Evidence,
    /// Evidence of danger with the signature of a head.
    SignedEvidence,
}

impl Lifecycle {
    /// The allowed next states.
    #[must_use]
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Planned => &[Self::UnderConstruction, Self::InService, Self::Withdrawn],
            Self::UnderConstruction => &[Self::InService, Self::Planned, Self::Withdrawn],
            Self::InService => {
                &[Self::Restricted, Self::DecommissionNotified, Self::DisputedOwnership, Self::LostRecord]
            }
            Self::Restricted => {
                &[Self::InService, Self::DecommissionNotified, Self::DisputedOwnership, Self::LostRecord]
            }
            Self::DecommissionNotified => &[Self::InService, Self::Restricted, Self::Withdrawn],
            Self::Withdrawn => &[Self::Removed, Self::InService],
            Self::Removed => &[],
            Self::Unverified => {
                &[Self::Planned, Self::UnderConstruction, Self::InService, Self::Restricted, Self::LostRecord]
            }
            Self::DisputedOwnership => &[Self::InService, Self::Restricted],
            Self::LostRecord => &[Self::Unverified, Self::InService, Self::Removed],
        }
    }
}

/// Checks a transition.
///
/// # Errors
/// The rule that forbids the transition, with the tenants that block it.
pub fn check(rules: RegisterRules, step: &Step<'_>) -> Result<(), RuleViolation> {
    // Tenants block a removal first, independent of the decommissioning date (acceptance scenario
    // 13).
    if step.to == Lifecycle::Removed {
        nobody_on_it(step)?;
    }
    if !step.from.next().contains(&step.to) {
        let (from, to) = (step.from.as_str().to_owned(), step.to.as_str().to_owned());
        return Err(RuleViolation::of(Rule::LifecycleOrder { from, to })
            .blocked_by(step.from.next().iter().map(|next| format!("possible: {}", next.as_str())).collect()));
    }
    match step.to {
        Lifecycle::DecommissionNotified => reported_in_time(rules, step),
        Lifecycle::Withdrawn => after_its_announced_end(step),
        Lifecycle::Removed
        | Lifecycle::Planned
        | Lifecycle::UnderConstruction
        | Lifecycle::InService
        | Lifecycle::Restricted
        | Lifecycle::Unverified
        | Lifecycle::DisputedOwnership
        | Lifecycle::LostRecord => Ok(()),
    }
}

fn nobody_on_it(step: &Step<'_>) -> Result<(), RuleViolation> {
    if step.tenants.is_empty() {
        return Ok(());
    }
    Err(RuleViolation::of(Rule::RemovedWhileOccupied).blocked_by(step.tenants.to_vec()))
}

fn reported_in_time(rules: RegisterRules, step: &Step<'_>) -> Result<(), RuleViolation> {
    let days = rules.decommission_notice_days;
    let Some(end) = step.decommission_on else {
        return Err(RuleViolation::of(Rule::DecommissionDate));
    };
    let earliest = step.today.checked_add_days(Days::new(u64::from(days)));
    let in_time = earliest.is_some_and(|earliest| end >= earliest);
    match step.haste {
        Haste::SignedEvidence if end > step.today => Ok(()),
        Haste::None | Haste::Evidence | Haste::SignedEvidence if in_time => Ok(()),
        Haste::None | Haste::Evidence | Haste::SignedEvidence => {
            Err(RuleViolation::of(Rule::DecommissionNotice { days })
                .blocked_by(earliest.map(|earliest| format!("earliest: {earliest}")).into_iter().collect()))
        }
    }
}

fn after_its_announced_end(step: &Step<'_>) -> Result<(), RuleViolation> {
    match (step.from, step.decommission_on) {
        (Lifecycle::DecommissionNotified, Some(end)) if step.today < end => {
            Err(Rule::AnnouncedEndNotCome { end }.into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Haste, Lifecycle, RegisterRules, Step, check};
    use chrono::{Days, NaiveDate};
    use strum::VariantArray;

    const RULES: RegisterRules = RegisterRules { decommission_notice_days: 60, claim_days: 30 };

    fn step(from: Lifecycle, to: Lifecycle) -> Step<'static> {
        Step {
            from,
            to,
            today: NaiveDate::from_ymd_opt(2023, 10, 2).unwrap(),
            decommission_on: None,
            tenants: &[],
            haste: Haste::None,
        }
    }

    #[test]
    fn an_asset_with_a_tenant_is_not_removed() {
        let tenants = ["VNPT".to_owned()];
        let taken = Step { tenants: &tenants, ..step(Lifecycle::Withdrawn, Lifecycle::Removed) };
        let refusal = check(RULES, &taken).unwrap_err();
        assert_eq!(refusal.rule(), "removed_while_occupied");
        assert_eq!(refusal.blockers, ["VNPT"]);
        let in_service = Step { from: Lifecycle::InService, ..taken };
        assert_eq!(
            check(RULES, &in_service).unwrap_err().blockers,
            ["VNPT"],
            "the tenants before the order of its life"
        );
        assert_eq!(check(RULES, &step(Lifecycle::Withdrawn, Lifecycle::Removed)), Ok(()));
    }

    #[test]
    fn sixty_days_of_notice_unless_danger_is_signed_for() {
        let notice = |days: u64, haste| {
            let plain = step(Lifecycle::InService, Lifecycle::DecommissionNotified);
            check(RULES, &Step { decommission_on: plain.today.checked_add_days(Days::new(days)), haste, ..plain })
        };
        assert_eq!(notice(60, Haste::None), Ok(()));
        assert_eq!(notice(59, Haste::None).unwrap_err().rule(), "decommission_notice");
        assert_eq!(notice(30, Haste::Evidence).unwrap_err().rule(), "decommission_notice");
        assert_eq!(notice(30, Haste::SignedEvidence), Ok(()));
        assert_eq!(
            check(RULES, &step(Lifecycle::InService, Lifecycle::DecommissionNotified)).unwrap_err().rule(),
            "decommission_date"
        );
    }

    #[test]
    fn what_is_removed_stays_removed_and_everything_else_goes_on() {
        for from in Lifecycle::VARIANTS.iter().copied() {
            assert_eq!(from.next().is_empty(), from == Lifecycle::Removed);
            assert_eq!(check(RULES, &step(from, from)).unwrap_err().rule(), "lifecycle_order");
        }
    }
}
