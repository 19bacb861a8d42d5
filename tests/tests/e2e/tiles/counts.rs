//! Counts on far tiles: the sum over all tiles of a zoom equals the number of assets that the
//! viewer may see, anyone who changes the register and however many at once.

use std::collections::BTreeMap;

use api_store::Store;
use api_store::assets::ledger::LedgerAuthor;
use api_store::assets::{self, VersionAuthor};
use api_store::visibility::AssetVisibility;
use domain::ids::AssetId;
use domain::registry::asset::Asset;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::{ConnectionTrait, Statement};
use tests::fixtures::{long_ago, pole};
use tests::test_app::TestApp;
use tests::test_app::cast::POWER;
use tests::test_db::TestDb;

use super::world::{Plan, READERS, REGULATOR, plans, register, tile, tiles};

/// Each world needs a server of its own, so the default is a few; `PROPTEST_CASES` sets another
/// number.
fn in_random_worlds(test_db: impl Fn() -> Option<TestDb>, usual: u32) {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual);
    let config = Config { cases, max_shrink_iters: 8, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let held = TestRunner::new(config).run(&(plans(), 0_u8..=13), |(plans, zoom)| {
        runtime.block_on(async {
            let test_db = match test_db() {
                Some(test_db) => test_db,
                None => TestDb::sqlite().await,
            };
            everybody_counts_what_they_see(&TestApp::open(test_db).await, &plans, zoom).await
        })
    });
    if let Err(found) = held {
        panic!("{found}");
    }
}

#[test]
fn counts_add_up_in_random_worlds_with_sqlite() {
    in_random_worlds(|| None, 4);
}

#[test]
fn counts_add_up_in_random_worlds_with_postgres() {
    if TestDb::postgres("counts of tiles").is_some() {
        in_random_worlds(|| TestDb::postgres("counts of tiles"), 3);
    }
}

async fn everybody_counts_what_they_see(test_app: &TestApp, plans: &[Plan], zoom: u8) -> Result<(), TestCaseError> {
    let assets: Vec<Asset> = (1_u128..).zip(plans).map(|(number, plan)| plan.asset(number)).collect();
    register(test_app, &assets).await;
    agrees(&test_app.app().store).await;
    let tiles = tiles(zoom, plans);
    let all: u64 = plans.len().try_into().unwrap();
    let expected = READERS
        .map(|(who, office)| (who, plans.iter().filter(|plan| plan.is_seen_from(office)).count().try_into().unwrap()));
    for (who, expected) in expected.into_iter().chain([(REGULATOR, all)]) {
        let mut counted = 0;
        for address in &tiles {
            let drawn = tile(test_app, who, *address).await;
            counted += drawn.iter().filter(|one| one.layer == "assets").map(super::reader::Drawn::count).sum::<u64>();
            prop_assert!(drawn.iter().all(|one| one.layer == "lines" || one.is_within()));
        }
        prop_assert_eq!(counted, expected, "{} at zoom {}", who, zoom);
    }
    Ok(())
}

/// Asserts that the stored counts equal a new count of all assets.
pub(crate) async fn agrees(store: &Store) {
    let sums = |from: &str| {
        format!(
            "SELECT level, x, y, kind, CAST(SUM(CASE WHEN hidden THEN 1 ELSE 0 END) AS bigint) AS hidden, \
             CAST(SUM(count) AS bigint) AS count, CAST(SUM(sum_x) AS bigint) AS sum_x, CAST(SUM(sum_y) AS bigint) AS sum_y \
             FROM ({from}) AS cells WHERE count <> 0 GROUP BY level, x, y, kind"
        )
    };
    let again = "SELECT level, x, y, kind, hidden, COUNT(*) AS count, SUM(grid_x) AS sum_x, SUM(grid_y) AS sum_y FROM ( \
         SELECT level, grid_x >> (30 - level) AS x, grid_y >> (30 - level) AS y, kind, critical OR visibility = 'secret' AS hidden, \
         grid_x, grid_y FROM assets CROSS JOIN (SELECT 5 AS level UNION ALL SELECT 7 UNION ALL SELECT 9 UNION ALL SELECT 11 \
         UNION ALL SELECT 13 UNION ALL SELECT 15 UNION ALL SELECT 17) AS levels WHERE deleted_at IS NULL) AS assets \
         GROUP BY level, x, y, kind, hidden";
    let (kept, again) = (rows(store, &sums("SELECT * FROM tile_cells")).await, rows(store, &sums(again)).await);
    assert_eq!(kept, again);
}

async fn rows(store: &Store, sql: &str) -> BTreeMap<(i64, i64, i64, String), [i64; 4]> {
    let found = store.read().query_all_raw(Statement::from_string(store.backend(), sql)).await.unwrap();
    let whole = |row: &sea_orm::QueryResult, name: &str| {
        row.try_get::<i64>("", name).unwrap_or_else(|_| row.try_get::<i32>("", name).unwrap().into())
    };
    found
        .iter()
        .map(|row| {
            let key = (whole(row, "level"), whole(row, "x"), whole(row, "y"), row.try_get("", "kind").unwrap());
            (key, ["hidden", "count", "sum_x", "sum_y"].map(|name| whole(row, name)))
        })
        .collect()
}

/// Several writers insert, move, hide and remove assets in the same streets at once.
async fn many_write_at_once(test_app: TestApp) {
    let (store, now) = (test_app.app().store.clone(), test_app.now());
    let poles: Vec<Asset> = (1..=60).map(|number| pole(number, POWER, 2)).collect();
    register(&test_app, &poles).await;
    let mut writers = Vec::new();
    for writer in 0_u32..6 {
        let (store, mine) =
            (store.clone(), poles.iter().skip(writer.try_into().unwrap()).step_by(6).cloned().collect::<Vec<_>>());
        writers.push(tokio::spawn(async move {
            for (round, before) in (0_u32..).zip(mine) {
                let mut after = Asset { version: 2, ..before.clone() };
                after.critical = round % 3 == 0;
                if round % 3 == 1 {
                    let lon = 106.9 + f64::from(writer * 10 + round) * 0.01;
                    after.shape = domain::place::Shape::point(lon, 21.0).unwrap();
                }
                written(&store, now, &before, &after, round % 3 == 2).await;
                let new = pole(u128::from(1_000 + writer * 100 + round), POWER, 2);
                let tx = store.begin().await.unwrap();
                assets::insert(&tx, &[new], hand(now)).await.unwrap();
                store.commit(tx).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    agrees(&store).await;
    let ids: Vec<AssetId> = poles.iter().map(|pole| pole.id).collect();
    let left = assets::find_many(store.read(), &ids, &AssetVisibility::Everything).await.unwrap();
    assert_eq!(left.len(), 42, "every third of the sixty was taken out");
}

fn hand(at: chrono::DateTime<chrono::Utc>) -> VersionAuthor<'static> {
    VersionAuthor {
        mover: LedgerAuthor { at, by: None, reason: None },
        name: None,
        organization: None,
        today: long_ago(),
        import: None,
    }
}

async fn written(store: &Store, now: chrono::DateTime<chrono::Utc>, before: &Asset, after: &Asset, goes: bool) {
    use api_store::assets::asset_versions::Change;
    let tx = store.begin().await.unwrap();
    let changed = if goes {
        assets::delete(&tx, before, hand(now)).await.unwrap()
    } else {
        assets::update(&tx, before, after, Change::Update, hand(now)).await.unwrap()
    };
    assert_eq!(changed, assets::Changed::Written);
    store.commit(tx).await.unwrap();
}

tests::on_both_databases!(many_write_at_once);
