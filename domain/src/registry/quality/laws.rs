//! Tests of the data-quality checks, on hand-made and random assets.

use std::collections::BTreeMap;

use geo::Coord;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Books, Code, Neighbour, QualityRules, class_of, loose_ends, of_books, of_itself, same_tag, twins};
use crate::{
    ids::AssetId,
    place::Shape,
    registry::{
        asset::{Asset, Confidence, Lifecycle, Visibility},
        capacity::Ledger,
    },
};

const RULES: QualityRules = QualityRules {
    duplicate_m: 3.0,
    length_tolerance_percent: 10.0,
    length_tolerance_m: 2.0,
    area_tolerance_m: 50.0,
    class_a_m: 0.5,
    class_b_m: 5.0,
};

fn asset(n: u128, shape: Value, attributes: Value) -> Asset {
    Asset {
        id: AssetId::new(Uuid::from_u128(n)),
        code: format!("A-{n}"),
        kind: "duct_section".to_owned(),
        owners: Vec::new(),
        shape: Shape::try_from(shape).unwrap(),
        area: None,
        area_is_nearest: false,
        address: None,
        attributes: serde_json::from_value(attributes).unwrap(),
        lifecycle: Lifecycle::InService,
        decommission_on: None,
        visibility: Visibility::Operators,
        critical: false,
        shareable: true,
        not_shareable_reason: None,
        source: None,
        observed_on: None,
        confidence: Confidence::C,
        capacity: BTreeMap::new(),
        version: 1,
    }
}

fn point(lon: f64, lat: f64) -> Value {
    json!({"type": "Point", "coordinates": [lon, lat]})
}

fn line(points: &[[f64; 2]]) -> Value {
    json!({"type": "LineString", "coordinates": points})
}

fn beside(asset: &Asset) -> Neighbour {
    let tag = asset.attributes.get("tag").and_then(Value::as_str).map(str::to_owned);
    Neighbour { asset: asset.id, lifecycle: asset.lifecycle, shape: asset.shape.clone(), tag }
}

#[test]
fn two_poles_in_one_place_are_one_finding_from_either_side() {
    let (one, other) = (asset(1, point(107.0, 21.0), json!({})), asset(2, point(107.000_02, 21.0), json!({})));
    let (here, there) = (twins(&one, &[beside(&one), beside(&other)], RULES), twins(&other, &[beside(&one)], RULES));
    assert_eq!(here, there);
    assert_eq!((here.len(), here[0].code, here[0].other), (1, Code::DuplicatePlace, Some(other.id)));
    let gone = Asset { lifecycle: Lifecycle::Removed, ..other };
    assert_eq!(twins(&one, &[beside(&gone)], RULES), []);
}

#[test]
fn ducts_that_meet_in_a_chamber_are_two_and_ducts_in_one_place_are_probably_one() {
    let east = asset(1, line(&[[107.0, 21.0], [107.001, 21.0]]), json!({}));
    let on = asset(2, line(&[[107.001, 21.0], [107.002, 21.0]]), json!({}));
    let back = asset(3, line(&[[107.001, 21.000_01], [107.0, 21.000_01]]), json!({}));
    assert_eq!(twins(&east, &[beside(&on)], RULES), []);
    assert_eq!(twins(&east, &[beside(&back)], RULES).len(), 1);
}

#[test]
fn a_tag_is_the_same_however_it_is_written() {
    let one = asset(1, point(107.0, 21.0), json!({"tag": "HL-Đ 17"}));
    let other = asset(2, point(107.1, 21.0), json!({"tag": "hl-đ 17"}));
    assert_eq!(same_tag(&one, &[beside(&other)]).len(), 1);
    assert_eq!(same_tag(&asset(3, point(107.0, 21.0), json!({"tag": " "})), &[beside(&other)]), []);
}

#[test]
fn lengths_ends_and_books_are_held_against_what_they_say() {
    let duct = asset(1, line(&[[107.0, 21.0], [107.001, 21.0]]), json!({"length_m": 150}));
    let found = of_itself(&duct, None, RULES, None);
    assert_eq!((found.len(), found[0].code, found[0].measure.unwrap().round()), (1, Code::LengthMismatch, 44.0));
    let close = asset(1, line(&[[107.0, 21.0], [107.001, 21.0]]), json!({"length_m": 108}));
    assert_eq!(of_itself(&close, None, RULES, None), []);
    let chamber = Coord { x: 107.000_01, y: 21.0 };
    assert_eq!(loose_ends(&duct, &[chamber], 2.0).iter().map(|one| one.part.as_str()).collect::<Vec<_>>(), ["end"]);
    let ledger = Ledger { installed: 4, active: 2, reserved: 1, ..Ledger::default() };
    let book = Books { unit: "bore".to_owned(), ledger, reserved: 1, active: 2 };
    assert_eq!(of_books(&duct, std::slice::from_ref(&book)), []);
    assert_eq!(of_books(&duct, &[Books { active: 0, ..book }])[0].measure, Some(2.0));
}

#[test]
fn what_lies_far_outside_its_unit_is_found() {
    let unit = json!({"type": "Polygon", "coordinates": [[[107.0, 21.0], [107.1, 21.0], [107.1, 21.1], [107.0, 21.1], [107.0, 21.0]]]});
    let unit = Shape::from_geojson(&unit).unwrap();
    let outside = asset(1, point(107.102, 21.05), json!({}));
    assert_eq!(of_itself(&outside, None, RULES, Some(&unit))[0].code, Code::OutsideArea);
    let islet = Asset { area_is_nearest: true, ..outside };
    assert_eq!(of_itself(&islet, None, RULES, Some(&unit)), [], "it is known to lie in none");
    assert_eq!(of_itself(&asset(1, point(107.05, 21.05), json!({})), None, RULES, Some(&unit)), []);
}

#[test]
fn a_device_gives_the_class() {
    assert_eq!(
        [0.3, 0.5, 0.6, 5.0, 5.1].map(|metres| class_of(RULES, metres)),
        [Some(Confidence::A), Some(Confidence::A), Some(Confidence::B), Some(Confidence::B), None]
    );
}

proptest! {
    #[test]
    fn twins_are_symmetrical(east in -0.000_05_f64..0.000_05, north in -0.000_05_f64..0.000_05) {
        let one = asset(1, point(107.0, 21.0), json!({}));
        let other = asset(2, point(107.0 + east, 21.0 + north), json!({}));
        let found = twins(&one, &[beside(&other)], RULES);
        prop_assert_eq!(found.len(), twins(&other, &[beside(&one)], RULES).len());
        prop_assert_eq!(found.len() == 1, one.shape.metres_to(&other.shape) < 3.0);
    }
}
