//! Who acts for whom on a day. When an organisation is merged into another, nothing that was written changes hands: assets, cases and
//! trails stay with the one in whose name they were written. What changes is who acts for it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Tenure, responsible};
use crate::{access::Membership, ids::OrganizationId};

/// The successions in force on a day. An organisation and all whose work it carries on are one *house*.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Succession {
    /// Each organisation whose work another carries on, with that other.
    carried: BTreeMap<OrganizationId, OrganizationId>,
}

impl Succession {
    /// Those in force on a day. Work that nobody carries on, and successors that go in a circle, make nobody one affiliates: where it is
    /// not known who is responsible, nobody sees more than before.
    #[must_use]
    pub fn on(day: NaiveDate, known: &BTreeMap<OrganizationId, Tenure>) -> Self {
        let carried = known.keys().filter_map(|one| {
            let by = responsible(*one, day, known).ok()?;
            (by != *one).then_some((*one, by))
        });
        Self { carried: carried.collect() }
    }

    /// Who acts for an organisation: itself, until another carries on its work.
    #[must_use]
    pub fn acting_for(&self, organization: OrganizationId) -> OrganizationId {
        self.carried.get(&organization).copied().unwrap_or(organization)
    }

    /// Whether another carries on its work, so that nothing new is begun in its name.
    #[must_use]
    pub fn is_carried_on(&self, organization: OrganizationId) -> bool {
        self.carried.contains_key(&organization)
    }

    /// All that are one with an organisation, itself among them.
    #[must_use]
    pub fn affiliates(&self, organization: OrganizationId) -> BTreeSet<OrganizationId> {
        let acting = self.acting_for(organization);
        let carried = self.carried.iter().filter(|(_, by)| **by == acting).map(|(one, _)| *one);
        carried.chain([organization, acting]).collect()
    }

    /// All that are one with any of these, themselves among them.
    #[must_use]
    pub fn affiliates_of_all(&self, of: &BTreeSet<OrganizationId>) -> BTreeSet<OrganizationId> {
        of.iter().flat_map(|one| self.affiliates(*one)).collect()
    }

    /// The memberships that people have because of these: each in the whole affiliates, in the same role. No role is ever won.
    #[must_use]
    pub fn widened(&self, memberships: impl IntoIterator<Item = Membership>) -> BTreeSet<Membership> {
        memberships
            .into_iter()
            .flat_map(|membership| {
                let role = membership.role;
                self.affiliates(membership.organization)
                    .into_iter()
                    .map(move |organization| Membership { organization, role })
            })
            .collect()
    }
}
