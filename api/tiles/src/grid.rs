//! The grid that counts assets (see `migrations/src/m0017_tiles`): longitude and latitude in 2³⁰
//! steps of 360°, from 180° W and 90° S; a cell of level *n* is 360°
//! 2ⁿ wide and high.
//!
//! A tile of zoom *z* shows cells of level *z* + 4: sixteen side by side, exactly as wide as the
//! tile. Rows do not fit, because the map stretches towards the poles; a cell is therefore drawn at
//! the mean position of its assets, on the one tile that contains that position.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::place::Bounds;
use geo::Coord;

use super::address::Address;
use super::{Pixel, pixel};

/// The depth of the grid in levels.
const DEPTH: u8 = 30;
/// The levels with stored counts.
const KEPT: [u8; 7] = [5, 7, 9, 11, 13, 15, 17];
/// The level of the change counters.
const CHANGES: u8 = 12;

/// A range of cells, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub level: u8,
    /// Columns, from the west.
    pub x: (i64, i64),
    /// Rows, from the south.
    pub y: (i64, i64),
}

/// The assets of one kind in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub x: i64,
    pub y: i64,
    pub kind: String,
    /// The number of assets.
    pub count: i64,
    /// The sum of their steps from the west.
    pub sum_x: i64,
    /// The sum of their steps from the south.
    pub sum_y: i64,
}

/// Assets of one kind, drawn as one symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    pub at: Pixel,
    pub kind: String,
    pub count: u64,
}

impl Range {
    /// The cells for the clusters of a tile.
    #[must_use]
    pub fn shown(tile: Address) -> Self {
        Self::over(tile.bounds(0), shown(tile))
    }

    /// The cells whose changes affect the tile: the cells that it shows with its buffer, and the
    /// cells across its edges, whose mean moves with everything in them.
    #[must_use]
    pub fn changing(tile: Address) -> Self {
        let (near, across) = (Self::over(tile.bounds(super::BUFFER), CHANGES), Self::shown(tile).steps());
        let both = |near: (i64, i64), across: (i64, i64)| {
            let cell = |step: i64| step >> (DEPTH - CHANGES);
            (near.0.min(cell(across.0)), near.1.max(cell(across.1)))
        };
        Self { level: CHANGES, x: both(near.x, across.x), y: both(near.y, across.y) }
    }

    /// All cells with change counters.
    #[must_use]
    pub const fn everywhere() -> Self {
        let all = (0, (1 << CHANGES) - 1);
        Self { level: CHANGES, x: all, y: all }
    }

    /// The cells whose changes may affect something within or touching the bounds.
    #[must_use]
    pub fn reaching(bounds: Bounds) -> Self {
        Self::over(bounds.grown(1.0), CHANGES)
    }

    /// The same area in cells of the coarsest stored level that is fine enough; `None` when no
    /// stored level is.
    #[must_use]
    pub fn kept(self) -> Option<Self> {
        let level = KEPT.into_iter().find(|level| *level >= self.level)?;
        let (down, last) = (level - self.level, (1_i64 << (level - self.level)) - 1);
        let finer = |(from, to): (i64, i64)| (from << down, (to << down) + last);
        Some(Self { level, x: finer(self.x), y: finer(self.y) })
    }

    /// The steps of the grid in the range.
    #[must_use]
    pub fn steps(self) -> Self {
        let down = DEPTH - self.level;
        let steps = |(from, to): (i64, i64)| (from << down, ((to + 1) << down) - 1);
        Self { level: DEPTH, x: steps(self.x), y: steps(self.y) }
    }

    /// The number of bits by which steps are shifted to become cells.
    #[must_use]
    pub fn shift(self) -> u8 {
        DEPTH - self.level
    }

    /// The cells that the bounds touch.
    fn over(bounds: Bounds, level: u8) -> Self {
        let side = f64::from(level).exp2();
        let cell = |degrees: f64| i64::from(super::whole(degrees / 360.0 * side));
        // Columns end where a tile ends; a tiny excess would add a column.
        let hair = 1e-9;
        Self {
            level,
            x: (cell(bounds.west + 180.0 + hair), cell(bounds.east + 180.0 - hair)),
            y: (cell(bounds.south + 90.0 - hair), cell(bounds.north + 90.0 + hair)),
        }
    }
}

/// The cell level for the clusters of a tile.
fn shown(tile: Address) -> u8 {
    tile.zoom() + 4
}

/// The cluster cell of a single asset on a tile.
#[must_use]
pub fn alone(tile: Address, at: Coord<f64>, kind: &str) -> Cell {
    let step = |degrees: f64| i64::from(super::whole(degrees / 360.0 * f64::from(DEPTH).exp2()));
    let (sum_x, sum_y) = (step(at.x + 180.0), step(at.y + 90.0));
    let down = DEPTH.saturating_sub(shown(tile));
    Cell { x: sum_x >> down, y: sum_y >> down, kind: kind.to_owned(), count: 1, sum_x, sum_y }
}

