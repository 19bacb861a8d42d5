//! Mappings that an organisation has saved under a name, in addition to the built-in ones.

use chrono::{DateTime, Utc};
use domain::ids::OrganizationId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use crate::entities::import_mappings::{ActiveModel, Column, Entity, Model};
use crate::{StoreResult, Tx, database::fresh};

/// The mapping that an organisation has saved under a name.
pub async fn find(db: &impl ConnectionTrait, organization: OrganizationId, name: &str) -> StoreResult<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::OrganizationId.eq(organization.uuid()))
        .filter(Column::Name.eq(name))
        .one(db)
        .await?)
}

/// All mappings that an organisation has saved.
pub async fn list(db: &impl ConnectionTrait, organization: OrganizationId) -> StoreResult<Vec<Model>> {
    let query = Entity::find().filter(Column::OrganizationId.eq(organization.uuid())).order_by_asc(Column::Name);
    Ok(query.all(db).await?)
}

/// Saves a mapping under a name; replaces an existing one.
pub async fn save(
    tx: &Tx,
    organization: OrganizationId,
    name: &str,
    mapping: Value,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    let replaced = Entity::update_many()
        .col_expr(Column::Mapping, Expr::value(mapping.clone()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::OrganizationId.eq(organization.uuid()))
        .filter(Column::Name.eq(name))
        .exec(tx)
        .await?;
    if replaced.rows_affected == 0 {
        let row = ActiveModel {
            id: Set(fresh::id(at)),
            organization_id: Set(Some(organization.uuid())),
            name: Set(name.to_owned()),
            mapping: Set(mapping),
            version: Set(1),
            created_at: Set(at),
        };
        Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}
