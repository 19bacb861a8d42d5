//! Tests that the shipped units are complete, and that invalid lists are refused with file, line
//! and reason.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{
    area::{Boundary, Lies, Territory},
    ids::AreaId,
    place::Shape,
};

use super::{BoundaryUse, Unit, load, misfits, read};
use crate::source::Source;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(date: &str) -> Vec<Unit> {
    let units = load(&Source::BuiltIn).unwrap().units;
    units.into_iter().filter(|unit| unit.kind != "zone" && unit.validity.holds_on(day(date))).collect()
}

/// The name of the unit that contains a place, and how the place relates to the unit.
fn located(date: &str, longitude: f64, latitude: f64) -> (String, Lies) {
    let units: Vec<Unit> = on(date).into_iter().filter(|unit| unit.boundary.is_some()).collect();
    let boundary = |(n, unit): (u128, &Unit)| {
        let id = AreaId::new(uuid(n));
        Boundary::new(id, unit.code.clone(), unit.boundary.clone().unwrap().shape).unwrap()
    };
    let territory = Territory::new((0..).zip(&units).map(boundary).collect());
    let found = territory.locate(&Shape::point(longitude, latitude).unwrap()).unwrap();
    let unit = (0..).zip(&units).find(|(n, _)| AreaId::new(uuid(*n)) == found.area).unwrap().1;
    (unit.name.clone(), found.lies)
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

#[test]
fn quang_ninh_has_thirteen_districts_in_2023_and_fifty_four_communes_in_2025() {
    let old = on("2023-10-02");
    assert_eq!(old.iter().filter(|unit| unit.level == 2).count(), 13);
    assert_eq!(old.iter().filter(|unit| unit.level == 3).count(), 177);
    let new = on("2025-07-01");
    assert_eq!(new.iter().filter(|unit| unit.level == 2).count(), 54);
    assert_eq!(new.iter().filter(|unit| unit.level == 3).count(), 0);
    for (units, boundary_use) in [(&old, BoundaryUse::Derived), (&new, BoundaryUse::Simplified)] {
        for unit in units.iter().filter(|unit| unit.level == 2) {
            let boundary = unit.boundary.as_ref().unwrap_or_else(|| panic!("{} has no boundary", unit.name));
            assert_eq!(boundary.boundary_use, boundary_use, "{}", unit.name);
        }
    }
}

#[test]
fn a_code_returns_with_another_name_and_extent() {
    let units = load(&Source::BuiltIn).unwrap().units;
    let names: BTreeSet<&str> =
        units.iter().filter(|unit| unit.code == "06661").map(|unit| unit.name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["Phường Giếng Đáy", "Phường Việt Hưng"]));
}

#[test]
fn the_office_of_a_place_changes_with_the_law() {
    let bai_chay = (107.043, 20.957);
    assert_eq!(located("2025-06-30", bai_chay.0, bai_chay.1), ("Thành phố Hạ Long".to_owned(), Lies::Within));
    assert_eq!(located("2025-07-01", bai_chay.0, bai_chay.1), ("Phường Bãi Cháy".to_owned(), Lies::Within));
}

#[test]
fn a_place_at_sea_belongs_to_the_nearest_unit() {
    let (_, lies) = located("2025-07-01", 107.9, 20.7);
    assert!(matches!(lies, Lies::Outside { metres } if metres > 1_000.0), "{lies:?}");
}

fn faults(lines: &str) -> Vec<String> {
    let text = format!("code,name_vi,name_ascii,kind,level,parent_code,valid_from,valid_to\n{lines}");
    let found = match read("units.csv", &text) {
        Ok(placed) => misfits("units.csv", &placed),
        Err(faults) => faults.0,
    };
    found.into_iter().map(|fault| fault.to_string()).collect()
}

#[test]
fn broken_lists_are_refused() {
    let province = "22,Quảng Ninh,Quang Ninh,tinh,1,,,\n";
    for (lines, fault) in [
        ("193,Hạ Long,Ha Long,tp,2,22,,\n", "units.csv:3: "),
        ("193,Hạ Long,Ha Long,tp,2,22,2025-07-01,2025-07-01\n", "units.csv:3: ends on 2025-07-01, not after it begins"),
        ("193,Hạ Long,Ha Long,tp,2,22,July,\n", "units.csv:3: `July` is not a day"),
        ("193,Hạ Long,Ha Long,tp,two,22,,\n", "units.csv:3: CSV deserialize error"),
        (",Hạ Long,Ha Long,tp,2,22,,\n", "units.csv:3: code, name and kind are needed"),
        ("193,Hạ Long,Ha Long,tp,2,23,,\n", "units.csv:3: belongs to `23`, which is not there"),
        ("193,Hạ Long,Ha Long,tp,1,22,,\n", "units.csv:3: belongs to `22`, which is not above it"),
        ("193,A,A,tp,2,22,,2025-07-01\n193,B,B,tp,2,22,2025-06-30,\n", "units.csv:4: `193` is valid twice"),
    ] {
        let found = faults(&format!("{province}{lines}"));
        match fault {
            "units.csv:3: " => assert!(found.is_empty(), "{found:?}"),
            expected => assert!(found.iter().any(|found| found.starts_with(expected)), "{expected} in {found:?}"),
        }
    }
}
