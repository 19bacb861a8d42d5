//! A merger: an organisation ends, and another takes over all its rights and obligations.
//!
//! Absorption: one organisation merges into another existing one (Civil Code 2015, art. 89).
//! Consolidation: several merge into a new one (art. 88), recorded as one merger for each. In both
//! cases rights and obligations pass as a whole on the day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{OrganizationKind, Tenure};
use crate::{
    ids::OrganizationId,
    messages::{FieldProblem, Rule},
    text::Localized,
    workflow::violation::{FieldError, FieldErrors, RuleViolation},
};

/// The legal source for the transfer of rights and obligations.
pub const CLAUSE: &str = "BLDS 2015 Đ88, Đ89";

/// The most characters of each text of the basis.
const LINE_LENGTH: usize = 500;

/// A merger, proposed or decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merger {
    /// The organisation that ends.
    pub predecessor: OrganizationId,
    /// The organisation that takes over.
    pub successor: OrganizationId,
    /// The first day without the predecessor.
    pub effective_on: NaiveDate,
    pub basis: Basis,
}

/// The document behind a merger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The type of document: a contract of merger, a resolution.
    pub document: String,
    pub number: String,
}

/// The data of an organisation that a merger needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergerParty {
    pub name: Localized,
    pub kind: OrganizationKind,
    pub tenure: Tenure,
}

/// All organisations that matter for a merger.
pub type Known = BTreeMap<OrganizationId, MergerParty>;

impl Merger {
    /// The faults of the data sent.
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

    /// Checks that the merger is possible, at the proposal and again at the approval.
    ///
    /// # Errors
    /// The rule that forbids the merger.
    pub fn admissible(&self, known: &Known, today: NaiveDate) -> Result<(), RuleViolation> {
        self.lies_ahead(today)?;
        self.is_of_holders(known)?;
        self.is_the_first(known)?;
        self.is_in_office(known, today)?;
        self.goes_in_no_circle(known)
    }

    /// Checks that the merger is revocable: only as long as nobody has acted upon it.
    ///
    /// # Errors
    /// The rule that forbids the revocation.
    pub fn revocable(&self, today: NaiveDate) -> Result<(), RuleViolation> {
        if self.effective_on > today {
            return Ok(());
        }
        Err(refusal(Rule::MergerIsInForce))
    }

    /// The day is in the future, so nobody has acted in the name of an organisation that had
    /// already ended.
    fn lies_ahead(&self, today: NaiveDate) -> Result<(), RuleViolation> {
        if self.effective_on > today {
            return Ok(());
        }
        Err(refusal(Rule::MergerLiesAhead))
    }

    /// Authorities do not merge: place and day determine the competent office.
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

    /// The predecessor exists today and until the day; the successor exists today and on the day.
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
        // No chain is longer than the number of organisations.
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

    fn party(kind: OrganizationKind, to: Option<u32>, successor: Option<u128>) -> MergerParty {
        let validity = Validity::new(Some(day(1)), to.map(day)).unwrap();
        let name = Localized { vi: "Đơn vị".to_owned(), en: "Office".to_owned() };
        MergerParty { name, kind, tenure: Tenure { validity, successor: successor.map(org) } }
    }

    /// Two operators, an owner that merges into the first of them on the 20th, and a committee.
    fn known() -> Known {
        Known::from([
            (org(1), party(OrganizationKind::Operator, None, None)),
            (org(2), party(OrganizationKind::Operator, None, None)),
            (org(3), party(OrganizationKind::Owner, Some(20), Some(1))),
            (org(4), party(OrganizationKind::Committee, None, None)),
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
    fn a_merger_names_two_organisations_and_a_legal_document() {
        assert!(merger(2, 1, 11).faults(&known()).is_empty());
        let basis = Basis { document: " ".to_owned(), number: "x".repeat(LINE_LENGTH + 1) };
        let found = Merger { basis, ..merger(9, 9, 11) }.faults(&known());
        let pointers: Vec<_> = found.into_iter().map(|fault| fault.pointer).collect();
        let expected = ["/predecessor_id", "/successor_id", "/successor_id", "/basis/document", "/basis/number"];
        assert_eq!(pointers, expected);
    }
}
