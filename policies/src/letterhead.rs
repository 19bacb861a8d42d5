//! What stands on the papers of a jurisdiction besides the name of the office: the words of its state, its place, its grid.

use domain::text::Localized;
use serde::Deserialize;

/// What the papers of a jurisdiction bear besides the name of the office.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Letterhead {
    /// What the state wants to stand in the head, line by line.
    pub state: Vec<Localized>,
    /// The place that stands before the day.
    pub place: Option<Localized>,
    /// The grid in which coordinates are printed beside WGS 84.
    pub grid: Option<Grid>,
}

/// A grid of coordinates.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// Which.
    pub system: GridSystem,
    /// What surveyors call it.
    pub title: Localized,
}

/// The grids that the server can convert into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum GridSystem {
    /// VN-2000, 3° zone of Quảng Ninh.
    #[serde(rename = "EPSG:5899")]
    Epsg5899,
}
