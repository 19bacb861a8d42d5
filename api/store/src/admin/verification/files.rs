//! The stored files that rows refer to, with the hash of their content.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::StoreResult;
use crate::entities::{asset_photos, assets, cases, documents, exports, status::ExportStatus};

/// A file that a row refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFile {
    pub row: Uuid,
    /// The code of the case or asset; empty for an export.
    pub of: String,
    pub name: String,
    /// The key in the storage.
    pub key: String,
    /// The hash of the content.
    pub sha256: String,
    /// The length in bytes.
    pub bytes: u64,
}

/// Documents of cases after a given one, in the order of their ids.
pub async fn documents<C: ConnectionTrait>(db: &C, after: Option<Uuid>, at_most: u64) -> StoreResult<Vec<NamedFile>> {
    use documents::Column;
    let rows = documents::Entity::find()
        .apply_if(after, |query, after| query.filter(Column::Id.gt(after)))
        .order_by_asc(Column::Id)
        .limit(at_most)
        .all(db)
        .await?;
    let of = rows.iter().map(|row| row.case_id);
    let codes = codes_of::<cases::Entity, _>(db, cases::Column::Id, cases::Column::Code, of.collect()).await?;
    let named = rows.into_iter().map(|row| NamedFile {
        row: row.id,
        of: codes.get(&row.case_id).cloned().unwrap_or_default(),
        name: row.name,
        key: row.blob_key,
        sha256: row.sha256,
        bytes: length(Some(row.size_bytes)),
    });
    Ok(named.collect())
}

/// Photos of assets after a given one, in the order of their ids.
pub async fn photos<C: ConnectionTrait>(db: &C, after: Option<Uuid>, at_most: u64) -> StoreResult<Vec<NamedFile>> {
    use asset_photos::Column;
    let rows = asset_photos::Entity::find()
        .apply_if(after, |query, after| query.filter(Column::Id.gt(after)))
        .order_by_asc(Column::Id)
        .limit(at_most)
        .all(db)
        .await?;
    let of = rows.iter().map(|row| row.asset_id);
    let codes = codes_of::<assets::Entity, _>(db, assets::Column::Id, assets::Column::Code, of.collect()).await?;
    let named = rows.into_iter().map(|row| NamedFile {
        row: row.id,
        of: codes.get(&row.asset_id).cloned().unwrap_or_default(),
        name: row.name,
        key: row.sha256.clone(),
        sha256: row.sha256,
        bytes: length(Some(row.size_bytes)),
    });
    Ok(named.collect())
}

/// The codes of cases or assets; a draft has none.
async fn codes_of<E: EntityTrait, C: ConnectionTrait>(
    db: &C,
    id: E::Column,
    code: E::Column,
    ids: Vec<Uuid>,
) -> StoreResult<HashMap<Uuid, String>> {
    let codes: Vec<(Uuid, Option<String>)> =
        E::find().select_only().column(id).column(code).filter(id.is_in(ids)).into_tuple().all(db).await?;
    Ok(codes.into_iter().map(|(id, code)| (id, code.unwrap_or_else(|| id.to_string()))).collect())
}

/// Exports with a file after a given one, in the order of their ids.
pub async fn exports<C: ConnectionTrait>(db: &C, after: Option<Uuid>, at_most: u64) -> StoreResult<Vec<NamedFile>> {
    use exports::Column;
    let rows = exports::Entity::find()
        .apply_if(after, |query, after| query.filter(Column::Id.gt(after)))
        .filter(Column::Status.eq(ExportStatus::Done))
        .filter(Column::FileKey.is_not_null())
        .filter(Column::Sha256.is_not_null())
        .order_by_asc(Column::Id)
        .limit(at_most)
        .all(db)
        .await?;
    let named = rows.into_iter().filter_map(|row| {
        Some(NamedFile {
            row: row.id,
            of: String::new(),
            name: row.file_name,
            key: row.file_key?,
            sha256: row.sha256?,
            bytes: length(row.bytes),
        })
    });
    Ok(named.collect())
}

/// Whether an export still has its file; the export may have expired since it was read.
pub async fn export_stands<C: ConnectionTrait>(db: &C, export: Uuid) -> StoreResult<bool> {
    let row = exports::Entity::find_by_id(export).one(db).await?;
    Ok(row.is_some_and(|row| row.status == ExportStatus::Done && row.file_key.is_some()))
}

fn length(stored: Option<i64>) -> u64 {
    stored.and_then(|stored| u64::try_from(stored).ok()).unwrap_or_default()
}
