//! Search for assets by location, capacity and words; only concerned organisations find critical
//! assets.

use std::collections::BTreeSet;

use domain::place::{Bounds, Shape};
use domain::planning::fitness::Need;
use domain::planning::left_out::LeftOut;
use domain::registry::asset::Asset;
use domain::registry::band::{Band, BandRules};
use domain::registry::capacity::Overload;
use serde_json::json;
use strum::VariantNames;

use super::{Register, asset_id, case, claim, instant, organization, pole, registers};
use crate::assets::asset_counts::{self, CountedBy};
use crate::assets::asset_search::{AssetQuery, Cursor, FreeMin, Sort, page};
use crate::assets::{asset_nearest, ledger};
use crate::planning::along_route::{self, RouteQuery};
use crate::visibility::AssetVisibility;

fn all() -> AssetQuery {
    AssetQuery { limit: 500, ..AssetQuery::default() }
}

async fn found(register: &Register, query: &AssetQuery, visibility: &AssetVisibility) -> Vec<u128> {
    let page = page(register.store.read(), query, visibility).await.unwrap();
    page.items.iter().map(|one| one.asset.id.uuid().as_u128() - 1_000).collect()
}

#[tokio::test]
async fn by_place_capacity_owner_and_words() {
    for register in registers().await {
        let poles: Vec<Asset> = (1..=20).map(pole).collect();
        register.add(&poles).await;
        let tx = register.store.begin().await.unwrap();
        ledger::reserve(&tx, case(1), organization(2), &[claim(5, 2)], None, instant(1)).await.unwrap();
        register.store.commit(tx).await.unwrap();
        let see = AssetVisibility::Everything;

        let bounds = Bounds::new(107.080_35, 20.9, 107.080_65, 21.0);
        assert_eq!(found(&register, &AssetQuery { bounds, ..all() }, &see).await, [4, 5, 6]);
        assert_eq!(
            found(
                &register,
                &AssetQuery { bounds, free_min: Some(FreeMin { quantity: 1, rules: BandRules::default() }), ..all() },
                &see
            )
            .await,
            [4, 6]
        );

        // Poles are 10.4 m apart here: within 22 m of the tenth there are two on each side.
        let near = Some((Shape::point(107.081, 20.95).unwrap(), 22.0));
        assert_eq!(found(&register, &AssetQuery { near, ..all() }, &see).await, [8, 9, 10, 11, 12]);

        let text = |text: &str| AssetQuery { text: Some(text.to_owned()), ..all() };
        assert_eq!(found(&register, &text("tran hung dao"), &see).await.len(), 20);
        assert_eq!(found(&register, &text("TRẦN HƯNG"), &see).await.len(), 20);
        assert_eq!(found(&register, &text("QN-POL-000007"), &see).await, [7]);
        assert_eq!(found(&register, &text("cẩm phả"), &see).await, []);
        assert_eq!(found(&register, &text("-- ' \" *"), &see).await, []);

        assert_eq!(found(&register, &AssetQuery { owner: Some(organization(2)), ..all() }, &see).await, []);
        assert_eq!(found(&register, &AssetQuery { kinds: vec!["tower".to_owned()], ..all() }, &see).await, []);
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_double() {
    for register in registers().await {
        let poles: Vec<Asset> = (1..=11).map(pole).collect();
        register.add(&poles).await;
        let orders = Sort::VARIANTS.iter().map(|word| word.parse::<Sort>().unwrap());
        for sort in orders.filter(|sort| !sort.is_measured()) {
            let mut seen = Vec::new();
            let mut after: Option<Cursor> = None;
            loop {
                let query = AssetQuery { limit: 4, sort, after, ..AssetQuery::default() };
                let page = page(register.store.read(), &query, &AssetVisibility::Everything).await.unwrap();
                seen.extend(page.items.iter().map(|one| one.asset.id));
                match page.next {
                    Some(next) => after = Cursor::decode(&next.encode()),
                    None => break,
                }
            }
            assert_eq!(seen.len(), 11, "{sort:?}");
            assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 11, "{sort:?}");
        }
    }
}

/// Eleven poles, of which the fifth is full.
async fn eleven_poles(register: &Register) {
    let poles: Vec<Asset> = (1..=11).map(pole).collect();
    register.add(&poles).await;
    let tx = register.store.begin().await.unwrap();
    ledger::reserve(&tx, case(1), organization(2), &[claim(5, 2)], None, instant(1)).await.unwrap();
    register.store.commit(tx).await.unwrap();
}

#[tokio::test]
async fn every_order_has_its_key_and_its_reverse() {
    for register in registers().await {
        eleven_poles(&register).await;
        let (read, see) = (register.store.read(), AssetVisibility::Everything);
        let near = Some((Shape::point(107.080_4, 20.95).unwrap(), 50.0));
        let listed = async |sort: Sort| -> Vec<u128> {
            let mut seen = Vec::new();
            let mut after = None;
            loop {
                let query = AssetQuery { limit: 3, sort, after, near: near.clone(), ..AssetQuery::default() };
                let page = if sort.is_measured() {
                    asset_nearest::page(read, &query, &see).await.unwrap().unwrap()
                } else {
                    page(read, &query, &see).await.unwrap()
                };
                seen.extend(page.items.iter().map(|one| one.asset.id.uuid().as_u128() - 1_000));
                match page.next {
                    Some(next) => after = Some(Cursor::decode(&next.encode()).unwrap()),
                    None => return seen,
                }
            }
        };
        // Poles are 10.4 m apart, and the fourth stands on the point.
        assert_eq!(listed(Sort::Nearest).await[..3], [4, 3, 5], "the nearest");
        assert_eq!(listed(Sort::LeastFree).await[0], 5, "the full pole");
        for word in Sort::VARIANTS {
            let sort: Sort = word.parse().unwrap();
            let other: Sort = word.strip_prefix('-').map_or(format!("-{word}"), str::to_owned).parse().unwrap();
            let (mut ahead, back) = (listed(sort).await, listed(other).await);
            assert_eq!(ahead.len(), 8, "{word}");
            ahead.reverse();
            assert_eq!(ahead, back, "{word}");
        }
    }
}

#[tokio::test]
async fn counts_are_those_of_the_list() {
    for register in registers().await {
        eleven_poles(&register).await;
        let (read, see) = (register.store.read(), AssetVisibility::Everything);
        let near = Some((Shape::point(107.080_4, 20.95).unwrap(), 22.0));
        for (query, all) in [(all(), 11), (AssetQuery { near, ..all() }, 5)] {
            let by = [CountedBy::Kind, CountedBy::FreeBand, CountedBy::Owner];
            let counts = asset_counts::by(read, &query, &see, &by).await.unwrap().unwrap();
            assert_eq!(counts.values().sum::<u64>(), all);
            let full: u64 =
                counts.iter().filter(|(group, _)| group.free_band == Some(Some(Band::None))).map(|(_, n)| n).sum();
            assert_eq!(full, 1, "the fifth pole is full");
            assert!(counts.keys().all(|group| group.kind.as_deref() == Some("pole") && group.owner.is_some()));
            assert_eq!(asset_counts::total(read, &query, &see, 100).await.unwrap(), Some(all));
            assert_eq!(asset_counts::total(read, &query, &see, 3).await.unwrap(), Some(3));
        }
    }
}

#[tokio::test]
async fn a_critical_asset_exists_only_for_those_whom_it_concerns() {
    for register in registers().await {
        register.add(&[Asset { critical: true, ..pole(1) }, pole(2)]).await;
        let tx = register.store.begin().await.unwrap();
        ledger::reserve(&tx, case(1), organization(3), &[claim(1, 1)], None, instant(1)).await.unwrap();
        register.store.commit(tx).await.unwrap();
        let concern = |number| AssetVisibility::Concern(BTreeSet::from([organization(number)]));
        assert_eq!(found(&register, &all(), &concern(1)).await, [1, 2], "its owner");
        assert_eq!(found(&register, &all(), &concern(3)).await, [1, 2], "its tenant");
        assert_eq!(found(&register, &all(), &concern(2)).await, [2], "a competitor");
        assert_eq!(found(&register, &all(), &AssetVisibility::Concern(BTreeSet::new())).await, [2], "anybody");
        assert_eq!(found(&register, &all(), &AssetVisibility::Everything).await, [1, 2], "the regulator");
        assert_eq!(
            found(&register, &all(), &AssetVisibility::OnlyConcern(BTreeSet::from([organization(3)]))).await,
            [1]
        );
    }
}

#[tokio::test]
async fn a_route_passes_poles_with_capacity_in_its_own_order() {
    for register in registers().await {
        let mut poles: Vec<Asset> = (1..=6).map(pole).collect();
        poles[2].shareable = false;
        poles.push(Asset { shape: Shape::point(107.080_3, 20.951).unwrap(), ..pole(7) });
        register.add(&poles).await;
        let tx = register.store.begin().await.unwrap();
        ledger::reserve(&tx, case(1), organization(2), &[claim(5, 1)], None, instant(1)).await.unwrap();
        register.store.commit(tx).await.unwrap();
        let line = json!({"type": "LineString", "coordinates": [[107.081, 20.950_05], [107.08, 20.950_05]]});
        let query = RouteQuery {
            route: Shape::from_geojson(&line).unwrap(),
            buffer_metres: 15.0,
            units: vec![Need { unit: "position".to_owned(), quantity: 2 }],
            overload: Overload { amber_from_percent: 70, red_over_percent: 90 },
            rules: BandRules::default(),
        };
        let (read, visibility) = (register.store.read(), AssetVisibility::Everything);
        let candidates = along_route::candidates(read, &query, &visibility).await.unwrap().unwrap();
        let along = along_route::fitting(read, &query, &visibility, candidates.measure().unwrap()).await.unwrap();
        let passed = along.passed;
        let order: Vec<_> = passed.iter().map(|one| one.registered.asset.id).collect();
        assert_eq!(order, [asset_id(6), asset_id(4), asset_id(2), asset_id(1)], "from the east, without 3, 5 and 7");
        assert!((passed[0].beside.off_metres - 5.5).abs() < 0.2);
        let left_out: Vec<_> = along.left_out.into_iter().collect();
        assert_eq!(
            left_out,
            [(LeftOut::NotShareable, 1), (LeftOut::Full, 1)],
            "what stands too far off is no part of it"
        );
    }
}
