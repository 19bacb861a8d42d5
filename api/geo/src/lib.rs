//! Formats that carry places: how rows of a file come in and go out, one at a time.
//!
//! A reader here never holds the file: it gives one [`Row`](row::Row) after another, says of each what it could
//! not read, and goes on. It knows nothing of assets; `imports` gives the rows their meaning.

mod archive;
pub mod binary;
pub mod crs;
pub mod csv;
mod features;
mod flatgeobuf;
pub mod geojson;
mod geojson_seq;
mod geopackage;
pub mod input;
mod kml;
pub mod limits;
pub mod position;
pub mod prj;
pub mod row;
pub mod scan;
pub mod shape;
pub mod shapefile;
pub mod sniff;
pub mod source;
mod spool;
pub mod wkb;
pub mod write;
mod xlsx;

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod foreign_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod write_tests;
#[cfg(test)]
mod xlsx_tests;
