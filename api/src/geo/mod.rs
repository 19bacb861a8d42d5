//! Formats that carry places: how rows of a file come in, one at a time.
//!
//! A reader here never holds the file: it gives one [`Row`](row::Row) after another, says of each what it could
//! not read, and goes on. It knows nothing of assets; `imports` gives the rows their meaning.

pub mod crs;
pub mod csv;
pub mod geojson;
pub mod limits;
pub mod position;
pub mod row;
pub mod scan;
pub mod shape;
pub mod source;
pub mod wkb;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
