//! A pair of numbers as a place on earth, with a hint when it is none: people swap axes and forget projections.

/// Why a pair of numbers is no longitude and latitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// Not a number, or without end.
    NotFinite,
    /// Outside ±180 and ±90, but inside when swapped.
    Swapped,
    /// So large that it must be metres of a projection.
    Metres,
    /// Outside ±180 and ±90.
    OutOfRange,
    /// Exactly 0, 0: an empty field somewhere, not a place in the Gulf of Guinea.
    Null,
}

/// The pair as a coordinate.
///
/// # Errors
/// When it is no place on earth, with the likely reason.
pub fn coordinate(longitude: f64, latitude: f64) -> Result<geo::Coord<f64>, Misplaced> {
    if !longitude.is_finite() || !latitude.is_finite() {
        return Err(Misplaced::NotFinite);
    }
    if longitude == 0.0 && latitude == 0.0 {
        return Err(Misplaced::Null);
    }
    if on_earth(longitude, latitude) {
        return Ok(geo::Coord { x: longitude, y: latitude });
    }
    Err(if on_earth(latitude, longitude) {
        Misplaced::Swapped
    } else if longitude.abs() > 1_000.0 && latitude.abs() > 1_000.0 {
        Misplaced::Metres
    } else {
        Misplaced::OutOfRange
    })
}

fn on_earth(longitude: f64, latitude: f64) -> bool {
    (-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude)
}
