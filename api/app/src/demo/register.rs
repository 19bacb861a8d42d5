//! A plausible register along real streets: generated from a fixed seed, entirely synthetic.

use std::collections::BTreeMap;

use domain::{
    ids::{AssetId, OrganizationId},
    place::Shape,
    registry::{
        asset::{Asset, Confidence, Lifecycle, UnitCapacity, Visibility},
        kind::UnitNature,
        owners::Share,
    },
};
use geo::{Coord, Geometry, LineString};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Map, Value, json};

use super::{
    cast::Cast,
    defects,
    streets::{Street, point},
};
use crate::{app::App, error::AppError};
use api_store::{
    areas::area_map::AreaMap,
    assets::{
        self, VersionAuthor,
        ledger::{self, FoundUse, LedgerAuthor},
    },
};

const SEED: u64 = 230_2023;
const POLES_BETWEEN_CHAMBERS: usize = 4;
const SOURCE: &str = "demo: synthetic, generated from a fixed seed";

/// The owners of the demo's assets.
struct Owners {
    power: OrganizationId,
    vnpt: OrganizationId,
    viettel: OrganizationId,
    mobifone: OrganizationId,
}

/// Creates the register and returns the number of assets.
pub(super) async fn enter(app: &App, cast: &Cast, streets: &[Street]) -> Result<usize, AppError> {
    let owners = Owners {
        power: cast.office("pcquangninh")?,
        vnpt: cast.office("vnpt")?,
        viettel: cast.office("viettel")?,
        mobifone: cast.office("mobifone")?,
    };
    let now = app.clock.now();
    let today = app.local_date(now);
    let map = AreaMap::load(app.store.read(), today).await?;
    let mut chance = StdRng::seed_from_u64(SEED);
    let mut made = Vec::new();
    for street in streets {
        made.extend(along(app, street, &owners, &map, &mut chance)?);
    }
    defects::add_defects(&mut made);
    let mover = LedgerAuthor { at: now, by: None, reason: Some("demo") };
    let hand = VersionAuthor { mover, name: Some("hatang"), organization: None, today, import: None };
    let tx = app.store.begin_loading().await?;
    assets::insert(&tx, &made, hand).await?;
    for asset in &made {
        for found in tenants(asset, &owners, &mut chance) {
            // An occupied position stays unchanged.
            let _taken = ledger::occupy(&tx, &found, mover).await?;
        }
    }
    app.store.commit(tx).await?;
    Ok(made.len())
}

fn along(
    app: &App,
    street: &Street,
    owners: &Owners,
    map: &AreaMap,
    chance: &mut StdRng,
) -> Result<Vec<Asset>, AppError> {
    let places = &street.stations;
    let mut made = Vec::new();
    let mut chambers: Vec<Coord<f64>> = Vec::new();
    for (place, at) in places.iter().enumerate() {
        let number = place.saturating_add(1);
        made.push(pole(app, street, number, *at, owners, map, chance)?);
        if place % POLES_BETWEEN_CHAMBERS == 0 {
            let beside = Coord { x: at.x + 0.000_06, y: at.y - 0.000_04 };
            made.push(manhole(app, street, chambers.len().saturating_add(1), beside, owners, map)?);
            if let Some(last) = chambers.last() {
                made.push(duct(app, street, chambers.len(), (*last, beside), owners, map, chance)?);
            }
            chambers.push(beside);
        }
    }
    if let Some(middle) = places.get(places.len() / 2) {
        let beside = Coord { x: middle.x - 0.000_3, y: middle.y + 0.000_3 };
        made.push(tower(app, street, beside, owners, map, chance)?);
    }
    Ok(made)
}

struct Made<'a> {
    code: String,
    kind: &'a str,
    shape: Shape,
    owners: Vec<Share>,
    attributes: Value,
    capacity: Vec<(&'a str, UnitNature, u32, u32)>,
}

fn asset(app: &App, street: &Street, map: &AreaMap, made: Made<'_>) -> Asset {
    let located = map.locate(&made.shape);
    let capacity = |(unit, nature, installed, own_use): (&str, UnitNature, u32, u32)| {
        (unit.to_owned(), UnitCapacity { nature, installed, own_use, blocked: 0, policy_reserve: 0 })
    };
    Asset {
        id: AssetId::new(app.clock.new_id()),
        code: made.code,
        kind: made.kind.to_owned(),
        owners: made.owners,
        shape: made.shape,
        area: located.map(|located| located.area),
        area_is_nearest: located.is_some_and(|located| located.is_nearest),
        address: Some(street.address.clone()),
        attributes: made.attributes.as_object().cloned().unwrap_or_else(Map::new),
        lifecycle: Lifecycle::InService,
        decommission_on: None,
        visibility: Visibility::Operators,
        critical: false,
        shareable: true,
        not_shareable_reason: None,
        source: Some(SOURCE.to_owned()),
        observed_on: None,
        confidence: Confidence::C,
        capacity: made.capacity.into_iter().map(capacity).collect::<BTreeMap<_, _>>(),
        version: 1,
    }
}

