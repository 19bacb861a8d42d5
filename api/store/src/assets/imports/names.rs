//! Organisations by the names in a file, and organisations known only from a file.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::OrganizationId;
use domain::text::fold;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::entities::organizations::{ActiveModel, Column, Entity};
use crate::{StoreResult, Tx};

/// Organisations whose Vietnamese or English name folds to one of these.
pub async fn find(db: &impl ConnectionTrait, folded: &[String]) -> StoreResult<HashMap<String, OrganizationId>> {
    if folded.is_empty() {
        return Ok(HashMap::new());
    }
    // The column folds both names together. A file has few names, so the loop checks the rows one
    // by one.
    let mut found = HashMap::new();
    for name in folded {
        let like = Column::NameFolded.contains(name);
        let rows = Entity::find().filter(like.and(Column::ValidTo.is_null())).all(db).await?;
        let same = rows.into_iter().find(|row| fold(&row.name_vi) == *name || fold(&row.name_en) == *name);
        if let Some(row) = same {
            found.insert(name.clone(), OrganizationId::new(row.id));
        }
    }
    Ok(found)
}

/// Creates an organisation without members, known only from a file.
pub async fn create_external(
    tx: &Tx,
    id: OrganizationId,
    name: &str,
    valid_from: NaiveDate,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    let row = ActiveModel {
        id: Set(id.uuid()),
        name_vi: Set(name.to_owned()),
        name_en: Set(name.to_owned()),
        name_folded: Set(fold(name)),
        kind: Set("external".to_owned()),
        locale: Set("en".to_owned()),
        valid_from: Set(valid_from),
        version: Set(1),
        created_at: Set(at),
        updated_at: Set(at),
        ..ActiveModel::default()
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn person(db: &impl ConnectionTrait, user: uuid::Uuid) -> StoreResult<Option<String>> {
    let found = crate::entities::users::Entity::find_by_id(user).one(db).await?;
    Ok(found.map(|row| row.name))
}
