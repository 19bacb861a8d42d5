//! Spatial file formats: reading and writing the rows of a file, one at a time.
//!
//! A reader never holds the whole file: it returns one [`Row`](row::Row) after another, reports
//! errors per row, and continues. The crate knows nothing of assets; `imports` interprets the rows.

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
