//! What organisations want to hear of, and where: an administrative unit, or an area that they have drawn.

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

/// Where.
#[derive(Debug, Clone, PartialEq)]
pub enum SubscriptionPlace {
    /// In a unit, and in all units within it.
    Area(AreaId),
    /// In an area that was drawn.
    Drawn(Shape),
}

/// A subscription.
#[derive(Debug, Clone, PartialEq)]
pub struct Subscription {
    /// Its identity.
    pub id: Uuid,
    /// Who wants to hear.
    pub organization: OrganizationId,
    /// Where.
    pub place: SubscriptionPlace,
    /// What its people call it.
    pub title: Option<String>,
    /// Of what.
    pub topics: BTreeSet<Topic>,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Enters one.
///
/// # Errors
/// [`StoreError`].
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

/// One that stands.
///
/// # Errors
/// [`StoreError`].
pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> StoreResult<Option<Subscription>> {
    let row = Entity::find_by_id(id).filter(Column::EndedAt.is_null()).one(db).await?;
    row.map(read).transpose()
}

/// Those of some organisations that stand, oldest first; of all organisations when none are named.
///
/// # Errors
/// [`StoreError`].
pub async fn standing<C: ConnectionTrait>(
    db: &C,
    of: Option<&BTreeSet<OrganizationId>>,
) -> StoreResult<Vec<Subscription>> {
    let mut query = Entity::find().filter(Column::EndedAt.is_null());
    if let Some(offices) = of {
        query = query.filter(Column::OrganizationId.is_in(offices.iter().map(|office| office.uuid())));
    }
    query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?.into_iter().map(read).collect()
}

/// Ends one.
///
/// # Errors
/// [`StoreError`].
pub async fn end(tx: &Tx, id: Uuid, at: DateTime<Utc>) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(at))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// All subscriptions that stand, as the database has them. Decoding drawn areas takes longer than reading them.
#[derive(Debug)]
pub struct StandingRows(Vec<Model>);

impl StandingRows {
    /// Reads them, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load<C: ConnectionTrait>(db: &C) -> StoreResult<Self> {
        let query = Entity::find().filter(Column::EndedAt.is_null());
        Ok(Self(query.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(db).await?))
    }

    /// Who has subscribed to anything anywhere.
    #[must_use]
    pub fn organizations(&self) -> BTreeSet<OrganizationId> {
        self.0.iter().map(|row| OrganizationId::new(row.organization_id)).collect()
    }

    /// The units that are subscribed to.
    #[must_use]
    pub fn areas(&self) -> BTreeSet<AreaId> {
        self.0.iter().filter_map(|row| row.area_id).map(AreaId::new).collect()
    }

    /// Decodes them.
    ///
    /// # Errors
    /// [`StoreError`] when one cannot be read.
    pub fn decode(self) -> StoreResult<Vec<Subscription>> {
        self.0.into_iter().map(read).collect()
    }
}

/// Whether there is such a unit.
///
/// # Errors
/// [`StoreError`].
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
