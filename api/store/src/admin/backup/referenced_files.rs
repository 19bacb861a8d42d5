//! The files that rows refer to.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::StoreResult;
use crate::entities::{asset_photos, documents, exports, imports, status::ImportStatus};

/// Unfinished imports: their files are still needed.
const TO_BE_READ: [ImportStatus; 2] = [ImportStatus::Queued, ImportStatus::Running];

/// The location of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileFolder {
    /// In the document store, photos included.
    Documents,
    /// In the import file store, as a file to import.
    Imports,
    /// In the import file store, as an export.
    Exports,
}

/// Rows that refer to files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    Documents,
    Photos,
    /// Imports that are not finished.
    Imports,
    /// Exports with a file.
    Exports,
}

impl Source {
    pub const ALL: [Self; 4] = [Self::Documents, Self::Photos, Self::Imports, Self::Exports];

    /// The location of its files.
    #[must_use]
    pub fn folder(self) -> FileFolder {
        match self {
            Self::Documents | Self::Photos => FileFolder::Documents,
            Self::Imports => FileFolder::Imports,
            Self::Exports => FileFolder::Exports,
        }
    }
}

/// A file that a row refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferencedFile {
    pub row: Uuid,
    /// The name of the file in its location; for documents the hash of the content.
    pub key: String,
    /// The hash of the content, if the row has one.
    pub sha256: Option<String>,
}

/// The files of up to `limit` rows after `after`.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    source: Source,
    after: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<ReferencedFile>> {
    let after = after.unwrap_or(Uuid::nil());
    Ok(match source {
        Source::Documents => {
            use documents::{Column, Entity};
            let query = Entity::find().select_only().columns([Column::Id, Column::Sha256]);
            let query = query.filter(Column::Id.gt(after)).order_by_asc(Column::Id).limit(limit);
            named_by_content(query.into_tuple().all(db).await?)
        }
        Source::Photos => {
            use asset_photos::{Column, Entity};
            let query = Entity::find().select_only().columns([Column::Id, Column::Sha256]);
            let query = query.filter(Column::Id.gt(after)).order_by_asc(Column::Id).limit(limit);
            named_by_content(query.into_tuple().all(db).await?)
        }
        Source::Imports => {
            use imports::{Column, Entity};
            let query = Entity::find().select_only().columns([Column::Id, Column::FileKey]);
            let query = query.filter(Column::Status.is_in(TO_BE_READ)).filter(Column::Id.gt(after));
            let found: Vec<(Uuid, String)> = query.order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await?;
            found.into_iter().map(|(row, key)| ReferencedFile { row, key, sha256: None }).collect()
        }
        Source::Exports => {
            use exports::{Column, Entity};
            let query = Entity::find().select_only().columns([Column::Id, Column::FileKey, Column::Sha256]);
            let query = query.filter(Expr::col(Column::FileKey).is_not_null()).filter(Column::Id.gt(after));
            let found: Vec<(Uuid, String, Option<String>)> =
                query.order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await?;
            found.into_iter().map(|(row, key, sha256)| ReferencedFile { row, key, sha256 }).collect()
        }
    })
}

fn named_by_content(found: Vec<(Uuid, String)>) -> Vec<ReferencedFile> {
    found.into_iter().map(|(row, key)| ReferencedFile { row, sha256: Some(key.clone()), key }).collect()
}

/// Whether a row still refers to its file. Documents and photos always do; an import loses its file
/// at its end, an export at its expiry.
pub async fn still<C: ConnectionTrait>(db: &C, source: Source, file: &ReferencedFile) -> StoreResult<bool> {
    let there = match source {
        Source::Documents | Source::Photos => 1,
        Source::Imports => {
            let open = imports::Entity::find_by_id(file.row).filter(imports::Column::Status.is_in(TO_BE_READ));
            open.filter(imports::Column::FileKey.eq(file.key.as_str())).count(db).await?
        }
        Source::Exports => {
            let kept = exports::Entity::find_by_id(file.row);
            kept.filter(exports::Column::FileKey.eq(file.key.as_str())).count(db).await?
        }
    };
    Ok(there > 0)
}
