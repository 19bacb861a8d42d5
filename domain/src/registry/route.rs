//! Capacity on a whole route: every element of it, or nothing.

use std::collections::BTreeMap;

use crate::ids::AssetId;

use super::capacity::Ledger;

/// A quantity of a unit of an asset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CapacityClaim {
    pub asset: AssetId,
    /// The unit, for example `attachment_position`.
    pub unit: String,
    pub quantity: u32,
}

/// A missing quantity on a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// The asset without enough capacity.
    pub asset: AssetId,
    pub unit: String,
    pub wanted: u32,
    pub free: u32,
}

/// The quantity by asset and unit, in the order of locking: by asset, then by unit.
pub type Plan = BTreeMap<(AssetId, String), u32>;

/// The quantity to take from each ledger so that every claim is met; repeated claims on an element
/// add up.
///
/// # Errors
/// Every blocking element, in the order of the assets; the caller must then take nothing.
pub fn plan(claims: &[CapacityClaim], ledgers: &BTreeMap<(AssetId, String), Ledger>) -> Result<Plan, Vec<Shortfall>> {
    let mut plan = Plan::new();
    for claim in claims.iter().filter(|claim| claim.quantity > 0) {
        let sum = plan.entry((claim.asset, claim.unit.clone())).or_default();
        *sum = sum.saturating_add(claim.quantity);
    }
    let short: Vec<Shortfall> = plan
        .iter()
        .filter_map(|(element, wanted)| {
            let free = ledgers.get(element).map_or(0, Ledger::free);
            let (asset, unit) = element.clone();
            (*wanted > free).then_some(Shortfall { asset, unit, wanted: *wanted, free })
        })
        .collect();
    if short.is_empty() { Ok(plan) } else { Err(short) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use uuid::Uuid;

    use super::{CapacityClaim, plan};
    use crate::{ids::AssetId, registry::capacity::Ledger};

    fn pole(n: u128) -> AssetId {
        AssetId::new(Uuid::from_u128(n))
    }

    fn claim(n: u128, quantity: u32) -> CapacityClaim {
        CapacityClaim { asset: pole(n), unit: "attachment_position".to_owned(), quantity }
    }

    #[test]
    fn of_forty_poles_the_full_one_is_named_and_nothing_is_taken() {
        let position = "attachment_position".to_owned();
        let ledger = |n| Ledger { installed: 6, active: if n == 37 { 6 } else { 2 }, ..Ledger::default() };
        let ledgers: BTreeMap<_, _> = (1..=40).map(|n| ((pole(n), position.clone()), ledger(n))).collect();
        let claims: Vec<_> = (1..=40).rev().map(|n| claim(n, 1)).collect();
        let short = plan(&claims, &ledgers).unwrap_err();
        assert_eq!(short.iter().map(|short| (short.asset, short.free)).collect::<Vec<_>>(), [(pole(37), 0)]);
        let others: Vec<_> = claims.into_iter().filter(|claim| claim.asset != pole(37)).collect();
        let taken = plan(&others, &ledgers).unwrap();
        assert_eq!(taken.len(), 39);
        assert!(taken.keys().is_sorted());
    }

    #[test]
    fn a_pole_named_twice_is_asked_for_both() {
        let ledgers = BTreeMap::from([(
            (pole(1), "attachment_position".to_owned()),
            Ledger { installed: 3, ..Ledger::default() },
        )]);
        assert!(plan(&[claim(1, 2), claim(1, 1)], &ledgers).is_ok());
        assert_eq!(plan(&[claim(1, 2), claim(1, 2)], &ledgers).unwrap_err()[0].wanted, 4);
        assert_eq!(plan(&[claim(2, 1)], &ledgers).unwrap_err()[0].free, 0);
    }
}
