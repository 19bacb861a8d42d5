//! Exports the part of the register that a person may see, as a file for common tools.
//!
//! [`order`] describes the request; [`columns`] turns an asset as its reader sees it into a row;
//! [`mod@write`] reads the register page by page and passes the rows to the format; [`exporter`]
//! runs exports as jobs under a lease, so that any node can die. An export contains nothing that a
//! list would not show: it uses the same scope and the same minimum for competitors, checked again
//! with every page.

pub mod columns;
pub mod exporter;
pub mod ofds;
pub mod order;
pub mod queries;
pub mod request;
mod tenancies;
pub mod write;

pub use api_geo::crs::Crs;
pub use api_geo::write::{Losses, PositionFormat, Target};

/// The resource name in the grants.
pub const RESOURCE: &str = "export";
