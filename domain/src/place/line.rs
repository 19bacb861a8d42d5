//! A line as a course: what lies beside it, and which place is so many metres from its start.
//!
//! The lengths up to each corner are measured once, so that a thousand assets can be held against a long route.

use geo::{Coord, Geometry, LineString};

use super::nearest::Foot;
use super::{Beside, BudgetExceeded, IndexedShape, Shape, StepBudget, metres};

/// Beside a course without edges, or one whose budget is used up.
const NOWHERE: Beside = Beside { along_metres: 0.0, off_metres: f64::INFINITY };

/// The most places of one line that are held against a course.
const MOST_SAMPLES: f64 = 2_000.0;

/// A line that is walked from its start to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    vertices: LineString<f64>,
    indexed: IndexedShape,
    /// The way from the start to each corner.
    upto: Vec<f64>,
}

/// A part of a course, in metres from its start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineSection {
    /// Where it begins.
    pub from_metres: f64,
    /// Where it ends.
    pub to_metres: f64,
}

impl LineSection {
    /// How long it is.
    #[must_use]
    pub fn length_metres(self) -> f64 {
        (self.to_metres - self.from_metres).max(0.0)
    }
}

impl Line {
    /// The course of a line; `None` when the shape is none.
    #[must_use]
    pub fn of(shape: &Shape) -> Option<Self> {
        let line = shape.line()?.clone();
        let mut walked = 0.0;
        let mut upto = vec![walked];
        for edge in line.lines() {
            walked += metres(edge.start, edge.end);
            upto.push(walked);
        }
        Some(Self { indexed: IndexedShape::new(shape.clone()), vertices: line, upto })
    }

    /// How long it is.
    #[must_use]
    pub fn length_metres(&self) -> f64 {
        self.upto.last().copied().unwrap_or(0.0)
    }

    /// Where a position lies beside it.
    #[must_use]
    pub fn beside(&self, at: Coord<f64>) -> Beside {
        let beside = self.beside_within(at, &mut StepBudget::unlimited());
        beside.unwrap_or(NOWHERE)
    }

    /// As [`Line::beside`], within a budget.
    ///
    /// # Errors
    /// When the budget is exceeded.
    pub fn beside_within(&self, at: Coord<f64>, budget: &mut StepBudget) -> Result<Beside, BudgetExceeded> {
        let foot = self.indexed.nearest(at, budget)?;
        Ok(foot.map_or(NOWHERE, |foot| Beside { along_metres: self.along(&foot), off_metres: foot.metres() }))
    }

    /// Where a shape lies beside it: where its vertex nearest to the course does.
    #[must_use]
    pub(crate) fn beside_shape(&self, shape: &Shape) -> Beside {
        let beside = self.beside_shape_within(shape, &mut StepBudget::unlimited());
        beside.unwrap_or(NOWHERE)
    }

    /// As [`Line::beside_shape`], within a budget.
    ///
    /// # Errors
    /// When the budget is exceeded.
    pub fn beside_shape_within(&self, shape: &Shape, budget: &mut StepBudget) -> Result<Beside, BudgetExceeded> {
        if let Geometry::Point(at) = shape.geometry() {
            return self.beside_within(at.0, budget);
        }
        let foot = self.indexed.nearest_to(shape, None, budget)?;
        let off_metres = IndexedShape::new(shape.clone()).metres_to(&self.indexed, budget)?;
        Ok(Beside { along_metres: foot.map_or(0.0, |foot| self.along(&foot)), off_metres })
    }

    /// How far along it a place on it lies.
    fn along(&self, foot: &Foot) -> f64 {
        let start = self.vertices.0.get(foot.edge()).copied().unwrap_or(foot.place());
        self.upto.get(foot.edge()).copied().unwrap_or(0.0) + metres(start, foot.place())
    }

    /// The position so many metres from its start; its end when it is shorter.
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

    /// Its corners between two places on it, and those places.
    #[must_use]
    pub fn between(&self, from_metres: f64, to_metres: f64) -> Vec<Coord<f64>> {
        let first = self.upto.partition_point(|along| *along <= from_metres);
        let end = self.upto.partition_point(|along| *along < to_metres).max(first);
        let inside = self.vertices.0.get(first..end).unwrap_or_default().iter().copied();
        self.position(from_metres).into_iter().chain(inside).chain(self.position(to_metres)).collect()
    }

    /// The line without vertices that lie within a tolerance of the one before that stays: nowhere farther from the course.
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

    /// The parts of the course that a shape runs beside, not farther from it than `within_metres`: a place for a point, for a line
    /// as much of the course as it keeps near to.
    ///
    /// # Errors
    /// When the budget is exceeded.
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
            // Where a course turns back upon itself, the nearest place of it leaps; a leap is no stretch.
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

/// Positions of a shape, not farther from each other along it than a step.
fn samples(shape: &Shape, step_metres: f64) -> Vec<Coord<f64>> {
    use geo::CoordsIter;
    let Some(line) = shape.line() else { return shape.geometry().coords_iter().collect() };
    let step = step_metres.max(shape.length_metres() / MOST_SAMPLES);
    let mut all: Vec<Coord<f64>> = line.0.first().copied().into_iter().collect();
    for edge in line.lines() {
        let length = metres(edge.start, edge.end);
        let mut walked = step;
        while walked < length {
            all.push(edge.start + (edge.end - edge.start) * (walked / length));
            walked += step;
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
            // A straight line in degrees is none on the spheroid; over a kilometre that is less than a centimetre.
            prop_assert!((beside.along_metres - along).abs() < 0.05 && beside.off_metres < 0.05, "{:?} {}", beside, along);
        }
    }
}
