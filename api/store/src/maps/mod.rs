//! Vector tiles, and the features of the map services.

pub mod ogc_assets;
pub(crate) mod ogc_filter;
pub mod tiles;
