//! The letterhead of a jurisdiction's documents besides the name of the office: state motto, place,
//! coordinate grid.

use domain::text::Localized;
use serde::Deserialize;

/// The letterhead of a jurisdiction besides the name of the office.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Letterhead {
    /// The lines of the state at the head of the document.
    pub state: Vec<Localized>,
    /// The place before the date.
    pub place: Option<Localized>,
    /// The grid for printed coordinates in addition to WGS 84.
    pub grid: Option<Grid>,
}

/// The grid in which coordinates are printed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    pub system: GridSystem,
    /// The name among surveyors.
    pub title: Localized,
}

/// The grids that the server can convert into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum GridSystem {
    /// VN-2000, 3° zone of Quảng Ninh.
    #[serde(rename = "EPSG:5899")]
    Epsg5899,
}
