//! A merger: an organisation ends, and another carries on everything that it was and had.
//!
//! Absorption: one goes into another that stays (Civil Code 2015, art. 89). Consolidation: several go into a new one (art. 88), which
//! is as many mergers into it. Either way rights and obligations pass as a whole on the day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{OrganizationKind, Tenure};
use crate::{
    ids::OrganizationId,
    messages::{FieldProblem, Rule},
    text::Localized,
    workflow::violation::{FieldError, FieldErrors, RuleViolation},
};

/// Where it stands that rights and obligations pass.
pub const CLAUSE: &str = "BLDS 2015 Đ88, Đ89";

/// The most characters of what a merger is based on.
const LINE_LENGTH: usize = 500;

/// A merger that is proposed, or decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merger {
    /// Who ends.
    pub predecessor: OrganizationId,
    /// Who carries on.
    pub successor: OrganizationId,
    /// The first day on which the predecessor is no more.
    pub effective_on: NaiveDate,
    /// What it is based on.
    pub basis: Basis,
}

/// The paper on which a merger rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// What it is: a contract of merger, a resolution.
    pub document: String,
    /// Its number.
    pub number: String,
}

/// An organisation as a merger looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergerParty {
    /// What it is called.
    pub name: Localized,
    /// What it is.
    pub kind: OrganizationKind,
    /// Its days.
    pub tenure: Tenure,
}

/// All organisations of which a merger must know.
pub type Known = BTreeMap<OrganizationId, MergerParty>;

impl Merger {
    /// What is wrong in what was written.
    #[must_use]
    pub fn faults(&self, known: &Known) -> Vec<FieldError> {
        let written = |text: &str| !text.trim().is_empty() && text.chars().count() <= LINE_LENGTH;
        let line = || FieldProblem::CharactersBetween { least: 1.into(), most: LINE_LENGTH.into() };
        FieldErrors::default()
            .unless(known.contains_key(&self.predecessor), "/predecessor_id", FieldProblem::NotAnOrganization)
            .unless(known.contains_key(&self.successor), "/successor_id", FieldProblem::NotAnOrganization)
            .unless(self.predecessor != self.successor, "/successor_id", FieldProblem::AnotherOrganization)
            .unless(written(&self.basis.document), "/basis/document", line())
            .unless(written(&self.basis.number), "/basis/number", line())
            .found()
    }

    /// Whether it can be: asked when it is proposed, and again when it is approved.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn admissible(&self, known: &Known, today: NaiveDate) -> Result<(), RuleViolation> {
        self.lies_ahead(today)?;
        self.is_of_holders(known)?;
        self.is_the_first(known)?;
        self.is_in_office(known, today)?;
        self.goes_in_no_circle(known)
    }

    /// Whether it can be taken back: only as long as nobody has acted upon it.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn revocable(&self, today: NaiveDate) -> Result<(), RuleViolation> {
        if self.effective_on > today {
            return Ok(());
        }
        Err(refusal(Rule::MergerIsInForce))
    }

    /// Only a day to come: on no day has anybody already acted in a name that was then no more.
    fn lies_ahead(&self, today: NaiveDate) -> Result<(), RuleViolation> {
        if self.effective_on > today {
            return Ok(());
        }
        Err(refusal(Rule::MergerLiesAhead))
    }

    /// Authorities are not merged: who is competent follows from place and day.
    fn is_of_holders(&self, known: &Known) -> Result<(), RuleViolation> {
        let others = self.sides(known).filter(|one| !is_holder(one.kind)).map(|one| one.name.vi.clone());
        let others: Vec<String> = others.collect();
        if others.is_empty() {
            return Ok(());
        }
        let refusal = refusal(Rule::MergerIsOfOperatorsAndOwners);
        Err(refusal.blocked_by(others))
    }

    fn is_the_first(&self, known: &Known) -> Result<(), RuleViolation> {
        let before = known.get(&self.predecessor).and_then(|one| one.tenure.successor);
        let Some(other) = before else { return Ok(()) };
        let refusal = refusal(Rule::MergesOnce);
        Err(refusal.blocked_by(known.get(&other).map(|one| one.name.vi.clone()).into_iter().collect()))
    }

    /// The predecessor today and until the day; the successor today and on the day.
    fn is_in_office(&self, known: &Known, today: NaiveDate) -> Result<(), RuleViolation> {
        let there = |id: OrganizationId| known.get(&id).filter(|one| one.tenure.validity.holds_on(today));
        let ends = there(self.predecessor).filter(|one| one.tenure.validity.to().is_none());
        let stays = there(self.successor).filter(|one| one.tenure.validity.holds_on(self.effective_on));
        if ends.is_some() && stays.is_some() {
            return Ok(());
        }
        let gone = [(self.predecessor, ends), (self.successor, stays)].into_iter().filter(|(_, found)| found.is_none());
        let gone = gone.filter_map(|(id, _)| known.get(&id)).map(|one| one.name.vi.clone()).collect();
        let refusal = refusal(Rule::MergesWhileInOffice);
        Err(refusal.blocked_by(gone))
    }

    fn goes_in_no_circle(&self, known: &Known) -> Result<(), RuleViolation> {
        let mut next = Some(self.successor);
        // No chain is longer than there are organisations.
        for _ in 0..=known.len() {
            match next {
                Some(one) if one == self.predecessor => break,
                Some(one) => next = known.get(&one).and_then(|one| one.tenure.successor),
                None => return Ok(()),
            }
        }
        Err(refusal(Rule::SuccessionInNoCircle))
    }

    fn sides<'a>(&self, known: &'a Known) -> impl Iterator<Item = &'a MergerParty> + use<'a> {
        [self.predecessor, self.successor].into_iter().filter_map(|id| known.get(&id))
    }
}

