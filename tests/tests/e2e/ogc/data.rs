//! A random register on a grid, so that edges meet and corners touch.

use std::collections::BTreeMap;

use api_store::assets::ledger::{self, FoundUse, LedgerAuthor};
use api_store::assets::{self, VersionAuthor};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::ids::AssetId;
use domain::place::Shape;
use domain::registry::asset::{Asset, Confidence, Lifecycle, UnitCapacity, Visibility};
use domain::registry::kind::UnitNature;
use domain::registry::owners::Share;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::json;
use tests::fixtures::{POSITION, office};
use tests::test_app::TestApp;
use tests::test_app::cast::{POWER, VIETTEL, VNPT};
use uuid::Uuid;

/// The west and south edges of the grid, in thousandths of a degree.
pub(crate) const WEST: i64 = 107_050;
pub(crate) const SOUTH: i64 = 20_950;
/// The number of steps of the grid.
pub(crate) const STEPS: i64 = 6;

pub(crate) const ADDRESSES: [&str; 6] =
    ["Trần Hưng Đạo", "trần hưng đạo", "Đường Hạ Long", "100% Cọc 8", "Ngõ_12 [cũ] *", "Bãi Cháy"];

/// An asset on the grid: a box that may have no width, no height, or neither.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) id: Uuid,
    pub(crate) code: String,
    pub(crate) kind: &'static str,
    pub(crate) owner: u128,
    pub(crate) tenant: Option<u128>,
    pub(crate) west: i64,
    pub(crate) south: i64,
    pub(crate) east: i64,
    pub(crate) north: i64,
    pub(crate) critical: bool,
    pub(crate) secret: bool,
    pub(crate) shareable: bool,
    pub(crate) address: Option<&'static str>,
    pub(crate) height_m: Option<f64>,
    pub(crate) material: Option<&'static str>,
    pub(crate) observed_on: Option<NaiveDate>,
    pub(crate) own_use: u32,
    pub(crate) updated_at: DateTime<Utc>,
}

/// A runner that makes the same random choices in every run.
pub(crate) fn chance(seed: u8) -> TestRunner {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    TestRunner::new_with_rng(Config::default(), rng)
}

/// One value of a strategy.
pub(crate) fn one<T: std::fmt::Debug>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// A day by its number.
pub(crate) fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 9, 1).unwrap() + TimeDelta::days(i64::from(number))
}

fn place() -> impl Strategy<Value = (&'static str, i64, i64, i64, i64)> {
    let at = || (0..=STEPS, 0..=STEPS);
    let point = (select(vec!["pole", "manhole"]), at()).prop_map(|(kind, (x, y))| (kind, x, y, x, y));
    let line = (at(), 1..=3_i64, any::<bool>()).prop_map(|((x, y), long, across)| {
        if across { ("duct_section", x, y, x + long, y) } else { ("duct_section", x, y, x, y + long) }
    });
    let plot = (at(), 1..=3_i64, 1..=3_i64).prop_map(|((x, y), wide, high)| ("land_plot", x, y, x + wide, y + high));
    prop_oneof![4 => point, 2 => line, 1 => plot]
}

fn plan(number: u32) -> impl Strategy<Value = Plan> {
    let who = (select(vec![POWER, VNPT, VIETTEL]), proptest::option::weighted(0.3, select(vec![VNPT, VIETTEL])));
    let hidden = (prop::bool::weighted(0.15), prop::bool::weighted(0.1), prop::bool::weighted(0.7));
    let said = (
        proptest::option::weighted(0.7, select(ADDRESSES.to_vec())),
        proptest::option::weighted(0.6, select(vec![7.5, 8.5, 10.0])),
        proptest::option::weighted(0.5, select(vec!["concrete", "steel"])),
        proptest::option::weighted(0.6, 0..6_u32),
    );
    (place(), who, hidden, said, 0..=5_u32, 0..5_u32).prop_map(
        move |(
            (kind, west, south, east, north),
            (owner, tenant),
            (critical, secret, shareable),
            said,
            own_use,
            batch,
        )| Plan {
            id: Uuid::from_u128(0xc_0000 + u128::from(number)),
            code: format!("{}-{:03}", if number.is_multiple_of(3) { "qn" } else { "QN" }, number % 40),
            kind,
            owner,
            tenant: tenant.filter(|_| own_use < 5),
            west,
            south,
            east,
            north,
            critical,
            secret,
            shareable,
            address: said.0,
            height_m: said.1.filter(|_| kind == "pole"),
            material: said.2.filter(|_| kind == "pole"),
            observed_on: said.3.map(day),
            own_use,
            updated_at: instant(batch),
        },
    )
}

