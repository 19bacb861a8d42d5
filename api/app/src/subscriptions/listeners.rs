//! Who hears of what happens in a place.
//!
//! Places come from outside, and some drawn areas from before there was a bound on them, while a transaction is open. So they are
//! compared in the pool and within a number of steps. An area that takes more counts as touched: its subscriber hears of one
//! notice too many, and nobody misses one.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::ids::{AreaId, OrganizationId};
use domain::notice::Topic;
use domain::place::{Comparison, Shape};

use crate::compute_pool::ComputePool;
use crate::error::AppError;
use crate::located;
use api_store::areas::area_map::{self, BoundaryRows};
use api_store::notices::subscriptions::{StandingRows, SubscriptionPlace};
use api_store::{Connection, StoreResult, people::organizations};

/// Who hears of a place.
#[derive(Debug, Clone)]
pub struct Listeners {
    /// The subscriptions that are about it.
    there: Vec<(OrganizationId, BTreeSet<Topic>)>,
    /// The operators that have subscribed to nothing anywhere.
    silent: BTreeSet<OrganizationId>,
}

impl Listeners {
    /// Who wants to hear of a topic there: its subscribers, and every operator that has subscribed to nothing anywhere.
    #[must_use]
    pub fn hearing(&self, topic: Topic) -> BTreeSet<OrganizationId> {
        let there = self.there.iter().filter(|(_, topics)| topics.contains(&topic));
        there.map(|(organization, _)| *organization).chain(self.silent.iter().copied()).collect()
    }

    /// Who has subscribed to anything there.
    pub fn subscribed(&self) -> impl Iterator<Item = OrganizationId> {
        self.there.iter().map(|(organization, _)| *organization)
    }
}

/// Who hears of a place on a day.
///
/// # Errors
/// [`AppError::Busy`]; when the database is in trouble.
pub async fn listeners<C: Connection>(
    (db, pool): (&C, &ComputePool),
    place: &Shape,
    on: NaiveDate,
) -> Result<Listeners, AppError> {
    let rows = StandingRows::load(db).await?;
    let spoken = rows.organizations();
    let mut silent: BTreeSet<OrganizationId> = organizations::operators(db, on).await?.into_iter().collect();
    silent.retain(|operator| !spoken.contains(operator));
    let areas = rows.areas();
    let units = if areas.is_empty() {
        BTreeSet::new()
    } else {
        area_map::with_ancestors(db, located::at_least((db, pool), place, on).await?).await?
    };
    // A unit that is no more still has the extent that it had.
    let elsewhere: BTreeSet<AreaId> = areas.difference(&units).copied().collect();
    let boundaries = area_map::boundaries_touching(db, &elsewhere, place.bounds()).await?;
    let place = place.clone();
    let there = pool.run(move || about(rows, &units, boundaries, place)).await??;
    Ok(Listeners { there, silent })
}

fn about(
    rows: StandingRows,
    units: &BTreeSet<AreaId>,
    boundaries: BoundaryRows,
    place: Shape,
) -> StoreResult<Vec<(OrganizationId, BTreeSet<Topic>)>> {
    let mut comparison = Comparison::new(place, 0.0);
    let mut touched: BTreeSet<AreaId> = BTreeSet::new();
    for (area, land) in boundaries.decode()? {
        if comparison.nearness(&land).may_be_near() {
            touched.insert(area);
        }
    }
    let mut there = Vec::new();
    for one in rows.decode()? {
        let is_about = match &one.place {
            SubscriptionPlace::Area(area) => units.contains(area) || touched.contains(area),
            SubscriptionPlace::Drawn(area) => comparison.nearness(area).may_be_near(),
        };
        if is_about {
            there.push((one.organization, one.topics));
        }
    }
    Ok(there)
}
