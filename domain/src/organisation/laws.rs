//! Laws of succession, tried with whatever chance brings: nothing before the day, no role out of nothing, no circle without an end.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Succession, Tenure};
use crate::{
    access::{Role, Seat},
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

/// A few organisations that end on some day, or not, with some successor, or none: chains, stars and circles.
fn known() -> impl Strategy<Value = Known> {
    let tenure = (proptest::option::of(1_u8..20), proptest::option::of(0_u8..7)).prop_map(|(to, successor)| Tenure {
        validity: Validity::new(None, to.map(day)).unwrap(),
        successor: successor.map(org),
    });
    prop::collection::btree_map((0_u8..7).prop_map(org), tenure, 0..7)
}

fn seats() -> impl Strategy<Value = BTreeSet<Seat>> {
    let role = prop::sample::select(vec![Role::OperatorPlanner, Role::OperatorManager, Role::OwnerClerk]);
    prop::collection::btree_set((0_u8..7, role).prop_map(|(n, role)| Seat { organization: org(n), role }), 0..5)
}

proptest! {
    #[test]
    fn before_the_first_day_everybody_sits_where_they_sat(known in known(), seats in seats(), on in 0_u8..25) {
        let ends = known.values().filter_map(|tenure| tenure.validity.to()).min();
        prop_assume!(ends.is_none_or(|ends| day(on) < ends));
        prop_assert_eq!(Succession::on(day(on), &known).widened(seats.clone()), seats);
    }

    #[test]
    fn widening_twice_is_widening_once_and_loses_nothing(known in known(), seats in seats(), on in 0_u8..25) {
        let succession = Succession::on(day(on), &known);
        let once = succession.widened(seats.clone());
        prop_assert!(once.is_superset(&seats));
        prop_assert_eq!(succession.widened(once.clone()), once);
    }

    #[test]
    fn no_role_is_won(known in known(), seats in seats(), on in 0_u8..25) {
        let roles = |seats: &BTreeSet<Seat>| -> BTreeSet<Role> { seats.iter().map(|seat| seat.role).collect() };
        prop_assert_eq!(roles(&Succession::on(day(on), &known).widened(seats.clone())), roles(&seats));
    }

    #[test]
    fn a_house_is_the_same_from_wherever_one_looks(known in known(), on in 0_u8..25, n in 0_u8..7) {
        let succession = Succession::on(day(on), &known);
        let house = succession.house(org(n));
        prop_assert!(house.contains(&org(n)));
        for one in &house {
            prop_assert_eq!(&succession.house(*one), &house);
            prop_assert_eq!(succession.acting_for(*one), succession.acting_for(org(n)));
        }
        prop_assert!(!succession.is_carried_on(succession.acting_for(org(n))));
    }
}

#[test]
fn a_chain_is_one_house_from_the_day_of_its_last_link() {
    let ends = |on: u8, successor: u8| Tenure {
        validity: Validity::new(None, Some(day(on))).unwrap(),
        successor: Some(org(successor)),
    };
    let stays = Tenure { validity: Validity::default(), successor: None };
    let known = Known::from([(org(1), ends(5, 2)), (org(2), ends(9, 3)), (org(3), stays), (org(4), ends(9, 3))]);
    let house = |on: u8, n: u8| Succession::on(day(on), &known).house(org(n));
    assert_eq!(house(4, 1), BTreeSet::from([org(1)]));
    assert_eq!(house(5, 2), BTreeSet::from([org(1), org(2)]));
    assert_eq!(house(8, 3), BTreeSet::from([org(3)]));
    // A consolidation: two, one of them with a predecessor of its own, go into a third.
    assert_eq!(house(9, 4), BTreeSet::from([org(1), org(2), org(3), org(4)]));
}
