//! Who hears of what happens in a place.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{ids::OrganizationId, notice::Topic, place::Shape};

use api_store::{Connection, Stored, organizations, subscriptions};

/// Who wants to hear of a topic there: its subscribers, and every operator that has subscribed to nothing anywhere.
///
/// # Errors
/// [`api_store::StoreFailure`].
pub async fn hearing<C: Connection>(
    db: &C,
    topic: Topic,
    place: &Shape,
    on: NaiveDate,
) -> Stored<BTreeSet<OrganizationId>> {
    let standing = subscriptions::standing(db, None).await?;
    let spoken: BTreeSet<OrganizationId> = standing.iter().map(|one| one.organization).collect();
    let there = subscriptions::about(db, &standing, place, on).await?;
    let mut found: BTreeSet<OrganizationId> =
        there.into_iter().filter(|one| one.topics.contains(&topic)).map(|one| one.organization).collect();
    let silent = organizations::operators(db, on).await?;
    found.extend(silent.into_iter().filter(|operator| !spoken.contains(operator)));
    Ok(found)
}

/// Who has subscribed to anything there.
///
/// # Errors
/// [`api_store::StoreFailure`].
pub async fn interested<C: Connection>(db: &C, place: &Shape, on: NaiveDate) -> Stored<BTreeSet<OrganizationId>> {
    let standing = subscriptions::standing(db, None).await?;
    let there = subscriptions::about(db, &standing, place, on).await?;
    Ok(there.into_iter().map(|one| one.organization).collect())
}
