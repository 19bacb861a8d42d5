//! Subscriptions of organisations to topics in an administrative unit or a drawn polygon.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::{AreaId, OrganizationId, UserId};
use domain::notice::Topic;
use domain::place::Shape;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use crate::entities::areas;
use crate::entities::subscriptions::{ActiveModel, Column, Entity, Model};
use crate::{StoreError, StoreResult, Tx};
use api_geo::wkb;

/// The area of a subscription.
#[derive(Debug, Clone, PartialEq)]
pub enum SubscriptionPlace {
    /// An administrative unit with all units within it.
    Area(AreaId),
    /// A polygon that the subscriber drew.
    Drawn(Shape),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    pub id: Uuid,
    pub organization: OrganizationId,
    pub place: SubscriptionPlace,
    /// The title that the organisation gave.
    pub title: Option<String>,
    pub topics: BTreeSet<Topic>,
    pub created_at: DateTime<Utc>,
}

pub async fn insert(tx: &Tx, new: &Subscription, by: UserId) -> StoreResult<()> {
    let (area_id, geometry) = match &new.place {
        SubscriptionPlace::Area(area) => (Some(area.uuid()), None),
        SubscriptionPlace::Drawn(shape) => (None, Some(wkb::write(shape).map_err(StoreError::internal)?)),
    };
    let row = ActiveModel {
        id: Set(new.id),
        organization_id: Set(new.organization.uuid()),
        area_id: Set(area_id),
        geometry: Set(geometry),
        title: Set(new.title.clone()),
        topics: Set(serde_json::to_value(&new.topics).map_err(|why| StoreError::undecodable("topics", why))?),
        created_by: Set(by.uuid()),
        created_at: Set(new.created_at),
        ended_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// A subscription that has not ended.
pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> StoreResult<Option<Subscription>> {
    let row = Entity::find_by_id(id).filter(Column::EndedAt.is_null()).one(db).await?;
    row.map(read).transpose()
}

/// The active subscriptions of some organisations, or of all, oldest first.
pub async fn active<C: ConnectionTrait>(
    db: &C,
    of: Option<&BTreeSet<OrganizationId>>,
) -> StoreResult<Vec<Subscription>> {
    let mut query = Entity::find().filter(Column::EndedAt.is_null());
    if let Some(offices) = of {
        query = query.filter(Column::OrganizationId.is_in(offices.iter().map(|office| office.uuid())));
    }
    query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?.into_iter().map(read).collect()
}

pub async fn end(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// All active subscriptions, with encoded geometries. Decoding the drawn polygons takes longer than
/// reading them.
#[derive(Debug)]
pub struct ActiveRows(Vec<Model>);

impl ActiveRows {
    /// Reads the rows, oldest first.
    pub async fn load<C: ConnectionTrait>(db: &C) -> StoreResult<Self> {
        let query = Entity::find().filter(Column::EndedAt.is_null());
        Ok(Self(query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?))
    }

    /// The organisations with any subscription.
    #[must_use]
    pub fn organizations(&self) -> BTreeSet<OrganizationId> {
        self.0.iter().map(|row| OrganizationId::new(row.organization_id)).collect()
    }

    /// The areas with a subscription.
    #[must_use]
    pub fn areas(&self) -> BTreeSet<AreaId> {
        self.0.iter().filter_map(|row| row.area_id).map(AreaId::new).collect()
    }

    /// Decodes the rows.
    ///
    /// # Errors
    /// [`StoreError`] if a row is unreadable.
    pub fn decode(self) -> StoreResult<Vec<Subscription>> {
        self.0.into_iter().map(read).collect()
    }
}

/// Whether the area exists.
pub async fn has_area<C: ConnectionTrait>(db: &C, area: AreaId) -> StoreResult<bool> {
    Ok(areas::Entity::find_by_id(area.uuid()).one(db).await?.is_some())
}

fn read(row: Model) -> StoreResult<Subscription> {
    let place = match (row.area_id, &row.geometry) {
        (Some(area), _) => SubscriptionPlace::Area(AreaId::new(area)),
        (None, Some(bytes)) => {
            SubscriptionPlace::Drawn(wkb::read(bytes).map_err(|why| StoreError::undecodable("area", why))?)
        }
        (None, None) => return Err(StoreError::unreadable("subscription", row.id)),
    };
    Ok(Subscription {
        id: row.id,
        organization: OrganizationId::new(row.organization_id),
        place,
        title: row.title,
        topics: serde_json::from_value(row.topics).map_err(|why| StoreError::undecodable("topics", why))?,
        created_at: row.created_at,
    })
}
