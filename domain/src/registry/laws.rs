//! Properties of the ledger with random data: never negative, never oversold, a route whole or not
//! at all.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::{
    capacity::Ledger,
    route::{CapacityClaim, plan},
};
use crate::ids::AssetId;

#[derive(Debug, Clone, Copy)]
enum Move {
    Reserve(u32),
    Activate(u32),
    Release(u32),
    End(u32),
}

fn moves() -> impl Strategy<Value = Move> {
    let amount = prop_oneof![0_u32..8, Just(u32::MAX)];
    (0..4, amount).prop_map(|(kind, n)| match kind {
        0 => Move::Reserve(n),
        1 => Move::Activate(n),
        2 => Move::Release(n),
        _ => Move::End(n),
    })
}

fn ledgers() -> impl Strategy<Value = Ledger> {
    let quantity = 0_u32..6;
    let spare = prop_oneof![0_u32..10, Just(u32::MAX - 40)];
    (spare, prop::array::uniform5(quantity)).prop_map(
        |(spare, [own_use, blocked, policy_reserve, reserved, active])| {
            let installed = spare + own_use + blocked + policy_reserve + reserved + active;
            Ledger { installed, own_use, blocked, policy_reserve, reserved, active }
        },
    )
}

fn routes() -> impl Strategy<Value = (BTreeMap<(AssetId, String), Ledger>, Vec<CapacityClaim>)> {
    let asset = |n: u128| AssetId::new(Uuid::from_u128(n));
    let unit = prop::sample::select(vec!["bore", "attachment_position"]);
    let balances = prop::collection::btree_map((0_u128..6, unit.clone()), ledgers(), 0..10).prop_map(move |all| {
        all.into_iter().map(|((n, unit), ledger)| ((asset(n), unit.to_owned()), ledger)).collect()
    });
    let claim = (0_u128..6, unit, 0_u32..5).prop_map(move |(n, unit, quantity)| CapacityClaim {
        asset: asset(n),
        unit: unit.to_owned(),
        quantity,
    });
    (balances, prop::collection::vec(claim, 0..12))
}

proptest! {
    #[test]
    fn no_move_oversells_or_invents(start in ledgers(), moves in prop::collection::vec(moves(), 0..60)) {
        let mut ledger = start;
        for step in moves {
            let after = match step {
                Move::Reserve(n) => ledger.reserve(n),
                Move::Activate(n) => ledger.activate(n),
                Move::Release(n) => ledger.release(n),
                Move::End(n) => ledger.end(n),
            };
            let Ok(after) = after else { continue };
            prop_assert!(after.is_sound(), "{:?} made {:?} of {:?}", step, after, ledger);
            prop_assert_eq!(after.free() + after.taken(), after.installed);
            let taken = i64::from(after.taken()) - i64::from(ledger.taken());
            let expected = match step {
                Move::Reserve(n) => i64::from(n),
                Move::Activate(_) => 0,
                Move::Release(n) | Move::End(n) => -i64::from(n),
            };
            prop_assert_eq!(taken, expected);
            ledger = after;
        }
        prop_assert_eq!(
            (ledger.installed, ledger.own_use, ledger.blocked, ledger.policy_reserve),
            (start.installed, start.own_use, start.blocked, start.policy_reserve)
        );
    }

    #[test]
    fn a_move_is_refused_only_for_want_of_capacity(ledger in ledgers(), n in 0_u32..12) {
        prop_assert_eq!(ledger.reserve(n).is_ok(), n <= ledger.free());
        prop_assert_eq!(ledger.activate(n).is_ok(), n <= ledger.reserved);
        prop_assert_eq!(ledger.release(n).is_ok(), n <= ledger.reserved);
        prop_assert_eq!(ledger.end(n).is_ok(), n <= ledger.active);
    }

    #[test]
    fn a_route_is_taken_whole_or_not_at_all((balances, claims) in routes()) {
        let asked: u64 = claims.iter().map(|claim| u64::from(claim.quantity)).sum();
        match plan(&claims, &balances) {
            Ok(plan) => {
                prop_assert_eq!(plan.values().map(|n| u64::from(*n)).sum::<u64>(), asked);
                for (element, wanted) in &plan {
                    let after = balances[element].reserve(*wanted);
                    prop_assert!(after.is_ok_and(|after| after.is_sound()));
                }
            }
            Err(short) => {
                prop_assert!(!short.is_empty());
                for gap in short {
                    let free = balances.get(&(gap.asset, gap.unit.clone())).map_or(0, Ledger::free);
                    let named = claims.iter().filter(|claim| claim.asset == gap.asset && claim.unit == gap.unit);
                    prop_assert_eq!(gap.free, free);
                    prop_assert_eq!(gap.wanted, named.map(|claim| claim.quantity).sum::<u32>());
                    prop_assert!(gap.wanted > free);
                }
            }
        }
    }
}
