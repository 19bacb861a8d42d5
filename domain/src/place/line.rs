//! A line as a route: distances along it and beside it.
//!
//! The code measures the length up to each corner once, so a thousand assets can be compared with a
//! long route.

use geo::{Coord, Geometry, LineString};

use super::nearest::Foot;
use super::{Beside, BudgetExceeded, IndexedShape, Shape, StepBudget, metres};

/// The result for a line without edges, or for an exhausted budget.
const NOWHERE: Beside = Beside { along_metres: 0.0, off_metres: f64::INFINITY };

/// The most sample points of one line that are compared with a route.
const MOST_SAMPLES: f64 = 2_000.0;

/// A line with a direction from start to end.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    vertices: LineString<f64>,
    indexed: IndexedShape,
    /// The distance from the start to each corner.
    upto: Vec<f64>,
}

/// A section of a line, in metres from its start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineSection {
    pub from_metres: f64,
    pub to_metres: f64,
}

impl LineSection {
    #[must_use]
    pub fn length_metres(self) -> f64 {
        (self.to_metres - self.from_metres).max(0.0)
    }
}

impl Line {
    /// The line of a shape; `None` for other shapes.
    #[must_use]
    pub fn of(shape: &Shape) -> Option<Self> {
        let line = shape.line()?.clone();
        let mut passed = 0.0;
        let mut upto = vec![passed];
        for edge in line.lines() {
            passed += metres(edge.start, edge.end);
            upto.push(passed);
        }
        Some(Self { indexed: IndexedShape::new(shape.clone()), vertices: line, upto })
    }

    #[must_use]
    pub fn length_metres(&self) -> f64 {
        self.upto.last().copied().unwrap_or(0.0)
    }

    /// The location of a position relative to the line.
    #[must_use]
    pub fn beside(&self, at: Coord<f64>) -> Beside {
        let beside = self.beside_within(at, &mut StepBudget::unlimited());
        beside.unwrap_or(NOWHERE)
    }

    /// Like [`Line::beside`], within a budget.
    pub fn beside_within(&self, at: Coord<f64>, budget: &mut StepBudget) -> Result<Beside, BudgetExceeded> {
        let foot = self.indexed.nearest(at, budget)?;
        Ok(foot.map_or(NOWHERE, |foot| Beside { along_metres: self.along(&foot), off_metres: foot.metres() }))
    }

    /// The location of a shape relative to the line: that of its vertex nearest to the line.
    #[must_use]
    pub(crate) fn beside_shape(&self, shape: &Shape) -> Beside {
        let beside = self.beside_shape_within(shape, &mut StepBudget::unlimited());
        beside.unwrap_or(NOWHERE)
    }

    /// Like `Line::beside_shape`, within a budget.
    pub fn beside_shape_within(&self, shape: &Shape, budget: &mut StepBudget) -> Result<Beside, BudgetExceeded> {
        if let Geometry::Point(at) = shape.geometry() {
            return self.beside_within(at.0, budget);
        }
        let foot = self.indexed.nearest_to(shape, None, budget)?;
        let off_metres = IndexedShape::new(shape.clone()).metres_to(&self.indexed, budget)?;
        Ok(Beside { along_metres: foot.map_or(0.0, |foot| self.along(&foot)), off_metres })
    }

    /// The distance along the line to a point on it.
    fn along(&self, foot: &Foot) -> f64 {
        let start = self.vertices.0.get(foot.edge()).copied().unwrap_or(foot.place());
        self.upto.get(foot.edge()).copied().unwrap_or(0.0) + metres(start, foot.place())
    }

    /// The position at a distance from the start; the end when the line is shorter.
    #[must_use]
    pub fn position(&self, along_metres: f64) -> Option<Coord<f64>> {
        let is_start = along_metres <= 0.0;
        let corner = self.upto.partition_point(|along| *along < along_metres || (is_start && *along <= 0.0));
        let (before, after) = (self.upto.get(corner.saturating_sub(1)), self.upto.get(corner));
        let (start, end) = (self.vertices.0.get(corner.saturating_sub(1)), self.vertices.0.get(corner));
        match (before.zip(after), start.zip(end)) {
            (Some((before, after)), Some((start, end))) if after > before => {
                let share = ((along_metres - before) / (after - before)).clamp(0.0, 1.0);
                Some(*start + (*end - *start) * share)
            }
            (_, _) => self.vertices.0.last().copied(),
        }
    }

    /// The corners between two points of the line, with those points.
    #[must_use]
    pub fn between(&self, from_metres: f64, to_metres: f64) -> Vec<Coord<f64>> {
        let first = self.upto.partition_point(|along| *along <= from_metres);
        let end = self.upto.partition_point(|along| *along < to_metres).max(first);
        let inside = self.vertices.0.get(first..end).unwrap_or_default().iter().copied();
        self.position(from_metres).into_iter().chain(inside).chain(self.position(to_metres)).collect()
    }

