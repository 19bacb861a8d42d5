//! Who acts for which organisation on a day. A merger changes no records: assets, cases and trails
//! keep the organisation in whose name they were written. Only the acting organisation changes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{Tenure, responsible};
use crate::{access::Membership, ids::OrganizationId};

/// The successions in force on a day. An organisation and its predecessors are *affiliates*.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Succession {
    /// Each ended organisation with its successor.
    carried: BTreeMap<OrganizationId, OrganizationId>,
}

impl Succession {
    /// The successions in force on a day. A missing successor or a circle of successors creates no
    /// affiliates: as long as the responsible organisation is unknown, nobody sees more than
    /// before.
    #[must_use]
    pub fn on(day: NaiveDate, known: &BTreeMap<OrganizationId, Tenure>) -> Self {
        let carried = known.keys().filter_map(|one| {
            let by = responsible(*one, day, known).ok()?;
            (by != *one).then_some((*one, by))
        });
        Self { carried: carried.collect() }
    }

    /// The acting organisation: the organisation itself, until a successor takes over.
    #[must_use]
    pub fn acting_for(&self, organization: OrganizationId) -> OrganizationId {
        self.carried.get(&organization).copied().unwrap_or(organization)
    }

    /// Reports whether a successor has taken over, so that nothing new begins in the organisation's
    /// name.
    #[must_use]
    pub fn is_carried_on(&self, organization: OrganizationId) -> bool {
        self.carried.contains_key(&organization)
    }

    /// All affiliates of an organisation, including itself.
    #[must_use]
    pub fn affiliates(&self, organization: OrganizationId) -> BTreeSet<OrganizationId> {
        let acting = self.acting_for(organization);
        let carried = self.carried.iter().filter(|(_, by)| **by == acting).map(|(one, _)| *one);
        carried.chain([organization, acting]).collect()
    }

    /// All affiliates of these organisations, including themselves.
    #[must_use]
    pub fn affiliates_of_all(&self, of: &BTreeSet<OrganizationId>) -> BTreeSet<OrganizationId> {
        of.iter().flat_map(|one| self.affiliates(*one)).collect()
    }

    /// The memberships that follow from these: each applies to all affiliates, in the same role. No
    /// new role arises.
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
