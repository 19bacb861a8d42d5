//! The files that rows refer to.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::StoreResult;
use crate::entities::{asset_photos, documents, exports, imports, status::ImportStatus};

/// Imports that are not through: their files are still to be read.
const TO_BE_READ: [ImportStatus; 2] = [ImportStatus::Queued, ImportStatus::Running];

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileFolder {
    /// On the document store of documents; photos too.
    Documents,
    /// In the import file store, to be imported.
    Imports,
    /// In the import file store of exports.
    Exports,
}

/// Rows that refer to files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// Documents of cases.
    Documents,
    /// Photos of assets.
    Photos,
    /// Imports that are not through.
    Imports,
    /// Exports that are kept.
    Exports,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Documents, Self::Photos, Self::Imports, Self::Exports];

    /// Where its files stand.
    #[must_use]
    pub fn room(self) -> FileFolder {
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
    /// The row.
    pub row: Uuid,
    /// Its name where it stands; for documents what is in it.
    pub key: String,
    /// What is in it, where the row says so.
    pub sha256: Option<String>,
}

/// The files of the rows that follow `after`, not more than `limit`.
///
/// # Errors
/// When the database fails.
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

/// Whether a row still refers to its file. Documents and photos always do; the file of an import goes when it is through, that of an export
/// when its days are over.
///
/// # Errors
/// When the database fails.
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