fn is_holder(kind: OrganizationKind) -> bool {
    match kind {
        OrganizationKind::Operator | OrganizationKind::Owner => true,
        OrganizationKind::Committee
        | OrganizationKind::Construction
        | OrganizationKind::Regulator
        | OrganizationKind::Agency
        | OrganizationKind::Administrator => false,
    }
}

fn refusal(rule: Rule) -> RuleViolation {
    RuleViolation::of(rule).under(Some(CLAUSE))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::area::Validity;

    fn org(n: u128) -> OrganizationId {
        OrganizationId::new(Uuid::from_u128(n))
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 8, day).unwrap()
    }

    fn standing(kind: OrganizationKind, to: Option<u32>, successor: Option<u128>) -> MergerParty {
        let validity = Validity::new(Some(day(1)), to.map(day)).unwrap();
        let name = Localized { vi: "Đơn vị".to_owned(), en: "Office".to_owned() };
        MergerParty { name, kind, tenure: Tenure { validity, successor: successor.map(org) } }
    }

    /// Two operators, an owner that ends on the 20th into the first of them, and a committee.
    fn known() -> Known {
        Known::from([
            (org(1), standing(OrganizationKind::Operator, None, None)),
            (org(2), standing(OrganizationKind::Operator, None, None)),
            (org(3), standing(OrganizationKind::Owner, Some(20), Some(1))),
            (org(4), standing(OrganizationKind::Committee, None, None)),
        ])
    }

    fn merger(predecessor: u128, successor: u128, on: u32) -> Merger {
        let basis = Basis { document: "Hợp đồng sáp nhập".to_owned(), number: "01/2026/HĐSN".to_owned() };
        Merger { predecessor: org(predecessor), successor: org(successor), effective_on: day(on), basis }
    }

    fn rule(merger: &Merger) -> Option<String> {
        let refusal = merger.admissible(&known(), day(10)).err()?;
        assert_eq!(refusal.clause.as_deref(), Some(CLAUSE));
        Some(refusal.rule().to_owned())
    }

    #[test]
    fn operators_and_owners_in_office_merge_on_a_day_to_come_and_once() {
        assert_eq!(rule(&merger(2, 1, 11)), None);
        for (proposed, expected) in [
            (merger(2, 1, 10), "merger_lies_ahead"),
            (merger(4, 1, 11), "merger_is_of_operators_and_owners"),
            (merger(2, 4, 11), "merger_is_of_operators_and_owners"),
            (merger(3, 2, 11), "merges_once"),
            (merger(2, 3, 20), "merges_while_in_office"),
            (merger(1, 3, 11), "succession_in_no_circle"),
        ] {
            assert_eq!(rule(&proposed).as_deref(), Some(expected), "{proposed:?}");
        }
        assert!(merger(2, 1, 11).revocable(day(10)).is_ok());
        assert_eq!(merger(2, 1, 11).revocable(day(11)).unwrap_err().rule(), "merger_is_in_force");
        assert_eq!(rule(&merger(2, 3, 19)), None, "the successor is there on the day, and has one of its own later");
    }

    #[test]
    fn what_is_written_names_two_organisations_and_a_paper() {
        assert!(merger(2, 1, 11).faults(&known()).is_empty());
        let basis = Basis { document: " ".to_owned(), number: "x".repeat(LINE_LENGTH + 1) };
        let found = Merger { basis, ..merger(9, 9, 11) }.faults(&known());
        let pointers: Vec<_> = found.into_iter().map(|fault| fault.pointer).collect();
        let expected = ["/predecessor_id", "/successor_id", "/successor_id", "/basis/document", "/basis/number"];
        assert_eq!(pointers, expected);
    }
}
