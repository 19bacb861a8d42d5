//! Organisations: operators, owners, authorities, agencies.

use std::collections::BTreeMap;

use domain::{ids::OrganizationId, organisation::OrganizationKind, text::Localized};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Stored, rows::organizations};

/// The regulators in office.
///
/// # Errors
/// [`super::StoreFailure`].
pub async fn regulators<C: ConnectionTrait>(db: &C) -> Stored<Vec<OrganizationId>> {
    let rows = organizations::Entity::find()
        .filter(organizations::Column::Kind.eq(OrganizationKind::Regulator.as_str()))
        .filter(organizations::Column::ValidTo.is_null())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| OrganizationId::new(row.id)).collect())
}

/// What organisations are called.
///
/// # Errors
/// [`super::StoreFailure`].
pub async fn names<C: ConnectionTrait>(db: &C, ids: &[OrganizationId]) -> Stored<BTreeMap<OrganizationId, Localized>> {
    let rows = organizations::Entity::find()
        .filter(organizations::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (OrganizationId::new(row.id), Localized { vi: row.name_vi, en: row.name_en }))
        .collect())
}
