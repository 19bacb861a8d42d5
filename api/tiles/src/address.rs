//! The address of a tile: the Web Mercator square, divided in four again and again; row 0 is in the
//! north.

use std::f64::consts::PI;

use domain::messages::{FieldProblem, Message};
use domain::place::Bounds;
use geo::Coord;

use super::EXTENT;

/// The deepest zoom; one unit of its tiles is two millimetres.
pub const DEEPEST: u8 = 22;

/// The address of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    zoom: u8,
    x: u32,
    y: u32,
}

/// The address names no existing tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileAddressError {
    /// The zoom is not supported.
    #[error("must be a whole number from 0 to {DEEPEST}")]
    Zoom,
    /// The column is outside the square.
    #[error("must be a whole number from 0 to {0} at this zoom")]
    Column(u32),
    /// The row is outside the square.
    #[error("must be a whole number from 0 to {0} at this zoom")]
    Row(u32),
}

impl From<&TileAddressError> for Message {
    fn from(why: &TileAddressError) -> Self {
        let whole = |most| FieldProblem::WholeBetween { least: 0.into(), most };
        match why {
            TileAddressError::Zoom => whole(DEEPEST.into()).into(),
            TileAddressError::Column(most) | TileAddressError::Row(most) => {
                FieldProblem::WholeAtThisZoom { most: *most }.into()
            }
        }
    }
}

impl TileAddressError {
    /// The wrong part of the path.
    #[must_use]
    pub const fn part(&self) -> &'static str {
        match self {
            Self::Zoom => "z",
            Self::Column(_) => "x",
            Self::Row(_) => "y",
        }
    }
}

impl Address {
    /// Parses the three parts of a path.
    ///
    /// # Errors
    /// [`TileAddressError`] when the tile does not exist.
    pub fn parse(zoom: &str, x: &str, y: &str) -> Result<Self, TileAddressError> {
        let zoom = digits(zoom).and_then(|zoom| u8::try_from(zoom).ok()).ok_or(TileAddressError::Zoom)?;
        let last = Self::last(zoom).ok_or(TileAddressError::Zoom)?;
        let x = digits(x).filter(|x| *x <= last).ok_or(TileAddressError::Column(last))?;
        let y = digits(y).filter(|y| *y <= last).ok_or(TileAddressError::Row(last))?;
        Ok(Self { zoom, x, y })
    }

    /// The last row and column of a zoom.
    fn last(zoom: u8) -> Option<u32> {
        (zoom <= DEEPEST).then(|| 1_u32.checked_shl(zoom.into()).map(|side| side - 1)).flatten()
    }

    #[must_use]
    pub const fn zoom(self) -> u8 {
        self.zoom
    }

    #[must_use]
    pub const fn x(self) -> u32 {
        self.x
    }

    #[must_use]
    pub const fn y(self) -> u32 {
        self.y
    }

    /// The number of tiles per side.
    fn side(self) -> f64 {
        f64::from(self.zoom).exp2()
    }

    /// The place of a longitude and latitude in units of the tile; positions outside the tile are
    /// far beyond its edges.
    #[must_use]
    pub fn place(self, at: Coord<f64>) -> Coord<f64> {
        let (x, y) = ((at.x + 180.0) / 360.0, (1.0 - at.y.to_radians().tan().asinh() / PI) / 2.0);
        let (side, extent) = (self.side(), f64::from(EXTENT));
        Coord { x: (x * side - f64::from(self.x)) * extent, y: (y * side - f64::from(self.y)) * extent }
    }

    /// Reports whether a position on the tile is within its edges: every position is within the
    /// edges of one tile of each zoom.
    #[must_use]
    pub fn holds(at: Coord<f64>) -> bool {
        let within = 0.0..f64::from(EXTENT);
        within.contains(&at.x) && within.contains(&at.y)
    }

    /// The part of the world that the tile shows, with that many units beyond its edges; the map
    /// ends at 180° without wrapping.
    #[must_use]
    pub fn bounds(self, beyond: u32) -> Bounds {
        let margin = f64::from(beyond) / f64::from(EXTENT);
        let (x, y, side) = (f64::from(self.x), f64::from(self.y), self.side());
        let longitude = |x: f64| (x / side * 360.0 - 180.0).clamp(-180.0, 180.0);
        let latitude = |y: f64| (PI * (1.0 - 2.0 * y / side)).sinh().atan().to_degrees();
        Bounds {
            west: longitude(x - margin),
            south: latitude(y + 1.0 + margin),
            east: longitude(x + 1.0 + margin),
            north: latitude(y - margin),
        }
    }
}

/// Digits only: no sign, no blank.
fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use geo::Coord;
    use proptest::prelude::*;

    use super::{Address, TileAddressError};
    use crate::EXTENT;

    #[test]
    fn what_lies_outside_the_square_is_no_tile() {
        assert!(Address::parse("0", "0", "0").is_ok());
        assert!(Address::parse("22", "4194303", "4194303").is_ok());
        assert_eq!(Address::parse("23", "0", "0"), Err(TileAddressError::Zoom));
        assert_eq!(Address::parse("300", "0", "0"), Err(TileAddressError::Zoom));
        assert_eq!(Address::parse("1", "2", "0"), Err(TileAddressError::Column(1)));
        assert_eq!(Address::parse("1", "0", "-1"), Err(TileAddressError::Row(1)));
        for wrong in ["", " 1", "+1", "1.0", "99999999999"] {
            assert!(Address::parse("5", wrong, "0").is_err(), "{wrong:?}");
        }
    }

    /// The tile of Hạ Long at zoom 12, in the usual numbering of `slippy map tilenames`.
    #[test]
    fn tiles_are_counted_as_everywhere() {
        let tile = Address::parse("12", "3266", "1804").unwrap();
        assert!(Address::holds(tile.place(Coord { x: 107.08, y: 20.95 })));
        let world = Address::parse("0", "0", "0").unwrap().bounds(0);
        assert!((world.north - 85.051_128_78).abs() < 1e-8 && (world.south + 85.051_128_78).abs() < 1e-8);
    }

    proptest! {
        #[test]
        fn every_place_is_on_one_tile_and_near_its_neighbours(lon in -180.0_f64..180.0, lat in -85.0_f64..85.0, zoom in 0_u8..=22) {
            let at = Coord { x: lon, y: lat };
            let world = Address { zoom, x: 0, y: 0 }.place(at);
            let (x, y) = ((world.x / f64::from(EXTENT)).floor(), (world.y / f64::from(EXTENT)).floor());
            let number = |n: f64| format!("{n}");
            let tile = Address::parse(&number(f64::from(zoom)), &number(x), &number(y)).unwrap();
            prop_assert!(Address::holds(tile.place(at)));
            let bounds = tile.bounds(1);
            prop_assert!(bounds.west <= lon && lon <= bounds.east && bounds.south <= lat && lat <= bounds.north);
        }
    }
}
