//! Tests that validities never overlap and that every place has exactly one unit.

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{Boundary, DecidedBy, Lies, Share, Territory, Validity, clash};
use crate::{
    ids::AreaId,
    place::{Shape, StepBudget},
};

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn validity(from: &str, to: &str) -> Validity {
    Validity::new(day(from), day(to)).unwrap()
}

fn area(n: u128) -> AreaId {
    AreaId::new(Uuid::from_u128(n))
}

fn shares(units: &Territory, shape: &Shape) -> Vec<Share> {
    let found = units.locate_within(shape, &mut StepBudget::unlimited()).unwrap();
    found.map(|(_, shares)| shares).unwrap_or_default()
}

/// Four squares of a tenth of a degree, two by two, with the lowest code in the south-west.
fn squares() -> Vec<Boundary> {
    let corners = [(107.0, 21.0), (107.1, 21.0), (107.0, 21.1), (107.1, 21.1)];
    let square = |(n, (west, south)): (u128, (f64, f64))| {
        let (east, north) = (west + 0.1, south + 0.1);
        let ring = json!([[[west, south], [east, south], [east, north], [west, north], [west, south]]]);
        let shape = Shape::from_geojson(&json!({"type": "Polygon", "coordinates": ring})).unwrap();
        Boundary::new(area(n), format!("{n:05}"), shape).unwrap()
    };
    (1..).zip(corners).map(square).collect()
}

fn line(points: &[[f64; 2]]) -> Shape {
    Shape::from_geojson(&json!({"type": "LineString", "coordinates": points})).unwrap()
}

#[test]
fn an_end_is_the_first_day_on_which_it_holds_no_longer() {
    let old = validity("", "2025-07-01");
    let new = validity("2025-07-01", "");
    assert!(old.holds_on(day("2025-06-30").unwrap()) && !new.holds_on(day("2025-06-30").unwrap()));
    assert!(new.holds_on(day("2025-07-01").unwrap()) && !old.holds_on(day("2025-07-01").unwrap()));
    assert!(!old.overlaps(new) && !new.overlaps(old));
    assert_eq!(Validity::new(day("2025-07-01"), day("2025-07-01")), None);
}

#[test]
fn a_code_is_used_again_but_never_twice_on_a_day() {
    let (old, new) = (validity("", "2025-07-01"), validity("2025-07-01", ""));
    assert_eq!(clash([("06658", old), ("06658", new)]), None);
    let early = validity("2025-06-30", "");
    let found = clash([("06658", early), ("06661", new), ("06658", old)]).unwrap();
    assert_eq!(found.to_string(), "`06658` is valid twice: until 2025-07-01 and from 2025-06-30");
}

#[test]
fn a_point_on_a_boundary_belongs_to_the_lowest_code() {
    let units = Territory::new(squares());
    for (lon, lat, n) in [(107.05, 21.1, 1), (107.1, 21.05, 1), (107.1, 21.1, 1), (107.15, 21.1, 2), (107.1, 21.15, 3)]
    {
        let found = units.locate(&Shape::point(lon, lat).unwrap()).unwrap();
        assert_eq!((found.area, found.decided_by), (area(n), DecidedBy::LowestCode), "{lon} {lat}");
    }
}

#[test]
fn the_largest_share_of_a_line_decides_however_many_corners_it_has() {
    let units = Territory::new(squares());
    let duct = line(&[[107.08, 21.05], [107.085, 21.05], [107.09, 21.05], [107.095, 21.05], [107.19, 21.05]]);
    let found = units.locate(&duct).unwrap();
    assert_eq!((found.area, found.lies), (area(2), Lies::Across(vec![area(1)])));
    assert_eq!(found.decided_by, DecidedBy::LargestShare);
    let along_the_border = units.locate(&line(&[[107.1, 21.02], [107.1, 21.08]])).unwrap();
    assert_eq!(along_the_border.area, area(1));
}

#[test]
fn a_plot_lies_where_most_of_it_lies() {
    let units = Territory::new(squares());
    let ring = json!([[[107.05, 21.09], [107.06, 21.09], [107.06, 21.13], [107.05, 21.13], [107.05, 21.09]]]);
    let plot = Shape::from_geojson(&json!({"type": "Polygon", "coordinates": ring})).unwrap();
    let found = units.locate(&plot).unwrap();
    assert_eq!((found.area, found.lies), (area(3), Lies::Across(vec![area(1)])));
}

