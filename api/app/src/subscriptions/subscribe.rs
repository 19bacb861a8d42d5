//! Subscribes to an area, and ends a subscription.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::messages::{FieldProblem, Rule};
use domain::{
    access::Stance,
    ids::OrganizationId,
    notice::Topic,
    place::{Shape, ShapeError},
    text::nfc,
    workflow::violation::FieldError,
};
use geo::CoordsIter;
use uuid::Uuid;

use crate::{
    acting_organization::{eligible, resolve},
    command_pipeline::{Command, CommandContext, Permission},
    error::AppError,
};
use api_store::notices::subscriptions::{self, Subscription, SubscriptionPlace};

/// The resource name in grants.
pub const RESOURCE: &str = "subscription";

/// The version of an active subscription: a subscription changes once, when it ends.
pub const STANDING: u64 = 1;

/// The largest number of subscriptions of one organisation.
const MOST: usize = 100;

/// The largest number of positions of a literal area: the location of each notification is compared
/// with the areas of all subscriptions.
const MOST_POSITIONS: usize = 200;

#[derive(Debug, Clone)]
pub struct Subscribe {
    /// The subscribing organisation; needed only by people with memberships in several.
    pub organization: Option<OrganizationId>,
    pub place: SubscriptionPlace,
    /// The organisation's own name for the subscription.
    pub title: Option<String>,
    pub topics: BTreeSet<Topic>,
}

#[derive(Debug)]
pub struct Loaded {
    organization: OrganizationId,
    active: usize,
    is_there: Result<(), FieldError>,
}

#[async_trait]
impl Command for Subscribe {
    type Loaded = Loaded;
    type Decision = Subscription;
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "create")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let organization = self.subscriber(context)?;
        let active = subscriptions::active(context.tx, Some(&BTreeSet::from([organization]))).await?.len();
        let is_there = match &self.place {
            SubscriptionPlace::Area(area) if subscriptions::has_area(context.tx, *area).await? => Ok(()),
            SubscriptionPlace::Area(_) => Err(FieldError::new("/area_id", FieldProblem::NotAnAdministrativeUnit)),
            SubscriptionPlace::Drawn(shape) => drawn(shape),
        };
        Ok(Loaded { organization, active, is_there })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.organization, Stance::Owner)])
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<Subscription, AppError> {
        let mut faults: Vec<FieldError> = seen.is_there.clone().err().into_iter().collect();
        if self.topics.is_empty() {
            faults.push(FieldError::new("/topics", FieldProblem::NoTopics));
        }
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        if seen.active >= MOST {
            return Err(Rule::SubscribedOftenEnough { most: MOST }.into());
        }
        let title = self.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).map(nfc);
        Ok(Subscription {
            id: context.new_id(),
            organization: seen.organization,
            place: self.place.clone(),
            title,
            topics: self.topics.clone(),
            created_at: context.now,
        })
    }

    async fn save(&self, context: &CommandContext<'_>, _: Loaded, decided: Subscription) -> Result<Uuid, AppError> {
        subscriptions::insert(context.tx, &decided, context.request.actor()?.user).await?;
        Ok(decided.id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}

/// Checks the form and size of a literal area.
fn drawn(shape: &Shape) -> Result<(), FieldError> {
    if !matches!(shape.type_name(), "Polygon" | "MultiPolygon") {
        return Err(FieldError::new("/place", FieldProblem::NotAnArea));
    }
    if shape.geometry().coords_count() > MOST_POSITIONS {
        return Err(FieldError::new("/place", ShapeError::TooManyVertices { limit: MOST_POSITIONS }));
    }
    Ok(())
}

impl Subscribe {
    /// The subscribing organisation: the named one, or the only one through which the person may
    /// subscribe.
    fn subscriber(&self, context: &CommandContext<'_>) -> Result<OrganizationId, AppError> {
        let eligible = eligible(context, Stance::Owner, &self.required_permission())?;
        resolve(context, self.organization, &eligible, ("/organization_id", FieldProblem::NotYourOrganization))
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Unsubscribe {
    pub subscription: Uuid,
}

#[async_trait]
impl Command for Unsubscribe {
    type Loaded = Subscription;
    type Decision = ();
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        Permission::new(RESOURCE, "end")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Subscription, AppError> {
        let own = context.request.actor()?.organizations();
        let found = subscriptions::find(context.tx, self.subscription).await?;
        let found = found.filter(|one| own.contains(&one.organization)).ok_or(AppError::NotFound)?;
        context.expect_version(STANDING)?;
        Ok(found)
    }

    fn relations(&self, seen: &Subscription, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        BTreeSet::from([(seen.organization, Stance::Owner)])
    }

    fn decide(&self, _seen: &Subscription, _context: &CommandContext<'_>) -> Result<(), AppError> {
        Ok(())
    }

    async fn save(&self, context: &CommandContext<'_>, _: Subscription, (): ()) -> Result<Uuid, AppError> {
        subscriptions::end(context.tx, self.subscription, context.now).await?;
        Ok(self.subscription)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}

#[cfg(test)]
mod tests {
    use domain::place::{ReceivedShape, Shape};
    use serde_json::json;

    use super::drawn;

    /// A ring of so many positions, the last of which equals the first.
    fn ring(positions: u32) -> Shape {
        let corners = positions.saturating_sub(1);
        let corner = |n: u32| {
            let angle = std::f64::consts::TAU * f64::from(n % corners) / f64::from(corners);
            [107.0 + 0.1 * angle.cos(), 21.0 + 0.1 * angle.sin()]
        };
        let ring: Vec<[f64; 2]> = (0..positions).map(corner).collect();
        ReceivedShape::from_geojson(&json!({"type": "Polygon", "coordinates": [ring]})).unwrap().into_shape()
    }

    #[test]
    fn an_area_has_a_bound_that_the_refusal_names() {
        drawn(&ring(200)).unwrap();
        let refused = drawn(&ring(201)).unwrap_err();
        assert_eq!(refused.pointer, "/place");
        assert!(refused.message.to_string().contains("200"), "{}", refused.message);
    }
}
