//! Properties of succession with random data: no effect before the day, no new role, no endless
//! circle.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Succession, Tenure};
use crate::{
    access::{Membership, Role},
    area::Validity,
    ids::OrganizationId,
};

type Known = BTreeMap<OrganizationId, Tenure>;

fn org(n: u8) -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(u128::from(n)))
}

fn day(n: u8) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(u64::from(n))
}

/// A few organisations with or without an end day and a successor: chains, stars and circles.
fn known() -> impl Strategy<Value = Known> {
    let tenure = (proptest::option::of(1_u8..20), proptest::option::of(0_u8..7)).prop_map(|(to, successor)| Tenure {
        validity: Validity::new(None, to.map(day)).unwrap(),
        successor: successor.map(org),
    });
    prop::collection::btree_map((0_u8..7).prop_map(org), tenure, 0..7)
}

fn memberships() -> impl Strategy<Value = BTreeSet<Membership>> {
    let role = prop::sample::select(vec![Role::OperatorPlanner, Role::OperatorManager, Role::OwnerClerk]);
    prop::collection::btree_set((0_u8..7, role).prop_map(|(n, role)| Membership { organization: org(n), role }), 0..5)
}

proptest! {
    #[test]
    fn before_the_first_day_everybody_sits_where_they_sat(known in known(), memberships in memberships(), on in 0_u8..25) {
        let ends = known.values().filter_map(|tenure| tenure.validity.to()).min();
        prop_assume!(ends.is_none_or(|ends| day(on) < ends));
        prop_assert_eq!(Succession::on(day(on), &known).widened(memberships.clone()), memberships);
    }

    #[test]
    fn widening_twice_is_widening_once_and_loses_nothing(known in known(), memberships in memberships(), on in 0_u8..25) {
        let succession = Succession::on(day(on), &known);
        let once = succession.widened(memberships.clone());
        prop_assert!(once.is_superset(&memberships));
        prop_assert_eq!(succession.widened(once.clone()), once);
    }

    #[test]
    fn no_role_is_won(known in known(), memberships in memberships(), on in 0_u8..25) {
        let roles = |memberships: &BTreeSet<Membership>| -> BTreeSet<Role> { memberships.iter().map(|membership| membership.role).collect() };
        prop_assert_eq!(roles(&Succession::on(day(on), &known).widened(memberships.clone())), roles(&memberships));
    }

    #[test]
    fn a_group_is_the_same_from_each_of_its_members(known in known(), on in 0_u8..25, n in 0_u8..7) {
        let succession = Succession::on(day(on), &known);
        let affiliates = succession.affiliates(org(n));
        prop_assert!(affiliates.contains(&org(n)));
        for one in &affiliates {
            prop_assert_eq!(&succession.affiliates(*one), &affiliates);
            prop_assert_eq!(succession.acting_for(*one), succession.acting_for(org(n)));
        }
        prop_assert!(!succession.is_carried_on(succession.acting_for(org(n))));
    }
}

#[test]
fn a_chain_is_one_group_from_the_day_of_its_last_link() {
    let ends = |on: u8, successor: u8| Tenure {
        validity: Validity::new(None, Some(day(on))).unwrap(),
        successor: Some(org(successor)),
    };
    let stays = Tenure { validity: Validity::default(), successor: None };
    let known = Known::from([(org(1), ends(5, 2)), (org(2), ends(9, 3)), (org(3), stays), (org(4), ends(9, 3))]);
    let affiliates = |on: u8, n: u8| Succession::on(day(on), &known).affiliates(org(n));
    assert_eq!(affiliates(4, 1), BTreeSet::from([org(1)]));
    assert_eq!(affiliates(5, 2), BTreeSet::from([org(1), org(2)]));
    assert_eq!(affiliates(8, 3), BTreeSet::from([org(3)]));
    // A consolidation: two organisations, one with a predecessor of its own, merge into a third.
    assert_eq!(affiliates(9, 4), BTreeSet::from([org(1), org(2), org(3), org(4)]));
}
