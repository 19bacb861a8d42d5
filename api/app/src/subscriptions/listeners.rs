//! Finds the organisations to notify about events at a place.
//!
//! Places come from outside, and some literal areas predate the bound on them, while a transaction
//! is open. Therefore the pool compares them within a number of steps. An area that takes more
//! steps counts as touched: its subscriber gets one notification too many, and nobody misses one.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::ids::{AreaId, OrganizationId};
use domain::notice::Topic;
use domain::place::{Comparison, Shape};

use crate::compute_pool::ComputePool;
use crate::error::AppError;
use crate::located;
use api_store::areas::area_map::{self, BoundaryRows};
use api_store::notices::subscriptions::{ActiveRows, SubscriptionPlace};
use api_store::{Connection, StoreResult, people::organizations};

/// The organisations to notify about a place.
#[derive(Debug, Clone)]
pub struct Listeners {
    /// The subscriptions that cover the place.
    there: Vec<(OrganizationId, BTreeSet<Topic>)>,
    /// The operators without any subscription.
    silent: BTreeSet<OrganizationId>,
}

impl Listeners {
    /// The organisations to notify about a topic at the place: its subscribers, and every operator
    /// without any subscription.
    #[must_use]
    pub fn hearing(&self, topic: Topic) -> BTreeSet<OrganizationId> {
        let there = self.there.iter().filter(|(_, topics)| topics.contains(&topic));
        there.map(|(organization, _)| *organization).chain(self.silent.iter().copied()).collect()
    }

    /// The organisations with any subscription at the place.
    pub fn subscribed(&self) -> impl Iterator<Item = OrganizationId> {
        self.there.iter().map(|(organization, _)| *organization)
    }
}

/// The organisations to notify about a place on a day.
///
/// # Errors
/// [`AppError::Busy`].
pub async fn listeners<C: Connection>(
    (db, pool): (&C, &ComputePool),
    place: &Shape,
    on: NaiveDate,
) -> Result<Listeners, AppError> {
    let rows = ActiveRows::load(db).await?;
    let spoken = rows.organizations();
    let mut silent: BTreeSet<OrganizationId> = organizations::operators(db, on).await?.into_iter().collect();
    silent.retain(|operator| !spoken.contains(operator));
    let areas = rows.areas();
    let units = if areas.is_empty() {
        BTreeSet::new()
    } else {
        area_map::with_ancestors(db, located::at_least((db, pool), place, on).await?).await?
    };
    // An abolished unit still has its former extent.
    let elsewhere: BTreeSet<AreaId> = areas.difference(&units).copied().collect();
    let boundaries = area_map::boundaries_touching(db, &elsewhere, place.bounds()).await?;
    let place = place.clone();
    let there = pool.run(move || about(rows, &units, boundaries, place)).await??;
    Ok(Listeners { there, silent })
}

fn about(
    rows: ActiveRows,
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