/// An instant by its number, some with fractions of a second.
pub(crate) fn instant(number: u32) -> DateTime<Utc> {
    let since = TimeDelta::milliseconds(i64::from(number) * 86_400_500);
    day(0).and_hms_opt(0, 0, 0).unwrap().and_utc() + since
}

/// A random register, with each code at most once per owner.
pub(crate) fn register(runner: &mut TestRunner, size: u32) -> Vec<Plan> {
    let mut taken = std::collections::BTreeSet::new();
    let plans = (1..=size).map(|number| one(runner, &plan(number)));
    plans.filter(|plan| taken.insert((plan.owner, plan.code.clone()))).collect()
}

fn degrees(step: i64, from: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "small numbers")]
    let thousandths = (from + step) as f64;
    thousandths / 1000.0
}

/// A position of the grid in degrees.
pub(crate) fn at(x: i64, y: i64) -> (f64, f64) {
    (degrees(x, WEST), degrees(y, SOUTH))
}

impl Plan {
    fn shape(&self) -> Shape {
        let ((west, south), (east, north)) = (at(self.west, self.south), at(self.east, self.north));
        let value = match self.kind {
            "duct_section" => json!({"type": "LineString", "coordinates": [[west, south], [east, north]]}),
            "land_plot" => json!({"type": "Polygon", "coordinates":
                [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}),
            _ => json!({"type": "Point", "coordinates": [west, south]}),
        };
        Shape::from_geojson(&value).unwrap()
    }

    fn asset(&self) -> Asset {
        let attributes = [
            ("height_m", self.height_m.map(|metres| json!(metres))),
            ("material", self.material.map(|word| json!(word))),
        ];
        let attributes = attributes.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        let capacity = UnitCapacity {
            nature: UnitNature::Slot,
            installed: 6,
            own_use: self.own_use,
            blocked: 0,
            policy_reserve: 0,
        };
        Asset {
            id: AssetId::new(self.id),
            code: self.code.clone(),
            kind: self.kind.to_owned(),
            owners: vec![Share { organization: office(self.owner), basis_points: 10_000, answers: true }],
            shape: self.shape(),
            area: None,
            area_is_nearest: false,
            address: self.address.map(str::to_owned),
            attributes,
            lifecycle: Lifecycle::InService,
            decommission_on: None,
            visibility: if self.secret { Visibility::Secret } else { Visibility::Operators },
            critical: self.critical,
            shareable: self.shareable,
            not_shareable_reason: None,
            source: None,
            observed_on: self.observed_on,
            confidence: Confidence::B,
            capacity: BTreeMap::from([(POSITION.to_owned(), capacity)]),
            version: 1,
        }
    }
}

/// Inserts a register into the database of a server.
pub(crate) async fn settle(test_app: &TestApp, plans: &[Plan]) {
    let store = &test_app.app().store;
    let tx = store.begin().await.unwrap();
    for plan in plans {
        let mover = LedgerAuthor { at: plan.updated_at, by: None, reason: None };
        let hand = VersionAuthor { mover, name: None, organization: None, today: day(0), import: None };
        assets::insert(&tx, &[plan.asset()], hand).await.unwrap();
        if let Some(tenant) = plan.tenant {
            let (asset, unit) = (AssetId::new(plan.id), POSITION.to_owned());
            let found = FoundUse {
                asset,
                unit,
                quantity: 1,
                tenant: Some(office(tenant)),
                note: None,
                import: None,
                since: None,
            };
            ledger::occupy(&tx, &found, mover).await.unwrap().unwrap();
        }
    }
    store.commit(tx).await.unwrap();
}
