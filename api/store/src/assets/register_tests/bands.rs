//! The database computes bands and the fit of a quantity as the domain does.

use std::collections::BTreeSet;

use domain::place::Bounds;
use domain::registry::asset::{Asset, UnitCapacity};
use domain::registry::band::{Band, BandRules, BandThresholds, Fit};
use domain::registry::kind::UnitNature::{self, Budget, Slot};

use super::{Register, organization, pole, registers};
use crate::assets::asset_search::{self, AssetQuery, FreeMin};
use crate::filter::{Filter, Truth};
use crate::maps::ogc_assets::Seeing;
use crate::visibility::AssetVisibility;
use crate::{
    assets::ledger,
    maps::{ogc_assets, tiles},
};

/// Two slot units with the same thresholds and one with others; a fourth unit, `old`, is no longer
/// in the rules.
fn rules() -> BandRules {
    let positions = BandThresholds { few: 1, some: 3, many: 6 };
    let levels = BandThresholds { few: 2, some: 4, many: 5 };
    BandRules(
        [("position", positions), ("bore", positions), ("level", levels)].map(|(unit, of)| (unit.into(), of)).into(),
    )
}

/// A pole with these units: name and nature, total quantity, used quantity.
fn loaded(number: u128, units: &[(&str, UnitNature, u32, u32)]) -> Asset {
    let capacity = |(unit, nature, installed, own_use): &(&str, _, u32, u32)| {
        let capacity =
            UnitCapacity { nature: *nature, installed: *installed, own_use: *own_use, blocked: 0, policy_reserve: 0 };
        ((*unit).to_owned(), capacity)
    };
    Asset { capacity: units.iter().map(capacity).collect(), ..pole(number) }
}

fn poles() -> Vec<Asset> {
    let mut poles = vec![loaded(1, &[]), loaded(2, &[("load", Budget, 9, 0)]), loaded(3, &[("position", Slot, 0, 0)])];
    let mut number = 10;
    for unit in ["position", "level", "old"] {
        for free in 0..=8 {
            for budget in [None, Some(("load", Budget, 4, 1)), Some(("load", Budget, 4, 4))] {
                let other = [None, Some(("bore", Slot, 9, 7))].into_iter();
                for second in other {
                    number += 1;
                    let units: Vec<_> =
                        [Some((unit, Slot, free + 5, 5)), second, budget].into_iter().flatten().collect();
                    poles.push(loaded(number, &units));
                }
            }
        }
    }
    poles
}

#[tokio::test]
async fn a_band_is_the_same_in_sql_and_in_the_domain() {
    let (poles, rules) = (poles(), rules());
    for register in registers().await {
        register.add(&poles).await;
        let db = register.store.read();
        for rules in [&rules, &BandRules::default()] {
            let seeing = Seeing { visibility: &AssetVisibility::Everything, rules };
            let shown = ogc_assets::batch(db, &Filter::Known(Truth::True), seeing, None, 1_000).await.unwrap();
            let everywhere = Bounds { west: 100.0, south: 10.0, east: 120.0, north: 30.0 };
            let drawn =
                tiles::assets::in_box(db, everywhere, &AssetVisibility::Everything, rules).await.unwrap().unwrap();
            assert_eq!((shown.len(), drawn.len()), (poles.len(), poles.len()));
            for ((pole, shown), drawn) in poles.iter().zip(shown).zip(drawn) {
                assert_eq!((pole.id.uuid(), pole.id.uuid()), (shown.id, drawn.id));
                let balances = ledger::balances(db, &[pole.id]).await.unwrap();
                let units = balances.iter().map(|unit| (unit.unit.as_str(), unit.nature, &unit.ledger));
                let band = rules.of_asset(units);
                assert_eq!(drawn.band, band, "{balances:?}");
                assert_eq!(shown.free_band.as_deref(), band.map(Band::as_str), "{balances:?}");
            }
        }
    }
}

/// The poles on which a quantity may fit, according to the domain.
async fn expected(register: &Register, poles: &[Asset], quantity: u32, numbers: bool) -> BTreeSet<uuid::Uuid> {
    let mut found = BTreeSet::new();
    for pole in poles {
        let balances = ledger::balances(register.store.read(), &[pole.id]).await.unwrap();
        let fits = balances.iter().filter(|unit| unit.nature == Slot).map(|unit| {
            let free = unit.ledger.free();
            if numbers {
                Fit::of_free(free, quantity)
            } else {
                rules().of_unit(&unit.unit, unit.nature, free).fit(quantity)
            }
        });
        found.extend(fits.max().filter(|fit| *fit != Fit::DoesNotFit).map(|_| pole.id.uuid()));
    }
    found
}

#[tokio::test]
async fn a_quantity_finds_the_same_in_sql_and_in_the_domain() {
    let poles = poles();
    let concern = |number| AssetVisibility::Concern(BTreeSet::from([organization(number)]));
    for register in registers().await {
        register.add(&poles).await;
        for quantity in [0, 1, 2, 3, 4, 5, 6, 7, 9, 4_000_000_000, u32::MAX] {
            for (visibility, numbers) in [(AssetVisibility::Everything, true), (concern(1), true), (concern(2), false)]
            {
                let free_min = Some(FreeMin { quantity, rules: rules() });
                let query = AssetQuery { limit: 500, free_min, ..AssetQuery::default() };
                let page = asset_search::page(register.store.read(), &query, &visibility).await.unwrap();
                let found: BTreeSet<_> = page.items.iter().map(|one| one.asset.id.uuid()).collect();
                let expected = expected(&register, &poles, quantity, numbers).await;
                assert_eq!(found, expected, "{quantity} for {visibility:?}");
                let counted = asset_search::overview(register.store.read(), &query, &visibility).await.unwrap();
                assert_eq!(counted.values().sum::<u64>(), u64::try_from(expected.len()).unwrap());
            }
        }
    }
}
