//! In which unit a place lies.
//!
//! The unit with the largest share of the shape is competent; among equal shares (a point on a boundary) the one with the lowest
//! code, so that two nodes never answer differently. A place outside all units (an islet, a pole in the sea) belongs to the nearest, and
//! the answer says so.

use geo::{CoordsIter, Geometry, MultiPolygon};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::share::{check_crossings, measure, share};
use crate::{
    ids::AreaId,
    place::{BudgetExceeded, IndexedShape, Shape, Side, StepBudget},
};

/// Shares and distances that differ by less than a thousandth (of a metre, of a square metre) are equal.
const THOUSANDTHS: f64 = 1000.0;

/// The boundary of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    area: AreaId,
    code: String,
    shape: IndexedShape,
    land: MultiPolygon<f64>,
}

/// Units that share out the land on one day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Territory {
    /// In the order of their codes.
    boundaries: Vec<Boundary>,
}

/// How much of a shape lies in a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The unit.
    pub area: AreaId,
    /// Metres of a line, square metres of a piece of land, 1 for a point; 0 when it only touches.
    pub amount: f64,
}

/// The competent unit for a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// The unit.
    pub area: AreaId,
    /// How the shape lies to it.
    pub lies: Lies,
    /// Why it is this one.
    pub decided_by: DecidedBy,
}

/// Why a unit is the competent one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum DecidedBy {
    /// The shape touches no other.
    OnlyUnit,
    /// It has the largest share.
    LargestShare,
    /// Others have as large a share, and it has the lowest code.
    LowestCode,
    /// The shape lies in none; this is the nearest.
    Nearest,
    /// The shape lies in none, several are as near, and this has the lowest code.
    NearestLowestCode,
}

impl DecidedBy {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How a shape lies to its competent unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Lies {
    /// In it, and in no other.
    Within,
    /// In it with the largest share, and in others, largest share first.
    Across(Vec<AreaId>),
    /// In no unit; this is the nearest.
    Outside {
        /// How far away.
        metres: f64,
    },
}

impl Boundary {
    /// The boundary of a unit; `None` when the shape is no piece of land.
    #[must_use]
    pub fn new(area: AreaId, code: String, shape: Shape) -> Option<Self> {
        let land = match shape.geometry() {
            Geometry::Polygon(land) => MultiPolygon(vec![land.clone()]),
            Geometry::MultiPolygon(land) => land.clone(),
            Geometry::Point(_)
            | Geometry::Line(_)
            | Geometry::LineString(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::GeometryCollection(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_) => return None,
        };
        Some(Self { area, code, shape: IndexedShape::new(shape), land })
    }
}

impl Territory {
    /// These units.
    #[must_use]
    pub fn new(mut boundaries: Vec<Boundary>) -> Self {
        boundaries.sort_by(|one, other| one.code.cmp(&other.code).then(one.area.cmp(&other.area)));
        Self { boundaries }
    }

    /// The units that a shape lies in or touches, largest share first, then by code.
    fn shares_of(&self, shape: &IndexedShape, budget: &mut StepBudget) -> Result<Vec<Share>, BudgetExceeded> {
        if matches!(shape.shape().geometry(), Geometry::Polygon(_) | Geometry::MultiPolygon(_)) {
            check_crossings(shape, budget)?;
        }
        let mut shares = Vec::new();
        for boundary in self.boundaries.iter().filter(|boundary| boundary.shape.bounds().touches(&shape.bounds())) {
            let amount = boundary.amount(shape, budget)?;
            shares.extend(amount.map(|amount| Share { area: boundary.area, amount }));
        }
        // The sort is stable, so of equal shares that of the lower code stays first.
        shares.sort_by(|one, other| thousandths(other.amount).total_cmp(&thousandths(one.amount)));
        Ok(shares)
    }

    /// The competent unit; `None` only when there are no units.
    #[must_use]
    pub fn locate(&self, shape: &Shape) -> Option<Located> {
        self.locate_within(shape, &mut StepBudget::unlimited()).ok().flatten().map(|(located, _)| located)
    }

    /// As [`Territory::locate`] with the shares of all units, within a budget.
    ///
    /// # Errors
    /// When the budget is exceeded.
    pub fn locate_within(
        &self,
        shape: &Shape,
        budget: &mut StepBudget,
    ) -> Result<Option<(Located, Vec<Share>)>, BudgetExceeded> {
        let shape = IndexedShape::new(shape.clone());
        let shares = self.shares_of(&shape, budget)?;
        let Some(largest) = shares.first() else {
            return Ok(self.nearest(&shape, budget)?.map(|located| (located, shares)));
        };
        let others: Vec<AreaId> =
            shares.iter().skip(1).filter(|share| share.amount > 0.0).map(|share| share.area).collect();
        let lies = if others.is_empty() { Lies::Within } else { Lies::Across(others) };
        let equal = |other: &Share| thousandths(other.amount).total_cmp(&thousandths(largest.amount)).is_eq();
        let decided_by = match shares.get(1) {
            None => DecidedBy::OnlyUnit,
            Some(second) if equal(second) => DecidedBy::LowestCode,
            Some(_) => DecidedBy::LargestShare,
        };
        Ok(Some((Located { area: largest.area, lies, decided_by }, shares)))
    }

    fn nearest(&self, shape: &IndexedShape, budget: &mut StepBudget) -> Result<Option<Located>, BudgetExceeded> {
        let bounds = shape.bounds();
        let mut best: Option<(f64, AreaId, DecidedBy)> = None;
        for boundary in &self.boundaries {
            if best.is_some_and(|(least, ..)| !boundary.shape.bounds().grown(least + 1.0).touches(&bounds)) {
                continue;
            }
            let metres = boundary.shape.metres_to(shape, budget)?;
            match &mut best {
                Some((least, _, decided_by)) if thousandths(metres).total_cmp(&thousandths(*least)).is_eq() => {
                    *decided_by = DecidedBy::NearestLowestCode;
                }
                Some((least, ..)) if metres > *least => {}
                Some(_) | None => best = Some((metres, boundary.area, DecidedBy::Nearest)),
            }
        }
        Ok(best.map(|(metres, area, decided_by)| Located { area, lies: Lies::Outside { metres }, decided_by }))
    }
}

impl Boundary {
    /// How much of a shape lies in the unit; `None` when they do not touch.
    fn amount(&self, shape: &IndexedShape, budget: &mut StepBudget) -> Result<Option<f64>, BudgetExceeded> {
        let mut near = false;
        self.shape.edges().touching(shape.bounds(), budget, |_| near = true)?;
        if near {
            return share(&self.shape, &self.land, shape, budget);
        }
        // No edge comes near: the whole shape lies on one side.
        let Some(start) = shape.shape().geometry().coords_iter().next() else { return Ok(None) };
        Ok((self.shape.side(start, budget)? != Side::Outside).then(|| measure(shape)))
    }
}

fn thousandths(amount: f64) -> f64 {
    (amount * THOUSANDTHS).round()
}
