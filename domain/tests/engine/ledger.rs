//! Competing requests for the same places: in every order, nobody gets capacity that does not
//! exist, and a route is held whole.

use std::collections::BTreeMap;

use domain::{
    ids::AssetId,
    registry::{
        capacity::Ledger,
        route::{CapacityClaim, Plan, plan},
    },
};
use proptest::prelude::*;
use uuid::Uuid;

#[derive(Debug, Clone)]
enum Move {
    Reserve { rival: usize, route: Vec<(u128, u32)> },
    Activate { rival: usize },
    Release { rival: usize },
}

fn moves() -> impl Strategy<Value = Move> {
    prop_oneof![
        3 => (0_usize..4, prop::collection::vec((0_u128..5, 0_u32..4), 1..6)).prop_map(|(rival, route)| Move::Reserve { rival, route }),
        1 => (0_usize..4).prop_map(|rival| Move::Activate { rival }),
        2 => (0_usize..4).prop_map(|rival| Move::Release { rival }),
    ]
}

#[derive(Debug, Clone, Default)]
struct Held {
    reserved: Plan,
    active: Plan,
}

const UNIT: &str = "attachment_position";

fn element(n: u128) -> (AssetId, String) {
    (AssetId::new(Uuid::from_u128(n)), UNIT.to_owned())
}

proptest! {
    #[test]
    fn rivals_never_hold_more_than_there_is(
        installed in prop::collection::vec(0_u32..8, 5),
        kept in prop::collection::vec(0_u32..2, 5),
        moves in prop::collection::vec(moves(), 0..40),
    ) {
        let mut ledgers: BTreeMap<_, _> = (0_u128..).zip(installed.iter().zip(&kept))
            .map(|(n, (installed, kept))| (element(n), Ledger { installed: installed + kept, own_use: *kept, ..Ledger::default() }))
            .collect();
        let mut rivals = vec![Held::default(); 4];
        for step in moves {
            match step {
                Move::Reserve { rival, route } => {
                    let claims: Vec<_> = route.iter().map(|(n, quantity)| CapacityClaim { asset: element(*n).0, unit: UNIT.to_owned(), quantity: *quantity }).collect();
                    let before = ledgers.clone();
                    match plan(&claims, &ledgers) {
                        Ok(plan) => for (element, quantity) in plan {
                            let ledger = ledgers.get_mut(&element).unwrap();
                            *ledger = ledger.reserve(quantity).unwrap();
                            *rivals[rival].reserved.entry(element).or_default() += quantity;
                        },
                        Err(short) => {
                            prop_assert_eq!(&before, &ledgers);
                            let blocked: Vec<_> = before.iter().filter(|(element, ledger)| {
                                let wanted: u32 = claims.iter().filter(|claim| claim.asset == element.0).map(|claim| claim.quantity).sum();
                                wanted > ledger.free()
                            }).map(|(element, _)| element.0).collect();
                            prop_assert_eq!(short.iter().map(|gap| gap.asset).collect::<Vec<_>>(), blocked);
                        }
                    }
                }
                Move::Activate { rival } => {
                    let held = std::mem::take(&mut rivals[rival].reserved);
                    for (element, quantity) in held {
                        let ledger = ledgers.get_mut(&element).unwrap();
                        *ledger = ledger.activate(quantity).unwrap();
                        *rivals[rival].active.entry(element).or_default() += quantity;
                    }
                }
                Move::Release { rival } => {
                    let held = std::mem::take(&mut rivals[rival]);
                    for (element, quantity) in held.reserved {
                        let ledger = ledgers.get_mut(&element).unwrap();
                        *ledger = ledger.release(quantity).unwrap();
                    }
                    for (element, quantity) in held.active {
                        let ledger = ledgers.get_mut(&element).unwrap();
                        *ledger = ledger.end(quantity).unwrap();
                    }
                }
            }
            for (element, ledger) in &ledgers {
                let sum = |of: fn(&Held) -> &Plan| rivals.iter().filter_map(|held| of(held).get(element)).sum::<u32>();
                prop_assert!(ledger.is_sound(), "{:?}", ledger);
                prop_assert_eq!((ledger.reserved, ledger.active), (sum(|held| &held.reserved), sum(|held| &held.active)));
            }
        }
        for rival in &mut rivals {
            for (element, quantity) in std::mem::take(&mut rival.reserved) {
                ledgers.insert(element.clone(), ledgers[&element].release(quantity).unwrap());
            }
            for (element, quantity) in std::mem::take(&mut rival.active) {
                ledgers.insert(element.clone(), ledgers[&element].end(quantity).unwrap());
            }
        }
        prop_assert!(ledgers.values().all(|ledger| ledger.free() == ledger.installed - ledger.own_use));
    }
}
