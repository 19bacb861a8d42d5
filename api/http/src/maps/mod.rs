//! Administrative units, places, vector tiles and the OGC API.

pub mod areas;
pub mod areas_locate;
pub(crate) mod basemap;
pub mod ogc;
pub mod places;
pub(crate) mod tiles;
