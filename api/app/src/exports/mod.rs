//! Export: what a person may see of the register, as a file that the world's tools open.
//!
//! [`order`] says what is wanted; [`columns`] turns an asset as its reader sees it into a row;
//! [`write`] reads the register page by page and hands the rows to the format; [`exporter`] does
//! that for jobs under a lease, so that any node can die. Nothing leaves that a list would not
//! show: the same scope, the same minimum for competitors, asked for again with every page.

pub mod columns;
pub mod exporter;
pub mod ofds;
pub mod order;
pub mod queries;
pub mod request;
mod tenancies;
pub mod write;

pub use api_geo::crs::Crs;
pub use api_geo::write::{Losses, Place, Target};

/// What the grants call it.
pub const RESOURCE: &str = "export";
