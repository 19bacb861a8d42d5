//! Vector tiles as such: which part of the world a tile is, how positions come onto it, how lines and areas are cut to it, and
//! how it is written (Mapbox Vector Tile 2.1).
//!
//! It knows nothing of assets, databases or HTTP; `atlas` gives it what is to be drawn. Everything is a function of its
//! arguments: the same things drawn twice are the same bytes.

pub mod address;
pub mod grid;
pub mod line;
pub mod mvt;
pub mod polygon;

/// How many units a tile is wide and high.
pub const EXTENT: u32 = 4096;
/// How many units beyond its edges a tile shows too, so that symbols and lines on the edge are whole.
pub const BUFFER: u32 = 64;

/// A place on a tile in whole units, from the left and from the top; beyond the edges in the buffer.
pub type Pixel = geo::Coord<i32>;

/// The unit in which a position lies.
#[must_use]
pub fn pixel(at: geo::Coord<f64>) -> Pixel {
    geo::Coord { x: whole(at.x), y: whole(at.y) }
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "it ends at the largest number there is")]
fn whole(number: f64) -> i32 {
    number.floor() as i32
}
