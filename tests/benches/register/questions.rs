//! The queries of the benchmark. Each answer has the same number of items, however large the
//! register is.

use serde_json::{Value, json};

use crate::synthetic::extent;

/// A query: a path, and the body to post, if any.
pub(crate) type Ask = (String, Option<Value>);

/// Queries for a page of 100 from a box with about 225 poles; `{}` stands for the box.
pub(crate) fn boxes(rows: u32, count: u32, path: &str) -> Vec<Ask> {
    let (wide, high) = (15.0 * crate::synthetic::STEP.0, 15.0 * crate::synthetic::STEP.1);
    let at = |place| {
        let (west, south) = corner(rows, place, (wide, high));
        let area = format!("{west:.6},{south:.6},{:.6},{:.6}", west + wide, south + high);
        (path.replace("{}", &area), None)
    };
    (0..count).map(at).collect()
}

/// Queries for tiles all over the register; `{}` stands for zoom, column and row.
pub(crate) fn tiles(rows: u32, count: u32, zoom: u8, path: &str) -> Vec<Ask> {
    let side = f64::from(zoom).exp2();
    let at = |place| {
        let (lon, lat) = corner(rows, place, (0.0, 0.0));
        let column = ((lon + 180.0) / 360.0 * side).floor();
        let row = ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side).floor();
        (path.replace("{}", &format!("{zoom}/{column}/{row}")), None)
    };
    (0..count).map(at).collect()
}

/// Queries for assets beside routes of 20 km: three streets to and fro, 220 m apart.
pub(crate) fn routes(rows: u32, count: u32) -> Vec<Ask> {
    // A third of 20 km at 21° north.
    let (long, apart) = (0.064, 0.002);
    let at = |place| {
        let (west, south) = corner(rows, place, (long, 3.0 * apart));
        let (east, north) = (west + long, south + apart);
        let course = json!([
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, north + apart],
            [east, north + apart]
        ]);
        let route = json!({"type": "LineString", "coordinates": course});
        ("/assets/along-route".to_owned(), Some(json!({"route": route, "buffer_m": 30.0})))
    };
    (0..count).map(at).collect()
}

/// The south-western corner of a box of this size within the register, a different one for each
/// number.
fn corner(rows: u32, place: u32, (wide, high): (f64, f64)) -> (f64, f64) {
    let [west, south, east, north] = extent(rows);
    let (x, y) = (f64::from(place * 37 % 97) / 97.0, f64::from(place * 61 % 89) / 89.0);
    (west + (east - west - wide) * x, south + (north - south - high) * y)
}