#[test]
fn what_lies_in_no_unit_belongs_to_the_nearest_and_says_so() {
    let units = Territory::new(squares());
    let found = units.locate(&Shape::point(107.15, 20.99).unwrap()).unwrap();
    assert_eq!(found.area, area(2));
    assert!(matches!(found.lies, Lies::Outside { metres } if (metres - 1107.0).abs() < 2.0), "{found:?}");
    assert_eq!(found.decided_by, DecidedBy::Nearest);
    let between = units.locate(&Shape::point(107.1, 20.99).unwrap()).unwrap();
    assert_eq!((between.area, between.decided_by), (area(1), DecidedBy::NearestLowestCode));
    assert_eq!(Territory::default().locate(&Shape::point(107.0, 21.0).unwrap()), None);
}

proptest! {
    #[test]
    fn every_place_has_one_unit_whatever_the_order_of_the_list(
        lon in 106.9_f64..107.3, lat in 20.9_f64..21.3, rotated in 0_usize..4,
    ) {
        let mut boundaries = squares();
        let place = Shape::point(lon, lat).unwrap();
        let found = Territory::new(boundaries.clone()).locate(&place);
        boundaries.rotate_left(rotated);
        prop_assert!(found.is_some());
        prop_assert_eq!(Territory::new(boundaries).locate(&place), found);
    }

    /// A file lists units in any order. The unit and the reason must not depend on that order,
    /// least of all on the edges.
    #[test]
    fn a_line_on_the_edges_belongs_to_one_unit_whatever_the_order_of_the_list(
        west in 0_u8..3, south in 0_u8..3, east in 0_u8..3, north in 0_u8..3, order in Just([0, 1, 2, 3]).prop_shuffle(),
    ) {
        // Corners and edges of the squares, where shares are equal.
        let at = |x: u8, y: u8| [107.0 + f64::from(x) * 0.1, 21.0 + f64::from(y) * 0.1];
        prop_assume!((west, south) != (east, north));
        let shape = line(&[at(west, south), at(east, north)]);
        let found = Territory::new(squares()).locate(&shape).unwrap();
        let squares = squares();
        let listed: Vec<Boundary> = order.iter().map(|place| squares[*place].clone()).collect();
        let again = Territory::new(listed);
        prop_assert_eq!(again.locate(&shape), Some(found.clone()));
        let shares = shares(&again, &shape);
        // The outermost edges match the land only up to the last digit.
        prop_assume!(!shares.is_empty());
        prop_assert_eq!(found.area, shares[0].area);
        if found.decided_by == DecidedBy::LowestCode {
            let equal = shares.iter().filter(|share| (share.amount - shares[0].amount).abs() < 0.001);
            prop_assert_eq!(equal.map(|share| share.area).min(), Some(found.area));
        }
    }

    #[test]
    fn the_shares_of_a_line_make_its_length(
        from in (107.0_f64..107.2, 21.0_f64..21.2), to in (107.0_f64..107.2, 21.0_f64..21.2),
    ) {
        let course = line(&[[from.0, from.1], [to.0, to.1]]);
        let shares = shares(&Territory::new(squares()), &course);
        let sum: f64 = shares.iter().map(|share| share.amount).sum();
        prop_assert!((sum - course.length_metres()).abs() < 1.0, "{} of {}", sum, course.length_metres());
        prop_assert!(shares.windows(2).all(|pair| pair[0].amount >= pair[1].amount - 0.001));
    }

    #[test]
    fn validities_overlap_when_some_day_is_in_both(
        one in (0_u64..40, 1_u64..20), other in (0_u64..40, 1_u64..20),
    ) {
        let start = day("2025-01-01").unwrap();
        let at = |n: u64| start.checked_add_days(chrono::Days::new(n));
        let make = |(from, length): (u64, u64)| Validity::new(at(from), at(from + length)).unwrap();
        let (one, other) = (make(one), make(other));
        let shared = start.iter_days().take(70).any(|day| one.holds_on(day) && other.holds_on(day));
        prop_assert_eq!(one.overlaps(other), shared);
        let enclosed = start.iter_days().take(70).all(|day| one.holds_on(day) || !other.holds_on(day));
        prop_assert_eq!(one.encloses(other), enclosed);
    }
}
