//! Finds towers near a place that are high enough and have free capacity, the nearest first.

use domain::ids::AssetId;
use domain::place::{Shape, bearing_degrees, metres};
use domain::planning::fitness::{Need, Requirement, high_enough};
use domain::planning::left_out::{LeftOut, Tally, count};
use domain::registry::band::Fit;
use geo::{Coord, Geometry};

use super::PlanningViewer;
use crate::error::AppError;
use api_store::{Connection, planning::nearby};

#[derive(Debug, Clone)]
pub struct TowersQuery {
    pub from: Coord<f64>,
    pub within_metres: f64,
    pub least_height_metres: f64,
    /// The capacity that must be free.
    pub needs: Vec<Need>,
    pub kinds: Vec<String>,
    pub limit: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TowerCandidate {
    pub asset: AssetId,
    /// Whether the tower fits, or its owner must be asked.
    pub fit: Fit,
    /// The distance from the place.
    pub metres: f64,
    /// The direction, clockwise from north.
    pub bearing_degrees: f64,
}

/// Finds the towers, and counts the excluded ones.
pub async fn find<C: Connection>(
    db: &C,
    viewer: &PlanningViewer,
    question: &TowersQuery,
) -> Result<(Vec<TowerCandidate>, Tally), AppError> {
    let place = Shape::point(question.from.x, question.from.y).map_err(AppError::internal)?;
    let wanted = nearby::NearbyQuery { place: &place, within_metres: question.within_metres, kinds: &question.kinds };
    let found = nearby::with_units(db, nearby::find(db, wanted, &viewer.visibility).await?, &viewer.rules).await?;
    let mut left_out = Tally::new();
    if found.beyond > 0 {
        count(&mut left_out, LeftOut::BeyondLimit);
    }
    let judge = Requirement { needs: &question.needs, overload: viewer.overload, own: &viewer.own };
    let mut towers = Vec::new();
    for near in &found.items {
        let Geometry::Point(at) = near.shape.geometry() else { continue };
        let away = metres(question.from, at.0);
        if away > question.within_metres {
            continue;
        }
        let high = || high_enough(near.height(), question.least_height_metres);
        match judge.fit(near.candidate()).and_then(|fit| Ok(fit.min(high()?))) {
            Err(why) => count(&mut left_out, why),
            Ok(fit) => towers.push(TowerCandidate {
                asset: near.id,
                fit,
                metres: away,
                bearing_degrees: bearing_degrees(question.from, at.0),
            }),
        }
    }
    towers.sort_by(|one, other| one.metres.total_cmp(&other.metres).then(one.asset.cmp(&other.asset)));
    let more = u64::try_from(towers.len().saturating_sub(question.limit)).unwrap_or(u64::MAX);
    towers.truncate(question.limit);
    if more > 0 {
        left_out.insert(LeftOut::BeyondLimit, more);
    }
    Ok((towers, left_out))
}