/// Clusters the contents of the cells of [`Range::shown`] and keeps the clusters whose mean is on
/// the tile.
#[must_use]
pub fn clusters(tile: Address, cells: impl IntoIterator<Item = Cell>) -> Vec<Cluster> {
    let mut together: BTreeMap<(String, i64, i64), Cell> = BTreeMap::new();
    for cell in cells {
        match together.entry((cell.kind.clone(), cell.y, cell.x)) {
            Entry::Vacant(first) => _ = first.insert(cell),
            Entry::Occupied(mut sum) => {
                let sum = sum.get_mut();
                sum.count += cell.count;
                sum.sum_x += cell.sum_x;
                sum.sum_y += cell.sum_y;
            }
        }
    }
    together.into_values().filter_map(|cell| cluster(tile, cell)).collect()
}

fn cluster(tile: Address, cell: Cell) -> Option<Cluster> {
    let count = u32::try_from(cell.count).ok().filter(|count| *count > 0)?;
    let middle = Coord { x: mean(cell.sum_x, count)? - 180.0, y: mean(cell.sum_y, count)? - 90.0 };
    let at = tile.place(middle);
    Address::holds(at).then(|| Cluster { at: pixel(at), kind: cell.kind, count: count.into() })
}

/// The centre of the mean step, in degrees.
fn mean(sum: i64, count: u32) -> Option<f64> {
    let whole = i32::try_from(sum.div_euclid(count.into())).ok()?;
    let rest = u32::try_from(sum.rem_euclid(count.into())).ok()?;
    let steps = f64::from(whole) + f64::from(rest) / f64::from(count) + 0.5;
    Some(steps / f64::from(DEPTH).exp2() * 360.0)
}

#[cfg(test)]
mod tests {
    use super::{Cell, Range, clusters};
    use crate::address::Address;
    use proptest::prelude::*;

    fn tile(zoom: u8, x: i64, y: i64) -> Address {
        Address::parse(&zoom.to_string(), &x.to_string(), &y.to_string()).unwrap()
    }

    #[test]
    fn a_tile_is_sixteen_cells_wide() {
        let range = Range::shown(tile(8, 204, 112));
        assert_eq!((range.level, range.x), (12, (204 * 16, 204 * 16 + 15)));
        let kept = range.kept().unwrap();
        assert_eq!((kept.level, kept.x), (13, (204 * 32, 204 * 32 + 31)));
        assert_eq!(Range::shown(tile(14, 0, 0)).kept(), None);
        let steps = range.steps();
        assert_eq!((steps.x.0 >> range.shift(), steps.x.1 >> range.shift()), range.x);
    }

    proptest! {
        #[test]
        fn whatever_changes_what_is_shown_is_noticed(zoom in 0_u8..=22, x in 0.0_f64..1.0, y in 0.0_f64..1.0) {
            let at = |share: f64| (share * f64::from(zoom).exp2()).floor();
            let tile = Address::parse(&zoom.to_string(), &at(x).to_string(), &at(y).to_string()).unwrap();
            let (noticed, shown) = (Range::changing(tile).steps(), Range::shown(tile).steps());
            prop_assert!(noticed.x.0 <= shown.x.0 && shown.x.1 <= noticed.x.1);
            prop_assert!(noticed.y.0 <= shown.y.0 && shown.y.1 <= noticed.y.1);
        }

        /// For any positions within a cell, exactly one tile of a zoom shows it, for any requested
        /// tile.
        #[test]
        fn a_cell_is_drawn_on_one_tile(x in 0_i64..(1 << 30), north in 0.05_f64..0.45, zoom in 0_u8..=13) {
            #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a test")]
            let y = (north * f64::from(1 << 30)) as i64;
            let mut drawn = 0;
            let side = 1_i64 << zoom;
            let column = x >> (30 - zoom);
            for row in 0..side.min(4096) {
                let tile = tile(zoom, column, row);
                let range = Range::shown(tile);
                let (cx, cy) = (x >> range.shift(), y >> range.shift());
                if (range.x.0..=range.x.1).contains(&cx) && (range.y.0..=range.y.1).contains(&cy) {
                    let cell = Cell { x: cx, y: cy, kind: "pole".to_owned(), count: 3, sum_x: 3 * x, sum_y: 3 * y };
                    drawn += clusters(tile, [cell]).len();
                }
            }
            if zoom <= 12 {
                prop_assert_eq!(drawn, 1);
            }
        }
    }
}