    /// The line without vertices that are within a tolerance of the previous remaining vertex; the
    /// result never deviates further than the tolerance.
    #[must_use]
    pub fn thinned(&self, tolerance_metres: f64) -> Shape {
        let mut kept: Vec<Coord<f64>> = Vec::new();
        for at in &self.vertices.0 {
            if kept.last().is_none_or(|last| metres(*last, *at) > tolerance_metres) {
                kept.push(*at);
            }
        }
        if let Some(end) = self.vertices.0.last().filter(|end| kept.last() != Some(end) || kept.len() < 2) {
            kept.push(*end);
        }
        Shape::new(Geometry::LineString(LineString(kept))).unwrap_or_else(|_never| self.indexed.shape().clone())
    }

    /// The sections of the line that a shape runs beside, within `within_metres`: one place for a
    /// point; for a line, the sections to which it stays near.
    pub fn stretches_within(
        &self,
        shape: &Shape,
        within_metres: f64,
        budget: &mut StepBudget,
    ) -> Result<Vec<LineSection>, BudgetExceeded> {
        let mut found: Vec<LineSection> = Vec::new();
        let mut last: Option<(Coord<f64>, f64)> = None;
        for at in samples(shape, within_metres.max(10.0)) {
            let Beside { along_metres, off_metres } = self.beside_within(at, budget)?;
            if off_metres > within_metres {
                last = None;
                continue;
            }
            // Where a line turns back upon itself, its nearest point jumps; a jump is not a
            // section.
            let goes_on = last.is_some_and(|(before, along)| {
                (along_metres - along).abs() <= metres(before, at) + 2.0 * within_metres
            });
            match found.last_mut().filter(|_| goes_on) {
                Some(stretch) => {
                    stretch.from_metres = stretch.from_metres.min(along_metres);
                    stretch.to_metres = stretch.to_metres.max(along_metres);
                }
                None => found.push(LineSection { from_metres: along_metres, to_metres: along_metres }),
            }
            last = Some((at, along_metres));
        }
        Ok(found)
    }
}

/// Positions of a shape, at most one step apart along it.
fn samples(shape: &Shape, step_metres: f64) -> Vec<Coord<f64>> {
    use geo::CoordsIter;
    let Some(line) = shape.line() else { return shape.geometry().coords_iter().collect() };
    let step = step_metres.max(shape.length_metres() / MOST_SAMPLES);
    let mut all: Vec<Coord<f64>> = line.0.first().copied().into_iter().collect();
    for edge in line.lines() {
        let length = metres(edge.start, edge.end);
        let mut passed = step;
        while passed < length {
            all.push(edge.start + (edge.end - edge.start) * (passed / length));
            passed += step;
        }
        all.push(edge.end);
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{Line, LineSection};
    use crate::place::{Shape, StepBudget};

    fn stretches(course: &Line, shape: &Shape, within_metres: f64) -> Vec<LineSection> {
        course.stretches_within(shape, within_metres, &mut StepBudget::unlimited()).unwrap()
    }

    fn line(points: &[[f64; 2]]) -> Shape {
        Shape::from_geojson(&json!({"type": "LineString", "coordinates": points})).unwrap()
    }

    #[test]
    fn a_duct_serves_as_much_of_a_route_as_it_keeps_near_to() {
        let route = line(&[[107.08, 20.95], [107.09, 20.95]]);
        let course = Line::of(&route).unwrap();
        let along = line(&[[107.082, 20.950_05], [107.085, 20.950_05], [107.085, 20.96]]);
        let [stretch] = stretches(&course, &along, 20.0)[..] else { panic!("one stretch") };
        assert!((stretch.from_metres - 208.0).abs() < 1.0 && (stretch.to_metres - 520.0).abs() < 1.0, "{stretch:?}");
        let across = line(&[[107.084, 20.94], [107.084, 20.96]]);
        let [crossing] = stretches(&course, &across, 20.0)[..] else { panic!("one crossing") };
        assert!(crossing.length_metres() < 1.0, "{crossing:?}");
    }

    #[test]
    fn where_a_route_turns_back_a_duct_across_it_is_no_stretch() {
        let hairpin = line(&[[107.08, 20.95], [107.10, 20.95], [107.10, 20.9503], [107.08, 20.9503]]);
        let across = line(&[[107.085, 20.949_9], [107.085, 20.950_4]]);
        let found = stretches(&Line::of(&hairpin).unwrap(), &across, 10.0);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|stretch| stretch.length_metres() < 1.0));
    }

    proptest! {
        #[test]
        fn a_place_along_a_course_lies_there(share in 0.0_f64..1.0, bend in 20.94_f64..20.96) {
            let course = Line::of(&line(&[[107.08, 20.95], [107.09, bend], [107.1, 20.95]])).unwrap();
            let along = course.length_metres() * share;
            let beside = course.beside(course.position(along).unwrap());
            // A straight line in degrees is not straight on the spheroid; over a kilometre the
            // deviation is less than a centimetre.
            prop_assert!((beside.along_metres - along).abs() < 0.05 && beside.off_metres < 0.05, "{:?} {}", beside, along);
        }
    }
}
