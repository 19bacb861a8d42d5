//! Validates a pair of numbers as a position, with a hint about the likely error: people swap axes
//! and forget projections.

use super::crs::Crs;

/// Why a pair of numbers is not a longitude and latitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionError {
    /// Not a number, or infinite.
    NotFinite,
    /// Outside ±180 and ±90, but inside when swapped.
    Swapped,
    /// So large that the numbers must be metres of a projection.
    Metres,
    /// Outside ±180 and ±90.
    OutOfRange,
    /// So small that the numbers must be degrees, although the system uses metres.
    Degrees,
    /// Exactly 0, 0: an empty field in the source, not a position in the Gulf of Guinea.
    Null,
}

/// The largest east and north of Web Mercator, in metres.
const MERCATOR_METRES: f64 = 20_048_967.0;
/// A zone of VN-2000 has its false origin 500 km west of its meridian; nobody uses a zone beyond
/// 1,000 km.
const ZONE_METRES: f64 = 1_000_000.0;
/// From the equator to the pole.
const QUADRANT_METRES: f64 = 10_002_000.0;

/// Checks that a pair, east before north, is plausible in a system.
///
/// # Errors
/// The likely reason.
pub fn possible(crs: Crs, east: f64, north: f64) -> Result<(), PositionError> {
    let in_zone = |metres: f64| (0.0..=ZONE_METRES).contains(&metres);
    match crs {
        Crs::Crs84 | Crs::Epsg4326 => coordinate(east, north).map(drop),
        Crs::Epsg3857 | Crs::Epsg5899 if !east.is_finite() || !north.is_finite() => Err(PositionError::NotFinite),
        Crs::Epsg3857 | Crs::Epsg5899 if east == 0.0 && north == 0.0 => Err(PositionError::Null),
        Crs::Epsg3857 | Crs::Epsg5899 if east.abs() <= 180.0 && north.abs() <= 180.0 => Err(PositionError::Degrees),
        Crs::Epsg3857 if east.abs() > MERCATOR_METRES || north.abs() > MERCATOR_METRES => {
            Err(PositionError::OutOfRange)
        }
        Crs::Epsg5899 if !in_zone(east) && in_zone(north) => Err(PositionError::Swapped),
        Crs::Epsg5899 if !in_zone(east) || !(0.0..=QUADRANT_METRES).contains(&north) => Err(PositionError::OutOfRange),
        Crs::Epsg3857 | Crs::Epsg5899 => Ok(()),
    }
}

/// The pair as a coordinate.
///
/// # Errors
/// The likely reason, when the pair is out of range.
pub fn coordinate(longitude: f64, latitude: f64) -> Result<geo::Coord<f64>, PositionError> {
    if !longitude.is_finite() || !latitude.is_finite() {
        return Err(PositionError::NotFinite);
    }
    if longitude == 0.0 && latitude == 0.0 {
        return Err(PositionError::Null);
    }
    if on_earth(longitude, latitude) {
        return Ok(geo::Coord { x: longitude, y: latitude });
    }
    Err(if on_earth(latitude, longitude) {
        PositionError::Swapped
    } else if longitude.abs() > 1_000.0 && latitude.abs() > 1_000.0 {
        PositionError::Metres
    } else {
        PositionError::OutOfRange
    })
}

fn on_earth(longitude: f64, latitude: f64) -> bool {
    (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude)
}
