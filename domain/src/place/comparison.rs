//! Compares many stored shapes with one place, within a number of steps for all of them.

use geo::CoordsIter;

use super::{Bounds, BudgetExceeded, IndexedShape, Shape, StepBudget};

/// The steps for one place: enough for a long route beside about ten thousand poles.
const MOST_STEPS: u64 = 10_000_000;
/// The steps for one stored shape, so that one shape cannot use up the budget of the others.
const MOST_STEPS_EACH: u64 = 1_000_000;

/// The distance class of a stored shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearness {
    Near,
    Far,
    /// The boxes are near; the comparison of the shapes needs more steps than remain.
    Unknown,
}

impl Nearness {
    /// Reports whether the shape is near or may be near, for queries that must miss nobody.
    #[must_use]
    pub fn may_be_near(self) -> bool {
        match self {
            Self::Near | Self::Unknown => true,
            Self::Far => false,
        }
    }
}

/// A place for comparison with stored shapes, and the remaining steps.
#[derive(Debug)]
pub struct Comparison {
    place: IndexedShape,
    around: Bounds,
    within_metres: f64,
    left: u64,
}

impl Comparison {
    /// Builds the index of the place. Shapes within `within_metres` are near; with 0, shapes that
    /// touch the place.
    #[must_use]
    pub fn new(place: Shape, within_metres: f64) -> Self {
        let around = place.bounds().grown(within_metres);
        Self { place: IndexedShape::new(place), around, within_metres, left: MOST_STEPS }
    }

    /// The distance class of a stored shape. Reading its positions counts as steps, too.
    pub fn nearness(&mut self, stored: &Shape) -> Nearness {
        if !stored.bounds().touches(&self.around) {
            return Nearness::Far;
        }
        let share = self.left.min(MOST_STEPS_EACH);
        let mut budget = StepBudget::of(share);
        let found = self.is_near(stored, &mut budget);
        let spent = if found.is_ok() { share.saturating_sub(budget.left()) } else { share };
        self.left = self.left.saturating_sub(spent);
        match found {
            Ok(true) => Nearness::Near,
            Ok(false) => Nearness::Far,
            Err(BudgetExceeded) => Nearness::Unknown,
        }
    }

    fn is_near(&self, stored: &Shape, budget: &mut StepBudget) -> Result<bool, BudgetExceeded> {
        budget.spend(stored.geometry().coords_count())?;
        let stored = IndexedShape::new(stored.clone());
        if self.within_metres > 0.0 {
            Ok(stored.metres_to(&self.place, budget)? <= self.within_metres)
        } else {
            stored.touches(&self.place, budget)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Comparison, MOST_STEPS, MOST_STEPS_EACH, Nearness};
    use crate::place::Shape;

    /// A line to and fro along a diagonal: the box of each edge touches the boxes of all others.
    fn zigzag(edges: u32, offset: f64) -> Shape {
        let at = |n: u32| {
            let (end, aside) = (f64::from(n % 2), offset + f64::from(n) * 1e-7);
            [107.0 + end * 0.1, 21.0 + end * 0.1 + aside]
        };
        let positions: Vec<[f64; 2]> = (0..=edges).map(at).collect();
        Shape::from_geojson(&json!({"type": "LineString", "coordinates": positions})).unwrap()
    }

    #[test]
    fn near_and_far_are_reported_and_boxes_that_do_not_touch_cost_nothing() {
        let mut comparison = Comparison::new(zigzag(1, 0.0), 20.0);
        assert_eq!(comparison.nearness(&Shape::point(107.0501, 21.05).unwrap()), Nearness::Near);
        assert_eq!(comparison.nearness(&Shape::point(107.052, 21.05).unwrap()), Nearness::Far);
        let left = comparison.left;
        assert_eq!(comparison.nearness(&zigzag(5_000, 0.5)), Nearness::Far);
        assert_eq!(comparison.left, left);
    }

    #[test]
    fn what_takes_too_many_steps_may_be_near_and_leaves_steps_for_the_others() {
        let mut comparison = Comparison::new(zigzag(4_000, 0.0), 0.0);
        let beside = zigzag(4_000, 0.01);
        assert_eq!(comparison.nearness(&beside), Nearness::Unknown);
        assert_eq!(comparison.left, MOST_STEPS - MOST_STEPS_EACH);
        assert_eq!(comparison.nearness(&Shape::point(107.0, 21.0).unwrap()), Nearness::Near);
        for _ in 0..MOST_STEPS / MOST_STEPS_EACH {
            assert!(comparison.nearness(&beside).may_be_near());
        }
        assert_eq!(comparison.left, 0, "no more than a bound");
        assert_eq!(comparison.nearness(&Shape::point(107.0, 21.0).unwrap()), Nearness::Unknown);
    }
}
