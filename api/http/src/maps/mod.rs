//! Administrative units, vector tiles and the OGC API.

pub mod areas;
pub mod areas_locate;
pub mod ogc;
pub(crate) mod tiles;
