//! What tiles are drawn from: counts that are kept, assets one by one, units and published cases; and how often each part of the
//! map has changed.

pub mod areas;
pub mod assets;
pub mod cases;
pub mod cells;
