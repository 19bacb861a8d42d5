//! Near tiles show assets individually, each on one tile, with the minimum information.

use std::collections::{BTreeMap, BTreeSet};

use domain::registry::asset::Asset;
use serde_json::json;
use tests::test_app::TestApp;
use tests::test_app::cast::{LIGHTING, POWER};

use super::reader::Drawn;
use super::world::{Plan, READERS, REGULATOR, bytes, register, tile, tile_of, tiles};

/// Poles of a street, some of them hidden, and a duct beside them.
fn street() -> Vec<Plan> {
    let pole = |number: u32| {
        let at = (107.01 + f64::from(number) * 0.000_37, 20.95 + f64::from(number % 7) * 0.000_21);
        let owner = if number.is_multiple_of(3) { LIGHTING } else { POWER };
        Plan { at, to: None, owner, critical: number % 5 == 1, secret: number % 11 == 4 }
    };
    let duct = Plan { at: (107.0, 20.949), to: Some((107.03, 20.953)), owner: POWER, critical: false, secret: false };
    (0..60).map(pole).chain([duct]).collect()
}

async fn every_pole_is_on_one_tile(test_app: TestApp) {
    let plans = street();
    let assets: Vec<Asset> = (1_u128..).zip(&plans).map(|(number, plan)| plan.asset(number)).collect();
    register(&test_app, &assets).await;
    for zoom in [14, 16, 18, 22] {
        for (who, office) in READERS.into_iter().chain([(REGULATOR, None)]) {
            let seen = |plan: &Plan| who == REGULATOR || plan.is_seen_from(office);
            let mut found: BTreeMap<String, u32> = BTreeMap::new();
            let near = plans.iter().filter(|plan| plan.to.is_none()).cloned().collect::<Vec<_>>();
            for address in tiles(zoom, &near) {
                for one in tile(&test_app, who, address).await.iter().filter(|one| one.sort == 1 && one.is_within()) {
                    *found.entry(one.text("code").to_owned()).or_default() += 1;
                }
            }
            let expected: BTreeMap<String, u32> = assets
                .iter()
                .zip(&plans)
                .filter(|(_, plan)| plan.to.is_none() && seen(plan))
                .map(|(asset, _)| (asset.code.clone(), 1))
                .collect();
            assert_eq!(found, expected, "{who} at zoom {zoom}");
        }
    }
    a_competitor_learns_the_minimum(&test_app).await;
    a_duct_goes_on_from_tile_to_tile(&test_app).await;
}

async fn a_competitor_learns_the_minimum(test_app: &TestApp) {
    let drawn = tile(test_app, "planner@vnpt", tile_of(14, (107.02, 20.95))).await;
    let said: BTreeSet<&str> = drawn.iter().flat_map(|one| one.tags.keys().map(String::as_str)).collect();
    let known = ["code", "free_band", "id", "kind", "lifecycle", "owner", "shareable"];
    assert_eq!(said.into_iter().collect::<Vec<_>>(), known);
    assert!(drawn.iter().all(|one| one.tags["free_band"] == json!("many")));
}

async fn a_duct_goes_on_from_tile_to_tile(test_app: &TestApp) {
    let is_duct = |one: &&Drawn| one.sort == 2;
    for zoom in [14, 17] {
        let (_, first, row) = tile_of(zoom, (107.0, 20.949));
        let (_, last, end) = tile_of(zoom, (107.03, 20.953));
        for x in first..=last {
            let mut there = 0;
            for y in end.min(row)..=row.max(end) {
                let drawn = tile(test_app, "planner@vnpt", (zoom, x, y)).await;
                for duct in drawn.iter().filter(is_duct) {
                    there += 1;
                    assert!(
                        duct.paths.iter().flatten().all(|(x, y)| (-65..=4160).contains(x) && (-65..=4160).contains(y))
                    );
                }
            }
            assert!(there > 0, "a gap in column {x} of zoom {zoom}");
        }
    }
    // At a lower zoom the tile shows the line of the duct beside the counts, which include it.
    let drawn = tile(test_app, "planner@vnpt", tile_of(12, (107.015, 20.951))).await;
    assert_eq!(drawn.iter().filter(|one| one.layer == "lines").count(), 1);
    assert_eq!(drawn.iter().filter(|one| one.layer == "assets" && one.text("kind") == "duct_section").count(), 1);
}

tests::on_both_databases!(every_pole_is_on_one_tile);

/// Both databases draw the same bytes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_draw_the_same() {
    let Some(postgres) = TestApp::on_postgres("the same tiles").await else { return };
    let sqlite = TestApp::on_sqlite().await;
    let plans = street();
    let assets: Vec<Asset> = (1_u128..).zip(&plans).map(|(number, plan)| plan.asset(number)).collect();
    for test_app in [&sqlite, &postgres] {
        register(test_app, &assets).await;
    }
    let (sqlite, postgres) = (sqlite.with_offices().await, postgres.with_offices().await);
    for zoom in 0..=22 {
        let (_, x, y) = tile_of(zoom, (107.012, 20.9505));
        for (who, _) in READERS.into_iter().chain([(REGULATOR, None)]) {
            let path = format!("/tiles/assets/{zoom}/{x}/{y}");
            assert_eq!(bytes(&sqlite, who, &path).await, bytes(&postgres, who, &path).await, "{path} for {who}");
        }
    }
}
