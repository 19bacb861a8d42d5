//! A random register, and the assets that each reader should see.

use std::collections::BTreeSet;

use api_store::assets::ledger::LedgerAuthor;
use api_store::assets::{self, VersionAuthor};
use domain::place::Shape;
use domain::registry::asset::{Asset, Visibility};
use proptest::prelude::*;
use reqwest::Method;
use serde_json::json;
use tests::fixtures::{long_ago, pole};
use tests::test_app::TestApp;
use tests::test_app::cast::{LIGHTING, POWER};

use super::reader::{Drawn, read};

/// The readers: an owner, a planner without assets, and another owner.
pub(crate) const READERS: [(&str, Option<u128>); 3] =
    [("clerk@power", Some(POWER)), ("planner@vnpt", None), ("clerk@lighting", Some(LIGHTING))];
pub(crate) const REGULATOR: &str = "officer@sotttt";

/// An asset to create.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) at: (f64, f64),
    pub(crate) to: Option<(f64, f64)>,
    pub(crate) owner: u128,
    pub(crate) critical: bool,
    pub(crate) secret: bool,
}

impl Plan {
    fn is_hidden(&self) -> bool {
        self.critical || self.secret
    }

    /// Whether people of an office see the asset.
    pub(crate) fn is_seen_from(&self, office: Option<u128>) -> bool {
        !self.is_hidden() || office == Some(self.owner)
    }

    pub(crate) fn asset(&self, number: u128) -> Asset {
        let mut asset = pole(number, self.owner, 6);
        asset.shape = Shape::point(self.at.0, self.at.1).unwrap();
        if let Some(to) = self.to {
            let line = json!({"type": "LineString", "coordinates": [[self.at.0, self.at.1], [to.0, to.1]]});
            asset.shape = Shape::from_geojson(&line).unwrap();
            "duct_section".clone_into(&mut asset.kind);
        }
        asset.critical = self.critical;
        asset.visibility = if self.secret { Visibility::Secret } else { Visibility::Operators };
        asset
    }
}

/// Some assets in an installation, some in the province, some anywhere.
pub(crate) fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let test_app = (107.0_f64..107.02, 20.94_f64..20.96);
    let province = (106.4_f64..108.1, 20.6_f64..21.7);
    let world = (-180.0_f64..180.0, -80.0_f64..80.0);
    let at = prop_oneof![5 => test_app, 4 => province, 1 => world];
    let owner = prop::sample::select(vec![POWER, LIGHTING]);
    let flag = |share| prop::bool::weighted(share);
    let plan = (at, flag(0.15), owner, flag(0.2), flag(0.1)).prop_map(|(at, line, owner, critical, secret)| Plan {
        at,
        to: line.then(|| ((at.0 + 0.004).min(180.0), at.1 + 0.003)),
        owner,
        critical,
        secret,
    });
    prop::collection::vec(plan, 40..160)
}

/// Inserts the assets into the register.
pub(crate) async fn register(test_app: &TestApp, assets: &[Asset]) {
    let store = &test_app.app().store;
    let tx = store.begin().await.unwrap();
    let mover = LedgerAuthor { at: test_app.now(), by: None, reason: None };
    let hand = VersionAuthor { mover, name: None, organization: None, today: long_ago(), import: None };
    assets::insert(&tx, assets, hand).await.unwrap();
    store.commit(tx).await.unwrap();
}

/// The bytes of a tile for a person.
pub(crate) async fn bytes(test_app: &TestApp, who: &str, path: &str) -> Vec<u8> {
    let answer = test_app.ask_outside(Method::GET, path).bearer_auth(who).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

/// The features that a person sees on a tile of the register.
pub(crate) async fn tile(test_app: &TestApp, who: &str, (zoom, x, y): (u8, u32, u32)) -> Vec<Drawn> {
    read(&bytes(test_app, who, &format!("/tiles/assets/{zoom}/{x}/{y}")).await)
}

/// The tile of a position in the usual scheme (Web Mercator, y from the north).
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small and positive"
)]
pub(crate) fn tile_of(zoom: u8, (lon, lat): (f64, f64)) -> (u8, u32, u32) {
    let side = f64::from(zoom).exp2();
    let x = (lon + 180.0) / 360.0 * side;
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    (zoom, x.min(side - 1.0) as u32, y as u32)
}

/// All tiles of a zoom on which these assets could be visible.
pub(crate) fn tiles(zoom: u8, plans: &[Plan]) -> BTreeSet<(u8, u32, u32)> {
    let last = (1_u32 << zoom) - 1;
    let mut all = BTreeSet::new();
    for plan in plans {
        let (_, x, y) = tile_of(zoom, plan.at);
        for x in x.saturating_sub(1)..=(x + 1).min(last) {
            for y in y.saturating_sub(1)..=(y + 1).min(last) {
                all.insert((zoom, x, y));
            }
        }
    }
    all
}