fn sole(organization: OrganizationId) -> Vec<Share> {
    vec![Share { organization, basis_points: 10_000, answers: true }]
}

fn pole(
    app: &App,
    street: &Street,
    number: usize,
    at: Coord<f64>,
    owners: &Owners,
    map: &AreaMap,
    chance: &mut StdRng,
) -> Result<Asset, AppError> {
    let height = if chance.random_ratio(1, 5) { 10.0 } else { 8.5 };
    let year: i64 = chance.random_range(1998..=2022);
    let made = Made {
        code: format!("QN-POL-{}-{number:03}", street.code),
        kind: "pole",
        shape: point(at)?,
        owners: sole(owners.power),
        attributes: json!({
            "height_m": height, "material": "concrete", "use": "joint", "line_voltage_kv": 0.4, "year": year,
            "condition": "good", "earthed": true,
        }),
        capacity: vec![("attachment_position", UnitNature::Slot, 6, 1), ("load_nm", UnitNature::Budget, 12_000, 3_000)],
    };
    Ok(asset(app, street, map, made))
}

fn manhole(
    app: &App,
    street: &Street,
    number: usize,
    at: Coord<f64>,
    owners: &Owners,
    map: &AreaMap,
) -> Result<Asset, AppError> {
    let made = Made {
        code: format!("QN-BEC-{}-{number:03}", street.code),
        kind: "manhole",
        shape: point(at)?,
        owners: sole(owners.vnpt),
        attributes: json!({"depth_m": 1.6, "length_m": 1.8, "width_m": 1.2, "condition": "good"}),
        capacity: vec![("cable_entry", UnitNature::Slot, 12, 3), ("closure_place", UnitNature::Slot, 4, 1)],
    };
    Ok(asset(app, street, map, made))
}

fn duct(
    app: &App,
    street: &Street,
    number: usize,
    (from, to): (Coord<f64>, Coord<f64>),
    owners: &Owners,
    map: &AreaMap,
    chance: &mut StdRng,
) -> Result<Asset, AppError> {
    let line = Geometry::LineString(LineString::new(vec![from, to]));
    let length = (domain::place::metres(from, to) * 10.0).round() / 10.0;
    // VNPT and Viettel share the trench of every fifth section.
    let shared = number.is_multiple_of(5);
    let shares = if shared {
        vec![
            Share { organization: owners.vnpt, basis_points: 6_000, answers: true },
            Share { organization: owners.viettel, basis_points: 4_000, answers: false },
        ]
    } else {
        sole(owners.vnpt)
    };
    let year: i64 = chance.random_range(2004..=2021);
    let made = Made {
        code: format!("QN-CON-{}-{number:03}", street.code),
        kind: "duct_section",
        shape: Shape::new(line).map_err(AppError::internal)?,
        owners: shares,
        attributes: json!({"length_m": length, "depth_m": 0.8, "material": "hdpe", "diameter_mm": 110.0, "year": year}),
        capacity: vec![("bore", UnitNature::Slot, 4, 1)],
    };
    Ok(asset(app, street, map, made))
}

fn tower(
    app: &App,
    street: &Street,
    at: Coord<f64>,
    owners: &Owners,
    map: &AreaMap,
    chance: &mut StdRng,
) -> Result<Asset, AppError> {
    let whose = if chance.random_ratio(1, 3) { owners.mobifone } else { owners.viettel };
    let height = f64::from(chance.random_range(30_u32..=48));
    let made = Made {
        code: format!("QN-TRU-{}-001", street.code),
        kind: "tower",
        shape: point(at)?,
        owners: sole(whose),
        attributes: json!({
            "height_m": height, "structure": "self_support", "design_wind_m_s": 46.0, "bts_type": "type_1",
            "lightning_protected": true, "obstruction_light": true,
        }),
        capacity: vec![
            ("mounting_level", UnitNature::Slot, 4, 1),
            ("wind_area_dm2", UnitNature::Budget, 1_200, 400),
            ("weight_kg", UnitNature::Budget, 2_000, 600),
        ],
    };
    Ok(asset(app, street, map, made))
}

/// The existing tenants of an asset: some poles have one or two operators, and a few are full.
fn tenants(asset: &Asset, owners: &Owners, chance: &mut StdRng) -> Vec<FoundUse> {
    if asset.kind != "pole" {
        return Vec::new();
    }
    let full = chance.random_ratio(1, 40);
    let viettel = full || chance.random_ratio(2, 5);
    let mobifone = full || chance.random_ratio(1, 5);
    let place = |tenant: OrganizationId, quantity: u32| FoundUse {
        asset: asset.id,
        unit: "attachment_position".to_owned(),
        quantity,
        tenant: Some(tenant),
        note: None,
        import: None,
        since: None,
    };
    let mut found = Vec::new();
    if viettel {
        found.push(place(owners.viettel, if full { 3 } else { 1 }));
    }
    if mobifone {
        found.push(place(owners.mobifone, if full { 2 } else { 1 }));
    }
    found
}
