//! The band of free room that the map and the map service show is that of the domain, on both databases.

use domain::place::Bounds;
use domain::registry::asset::{Asset, Room};
use domain::registry::band::Band;
use domain::registry::kind::UnitNature::{Budget, Slot};

use super::{pole, registers};
use crate::ogc::filter::{Filter, Truth};
use crate::store::sight::Sight;
use crate::store::{ledger, ogc_assets, tiles};

/// A pole with these units: what sort of unit, how much there is, how much of it is used.
fn loaded(number: u128, units: &[(domain::registry::kind::UnitNature, u32, u32)]) -> Asset {
    let room = |(place, (nature, installed, own_use)): (usize, &(_, u32, u32))| {
        let room = Room { nature: *nature, installed: *installed, own_use: *own_use, blocked: 0, policy_reserve: 0 };
        (format!("unit{place}"), room)
    };
    Asset { capacity: units.iter().enumerate().map(room).collect(), ..pole(number) }
}

#[tokio::test]
async fn a_band_is_the_same_in_sql_and_in_the_domain() {
    let mut poles = vec![loaded(1, &[]), loaded(2, &[(Budget, 9, 0)]), loaded(3, &[(Slot, 0, 0)])];
    let mut number = 10;
    for installed in 1..=7 {
        for used in 0..=installed {
            for budget in [None, Some((Budget, 4, 1)), Some((Budget, 4, 4))] {
                number += 1;
                let units: Vec<_> =
                    [Some((Slot, installed, used)), Some((Slot, 3, 2)), budget].into_iter().flatten().collect();
                poles.push(loaded(number, &units));
                number += 1;
                poles.push(loaded(number, &[(Slot, installed, used)]));
            }
        }
    }
    for register in registers().await {
        register.add(&poles).await;
        let db = register.store.read();
        let filter = Filter::Known(Truth::True);
        let shown = ogc_assets::batch(db, &filter, &Sight::Everything, None, 1_000).await.unwrap();
        let everywhere = Bounds { west: 100.0, south: 10.0, east: 120.0, north: 30.0 };
        let drawn = tiles::assets::in_box(db, everywhere, &Sight::Everything).await.unwrap().unwrap();
        assert_eq!((shown.len(), drawn.len()), (poles.len(), poles.len()));
        for ((pole, shown), drawn) in poles.iter().zip(shown).zip(drawn) {
            assert_eq!((pole.id.uuid(), pole.id.uuid()), (shown.id, drawn.id));
            let standing = ledger::standing(db, &[pole.id]).await.unwrap();
            let band = Band::of_asset(standing.iter().map(|unit| (unit.nature, &unit.ledger)));
            assert_eq!(drawn.band, band, "{standing:?}");
            assert_eq!(shown.free_band.as_deref(), band.map(Band::as_str), "{standing:?}");
        }
    }
}
