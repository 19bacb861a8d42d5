//! The data of tiles: stored counts, individual assets, areas and published cases, and the change
//! counters of each part of the map.

pub mod areas;
pub mod assets;
pub mod cases;
pub mod cells;
pub mod seen_cases;
