//! Delegation: an absent person delegates a membership to a colleague for a limited period.

use chrono::NaiveDate;

use crate::{
    access::Membership,
    ids::UserId,
    messages::FieldProblem,
    workflow::violation::{FieldError, FieldErrors},
};

/// A membership delegated to a colleague.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// The person who delegates.
    pub from: UserId,
    /// The person who receives the membership.
    pub to: UserId,
    pub membership: Membership,
    pub valid_from: NaiveDate,
    /// The first day after the delegation.
    pub valid_to: NaiveDate,
}

impl Delegation {
    /// Validates the delegation. `own` are the delegator's memberships on `today`, `theirs` those
    /// of the colleague: nobody delegates a delegated membership, and the delegate belongs to the
    /// same office.
    #[must_use]
    pub fn faults(&self, today: NaiveDate, own: &[Membership], theirs: &[Membership]) -> Vec<FieldError> {
        let colleague = theirs.iter().any(|membership| membership.organization == self.membership.organization);
        FieldErrors::default()
            .unless(own.contains(&self.membership), "/role", FieldProblem::NotYourMembership)
            .unless(self.from != self.to && colleague, "/to_user_id", FieldProblem::NotAColleague)
            .unless(self.valid_from >= today, "/valid_from", FieldProblem::InThePast)
            .unless(self.valid_to > self.valid_from, "/valid_to", FieldProblem::AfterTheFirstDay)
            .found()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{access::Role, ids::OrganizationId};

    fn membership(office: u128, role: Role) -> Membership {
        Membership { organization: OrganizationId::new(uuid::Uuid::from_u128(office)), role }
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 8, day).unwrap()
    }

    fn pointers(delegation: &Delegation, own: &[Membership], theirs: &[Membership]) -> Vec<String> {
        delegation.faults(day(10), own, theirs).into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_membership_of_ones_own_is_delegated_to_a_colleague_for_days_to_come() {
        let lead = membership(1, Role::DistrictLead);
        let user = |n| UserId::new(uuid::Uuid::from_u128(n));
        let sound =
            Delegation { from: user(7), to: user(8), membership: lead.clone(), valid_from: day(10), valid_to: day(11) };
        let colleague = [membership(1, Role::DistrictReviewer)];
        assert!(pointers(&sound, std::slice::from_ref(&lead), &colleague).is_empty());
        assert_eq!(pointers(&sound, &colleague, &colleague), ["/role"], "a delegated membership cannot be delegated");
        assert_eq!(
            pointers(&sound, std::slice::from_ref(&lead), &[membership(2, Role::DistrictLead)]),
            ["/to_user_id"]
        );
        let past = Delegation { valid_from: day(9), valid_to: day(9), to: user(7), ..sound };
        let wrong = pointers(&past, std::slice::from_ref(&lead), &colleague);
        assert_eq!(wrong, ["/to_user_id", "/valid_from", "/valid_to"]);
    }
}
