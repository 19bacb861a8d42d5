//! Lines on a tile: clipped to the tile with its buffer, simplified to visible detail, in whole
//! units.

use geo::{Coord, LineString, Simplify};

use super::{BUFFER, EXTENT, Pixel, pixel};

/// The tolerance of the simplification, in units: an eighth of a screen pixel.
const GRAIN: f64 = 2.0;

/// The pieces of a line that a tile shows; the line in units of the tile.
#[must_use]
pub fn pieces(line: &LineString<f64>) -> Vec<Vec<Pixel>> {
    let mut pieces: Vec<LineString<f64>> = Vec::new();
    let mut open: Vec<Coord<f64>> = Vec::new();
    for segment in line.lines() {
        let Some((from, to)) = cut(segment.start, segment.end) else {
            close(&mut open, &mut pieces);
            continue;
        };
        if open.last() != Some(&from) {
            close(&mut open, &mut pieces);
            open.push(from);
        }
        open.push(to);
        if to != segment.end {
            close(&mut open, &mut pieces);
        }
    }
    close(&mut open, &mut pieces);
    pieces.iter().map(|piece| drawn(&piece.simplify(GRAIN))).filter(|piece| piece.len() > 1).collect()
}

fn close(open: &mut Vec<Coord<f64>>, pieces: &mut Vec<LineString<f64>>) {
    if open.len() > 1 {
        pieces.push(LineString(std::mem::take(open)));
    }
    open.clear();
}

fn drawn(piece: &LineString<f64>) -> Vec<Pixel> {
    let mut pixels: Vec<Pixel> = piece.coords().map(|at| pixel(*at)).collect();
    pixels.dedup();
    pixels
}

/// The part of a segment within the buffer (Liang and Barsky 1984).
fn cut(from: Coord<f64>, to: Coord<f64>) -> Option<(Coord<f64>, Coord<f64>)> {
    let (low, high) = (-f64::from(BUFFER), f64::from(EXTENT + BUFFER));
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for (step, capacity) in [(-dx, from.x - low), (dx, high - from.x), (-dy, from.y - low), (dy, high - from.y)] {
        if step == 0.0 {
            if capacity < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enters = enters.max(capacity / step);
        } else {
            leaves = leaves.min(capacity / step);
        }
    }
    let along = |share: f64| Coord { x: from.x + dx * share, y: from.y + dy * share };
    let begins = if enters > 0.0 { along(enters) } else { from };
    let ends = if leaves < 1.0 { along(leaves) } else { to };
    (enters <= leaves).then_some((begins, ends))
}

#[cfg(test)]
mod tests {
    use super::pieces;
    use crate::{BUFFER, EXTENT};
    use geo::LineString;
    use proptest::prelude::*;

    fn drawn(line: &[(f64, f64)]) -> Vec<Vec<(i32, i32)>> {
        let pieces = pieces(&LineString::from(line.to_vec()));
        pieces.into_iter().map(|piece| piece.into_iter().map(|at| (at.x, at.y)).collect()).collect()
    }

    #[test]
    fn a_line_through_a_tile_ends_in_its_buffer() {
        assert_eq!(drawn(&[(-9_000.0, 100.0), (9_000.0, 100.0)]), [[(-64, 100), (4160, 100)]]);
        assert_eq!(drawn(&[(-9_000.0, -100.0), (9_000.0, -100.0)]), Vec::<Vec<_>>::new());
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two() {
        let line = [(100.0, 100.0), (100.0, 9_000.0), (200.0, 9_000.0), (200.0, 100.0)];
        assert_eq!(drawn(&line), [[(100, 100), (100, 4160)], [(200, 4160), (200, 100)]]);
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        assert_eq!(drawn(&[(0.0, 0.0), (500.0, 1.0), (1_000.0, 0.0)]), [[(0, 0), (1_000, 0)]]);
        assert_eq!(drawn(&[(10.1, 10.1), (10.7, 10.7)]), Vec::<Vec<_>>::new());
    }

    proptest! {
        #[test]
        fn no_piece_leaves_the_buffer(line in prop::collection::vec((-20_000.0_f64..20_000.0, -20_000.0_f64..20_000.0), 2..30)) {
            let (low, high) = (-i32::try_from(BUFFER).unwrap(), i32::try_from(EXTENT + BUFFER).unwrap());
            for piece in drawn(&line) {
                prop_assert!(piece.len() > 1);
                // A cut may miss the edge by less than the last digit of a number.
                prop_assert!(piece.iter().all(|(x, y)| (low - 1..=high).contains(x) && (low - 1..=high).contains(y)), "{piece:?}");
            }
        }
    }
}
