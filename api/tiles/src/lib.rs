//! Vector tiles: the area of a tile, the projection of positions, the clipping of lines and areas,
//! and the encoding (Mapbox Vector Tile 2.1).
//!
//! The crate knows nothing of assets, databases or HTTP; its callers pass the features. Every
//! function is pure: the same features give the same bytes.

pub mod address;
pub mod grid;
pub mod line;
pub mod mvt;
pub mod polygon;

/// The width and height of a tile in units.
pub const EXTENT: u32 = 4096;
/// The buffer in units: a tile shows this much beyond its edges, so that symbols and lines on the
/// edge are complete.
pub const BUFFER: u32 = 64;

/// A position on a tile in whole units, from the left and from the top; in the buffer beyond the
/// edges.
pub type Pixel = geo::Coord<i32>;

/// The unit that contains a position.
#[must_use]
pub fn pixel(at: geo::Coord<f64>) -> Pixel {
    geo::Coord { x: whole(at.x), y: whole(at.y) }
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "it ends at the largest number there is")]
fn whole(number: f64) -> i32 {
    number.floor() as i32
}
