//! Subscriptions of organisations to notifications about an area.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::messages::FieldProblem;
use domain::{
    ids::{AreaId, OrganizationId},
    notice::Topic,
    place::ReceivedShape,
};
use poem::web::Data;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi, param::Path, payload::Json};
use serde_json::Value;
use strum::VariantArray;
use uuid::Uuid;

use crate::caller::Caller;
use crate::etag::etag;
use crate::problem::Problem;
use crate::request::{CommandRequest, IfMatch, Key};
use api_app::reads::subscriptions::{self, SubscriptionPlace};
use api_app::{
    app::App,
    command_pipeline::{Permission, execute},
    error::AppError,
    read_scope::{in_stance, read_scope},
    subscriptions::{RESOURCE, STANDING, Subscribe, Unsubscribe},
};

/// Topic of a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "SubscriptionTopic", rename_all = "snake_case")]
enum SubscriptionTopic {
    /// Works are announced, can be joined, or are cancelled.
    WorksPublished,
    /// The period for joining works is about to end.
    WindowClosing,
}

impl From<SubscriptionTopic> for Topic {
    fn from(topic: SubscriptionTopic) -> Self {
        match topic {
            SubscriptionTopic::WorksPublished => Self::WorksPublished,
            SubscriptionTopic::WindowClosing => Self::WindowClosing,
        }
    }
}

impl From<Topic> for SubscriptionTopic {
    fn from(topic: Topic) -> Self {
        match topic {
            Topic::WorksPublished => Self::WorksPublished,
            Topic::WindowClosing => Self::WindowClosing,
        }
    }
}

/// A subscription to an administrative unit with all units within it, or to a drawn area.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewSubscription {
    /// Subscribing organisation; required only for members of several organisations.
    organization_id: Option<Uuid>,
    /// Administrative unit to watch.
    area_id: Option<Uuid>,
    /// Area to watch: a GeoJSON polygon or multipolygon in longitude and latitude.
    place: Option<Value>,
    /// Title for members of the organisation.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// Topics; all topics when absent.
    topics: Option<Vec<SubscriptionTopic>>,
}

/// A subscription of an organisation.
#[derive(Debug, Object)]
struct Subscription {
    id: Uuid,
    organization_id: Uuid,
    area_id: Option<Uuid>,
    place: Option<Value>,
    title: Option<String>,
    topics: Vec<SubscriptionTopic>,
    /// Version for `If-Match`.
    version: u64,
    created_at: DateTime<Utc>,
}

impl From<subscriptions::Subscription> for Subscription {
    fn from(one: subscriptions::Subscription) -> Self {
        let (area_id, place) = match one.place {
            SubscriptionPlace::Area(area) => (Some(area.uuid()), None),
            SubscriptionPlace::Drawn(shape) => (None, Some(shape.to_geojson())),
        };
        Self {
            id: one.id,
            organization_id: one.organization.uuid(),
            area_id,
            place,
            title: one.title,
            topics: one.topics.into_iter().map(SubscriptionTopic::from).collect(),
            version: STANDING,
            created_at: one.created_at,
        }
    }
}

/// Subscriptions of the caller's organisations.
#[derive(Debug, Object)]
struct SubscriptionList {
    items: Vec<Subscription>,
}

#[derive(Debug, ApiResponse)]
enum Subscribed {
    /// The new subscription, with its version in `ETag`.
    #[oai(status = 201)]
    Created(Json<Subscription>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Ended {
    /// The subscription has ended.
    #[oai(status = 204)]
    Gone,
}

#[derive(Debug)]
pub struct Subscriptions;

#[OpenApi]
impl Subscriptions {
    /// List subscriptions
    ///
    /// Lists the subscriptions of the caller's organisations. The oldest comes first.
    #[oai(path = "/subscriptions", method = "get", operation_id = "subscription.list")]
    async fn list(&self, app: Data<&App>, caller: Caller) -> Result<Json<SubscriptionList>, Problem> {
        let scope = read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let own: BTreeSet<OrganizationId> = in_stance(&scope, domain::access::Stance::Owner).collect();
        let found = subscriptions::active(app.store.read(), Some(&own)).await.map_err(AppError::from)?;
        Ok(Json(SubscriptionList { items: found.into_iter().map(Subscription::from).collect() }))
    }

    /// Subscribe to an area
    #[oai(path = "/subscriptions", method = "post", operation_id = "subscription.create")]
    async fn create(
        &self,
        app: Data<&App>,
        request: CommandRequest<Key>,
        body: Json<NewSubscription>,
    ) -> Result<Subscribed, Problem> {
        let topics = match &body.0.topics {
            None => Topic::VARIANTS.iter().copied().collect(),
            Some(named) => named.iter().copied().map(Topic::from).collect(),
        };
        let command = Subscribe {
            organization: body.0.organization_id.map(OrganizationId::new),
            place: place(&body.0)?,
            title: body.0.title,
            topics,
        };
        let id = execute(&app, &request.context, command).await?.answer;
        let found = subscriptions::find(app.store.read(), id).await.map_err(AppError::from)?;
        Ok(Subscribed::Created(Json(found.ok_or(AppError::NotFound)?.into()), etag(STANDING)))
    }

    /// End a subscription
    #[oai(path = "/subscriptions/:subscription_id", method = "delete", operation_id = "subscription.delete")]
    async fn end(
        &self,
        app: Data<&App>,
        request: CommandRequest<IfMatch>,
        subscription_id: Path<Uuid>,
    ) -> Result<Ended, Problem> {
        execute(&app, &request.context, Unsubscribe { subscription: subscription_id.0 }).await?;
        Ok(Ended::Gone)
    }
}

fn place(said: &NewSubscription) -> Result<SubscriptionPlace, AppError> {
    match (said.area_id, &said.place) {
        (Some(area), None) => Ok(SubscriptionPlace::Area(AreaId::new(area))),
        (None, Some(place)) => match ReceivedShape::from_geojson(place).map(ReceivedShape::into_shape) {
            Ok(shape) => Ok(SubscriptionPlace::Drawn(shape)),
            Err(why) => Err(AppError::invalid("/place", why)),
        },
        (Some(_), Some(_)) => Err(AppError::invalid("/place", FieldProblem::PlaceBesideUnit)),
        (None, None) => Err(AppError::invalid("/area_id", FieldProblem::UnitOrPlace)),
    }
}
