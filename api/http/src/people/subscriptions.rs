//! Subscriptions: where, and of what, an organisation wants to hear.

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

/// A kind of notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "NoticeTopic", rename_all = "snake_case")]
enum NoticeTopic {
    /// Works are planned there, may be joined, or are called off.
    WorksPublished,
    /// The window for joining them closes.
    WindowClosing,
}

impl From<NoticeTopic> for Topic {
    fn from(topic: NoticeTopic) -> Self {
        match topic {
            NoticeTopic::WorksPublished => Self::WorksPublished,
            NoticeTopic::WindowClosing => Self::WindowClosing,
        }
    }
}

impl From<Topic> for NoticeTopic {
    fn from(topic: Topic) -> Self {
        match topic {
            Topic::WorksPublished => Self::WorksPublished,
            Topic::WindowClosing => Self::WindowClosing,
        }
    }
}

/// What an organisation wants to hear of: in a unit with all that is within it, or in an area that it draws.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewSubscription {
    /// For which of my organisations; needed only when I have memberships in several.
    organization_id: Option<Uuid>,
    /// The administrative unit.
    area_id: Option<Uuid>,
    /// The area: a GeoJSON geometry of one or several polygons, in longitude and latitude.
    place: Option<Value>,
    /// What my colleagues call it.
    #[oai(validator(max_length = 300))]
    title: Option<String>,
    /// The kinds of notice; all of them when absent.
    topics: Option<Vec<NoticeTopic>>,
}

/// A subscription.
#[derive(Debug, Object)]
struct SubscriptionView {
    id: Uuid,
    organization_id: Uuid,
    area_id: Option<Uuid>,
    place: Option<Value>,
    title: Option<String>,
    topics: Vec<NoticeTopic>,
    /// For `If-Match`.
    version: u64,
    created_at: DateTime<Utc>,
}

impl From<subscriptions::Subscription> for SubscriptionView {
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
            topics: one.topics.into_iter().map(NoticeTopic::from).collect(),
            version: STANDING,
            created_at: one.created_at,
        }
    }
}

/// The subscriptions of my organisations.
#[derive(Debug, Object)]
struct SubscriptionList {
    items: Vec<SubscriptionView>,
}

#[derive(Debug, ApiResponse)]
enum Subscribed {
    /// It stands.
    #[oai(status = 201)]
    Created(Json<SubscriptionView>, #[oai(header = "ETag")] String),
}

#[derive(Debug, ApiResponse)]
enum Ended {
    /// It is over.
    #[oai(status = 204)]
    Gone,
}

/// The resource.
#[derive(Debug)]
pub struct Subscriptions;

#[OpenApi]
impl Subscriptions {
    /// What my organisations want to hear of, oldest first
    #[oai(path = "/subscriptions", method = "get", operation_id = "subscription.list")]
    async fn list(&self, app: Data<&App>, caller: Caller) -> Result<Json<SubscriptionList>, Problem> {
        let scope = read_scope(&app, &caller.0, &Permission::new(RESOURCE, "read"))?;
        let own: BTreeSet<OrganizationId> = in_stance(&scope, domain::access::Stance::Owner).collect();
        let found = subscriptions::standing(app.store.read(), Some(&own)).await.map_err(AppError::from)?;
        Ok(Json(SubscriptionList { items: found.into_iter().map(SubscriptionView::from).collect() }))
    }

    /// Hear of what happens in an area
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

    /// Hear of it no more
    #[oai(path = "/subscriptions/:subscription_id", method = "delete", operation_id = "subscription.end")]
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
