//! Bounding boxes in degrees, as a first filter of spatial searches.

use geo::Coord;

/// A box in degrees, edges included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Bounds {
    /// A box with ordered edges within the range of valid coordinates.
    #[must_use]
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Option<Self> {
        let on_earth = west >= -180.0 && east <= 180.0 && south >= -90.0 && north <= 90.0;
        (on_earth && west <= east && south <= north).then_some(Self { west, south, east, north })
    }

    /// The smallest box around positions.
    #[must_use]
    pub fn around(positions: impl IntoIterator<Item = Coord<f64>>) -> Self {
        let nothing = Self { west: 180.0, south: 90.0, east: -180.0, north: -90.0 };
        positions.into_iter().fold(nothing, |all, at| Self {
            west: all.west.min(at.x),
            south: all.south.min(at.y),
            east: all.east.max(at.x),
            north: all.north.max(at.y),
        })
    }

    #[must_use]
    pub fn middle(&self) -> Coord<f64> {
        Coord { x: f64::midpoint(self.west, self.east), y: f64::midpoint(self.south, self.north) }
    }

    /// The box around both.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Reports whether the boxes touch.
    #[must_use]
    pub fn touches(&self, other: &Self) -> bool {
        self.west <= other.east && other.west <= self.east && self.south <= other.north && other.south <= self.north
    }

    /// The box extended by a distance on every side, never by less.
    #[must_use]
    pub fn grown(self, metres: f64) -> Self {
        // A degree of latitude is at least 110 574 m long, and a degree of longitude (away from the
        // poles) at least that length times the cosine; half a percent more covers the flattening.
        let up = metres / 110_574.0 * 1.005;
        let farthest = (self.south.abs().max(self.north.abs()) + up).min(89.9);
        let aside = up / farthest.to_radians().cos();
        Self {
            west: (self.west - aside).max(-180.0),
            south: (self.south - up).max(-90.0),
            east: (self.east + aside).min(180.0),
            north: (self.north + up).min(90.0),
        }
    }
}
