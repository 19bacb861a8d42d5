//! The documents of a case, as rows: kind, name, version, and the hash that names the content. Rows
//! never change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chrono::{DateTime, Utc};
use domain::ids::{CaseId, DocumentId, UserId};
use domain::workflow::decide::OnFile;
use domain::workflow::name::DocumentKind;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};

use crate::entities::documents;
use crate::{StoreError, StoreResult, Tx};

/// A document to add. Its content is already in the document store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    pub id: DocumentId,
    pub case: CaseId,
    /// The kind of document, as the rule pack names it.
    pub kind: DocumentKind,
    /// The name that the sender gave.
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
    pub sha256: String,
    /// The person who uploaded it.
    pub by: UserId,
}

/// Adds a document as the next version of its kind and name.
///
/// # Errors
/// [`StoreError::Conflict`] if a concurrent request added the same version.
pub async fn add(tx: &Tx, now: DateTime<Utc>, new: NewDocument) -> StoreResult<documents::Model> {
    let last = documents::Entity::find()
        .filter(documents::Column::CaseId.eq(new.case.uuid()))
        .filter(documents::Column::Kind.eq(new.kind.as_str()))
        .filter(documents::Column::Name.eq(new.name.as_str()))
        .order_by_desc(documents::Column::Version)
        .one(tx)
        .await?;
    let row = documents::Model {
        id: new.id.uuid(),
        case_id: new.case.uuid(),
        kind: new.kind.to_string(),
        version: last.map_or(1, |last| last.version.saturating_add(1)),
        name: new.name,
        media_type: new.media_type,
        size_bytes: i64::try_from(new.bytes).map_err(|error| StoreError::undecodable("size", error))?,
        blob_key: new.sha256.clone(),
        sha256: new.sha256,
        uploaded_by: Some(new.by.uuid()),
        uploaded_at: now,
    };
    documents::Entity::insert_many([active(row.clone())]).exec_without_returning(tx).await?;
    Ok(row)
}

fn active(row: documents::Model) -> documents::ActiveModel {
    documents::ActiveModel {
        id: Set(row.id),
        case_id: Set(row.case_id),
        kind: Set(row.kind),
        version: Set(row.version),
        name: Set(row.name),
        media_type: Set(row.media_type),
        size_bytes: Set(row.size_bytes),
        sha256: Set(row.sha256),
        blob_key: Set(row.blob_key),
        uploaded_by: Set(row.uploaded_by),
        uploaded_at: Set(row.uploaded_at),
    }
}

/// Every version of every document of a case, by kind, name and version.
pub async fn of_case<C: ConnectionTrait>(db: &C, case: CaseId) -> StoreResult<Vec<documents::Model>> {
    Ok(documents::Entity::find()
        .filter(documents::Column::CaseId.eq(case.uuid()))
        .order_by_asc(documents::Column::Kind)
        .order_by_asc(documents::Column::Name)
        .order_by_asc(documents::Column::Version)
        .all(db)
        .await?)
}

/// One version of a document of a case.
pub async fn find<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    document: DocumentId,
) -> StoreResult<Option<documents::Model>> {
    Ok(documents::Entity::find_by_id(document.uuid()).filter(documents::Column::CaseId.eq(case.uuid())).one(db).await?)
}

/// Whether any document exists.
pub async fn any<C: ConnectionTrait>(db: &C) -> StoreResult<bool> {
    Ok(documents::Entity::find().one(db).await?.is_some())
}

/// The current documents of a case, as a decision binds them: the newest version of each document,
/// and one hash over all.
pub async fn on_file<C: ConnectionTrait>(db: &C, case: CaseId) -> StoreResult<OnFile> {
    let rows = of_case(db, case).await?;
    let ids: BTreeSet<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let newest: BTreeMap<(String, String), documents::Model> =
        rows.into_iter().map(|row| ((row.kind.clone(), row.name.clone()), row)).collect();
    let kinds = newest
        .keys()
        .map(|(kind, _)| DocumentKind::new(kind).map_err(|error| StoreError::undecodable("document kind", error)))
        .collect::<StoreResult<BTreeSet<_>>>()?;
    Ok(OnFile { kinds, ids, hash: (!newest.is_empty()).then(|| set_hash(newest.values())) })
}

fn set_hash<'a>(newest: impl Iterator<Item = &'a documents::Model>) -> String {
    let mut digest = Sha256::new();
    for row in newest {
        for part in [&row.kind, &row.name, &row.sha256] {
            digest.update(part.len().to_string());
            digest.update(":");
            digest.update(part);
        }
    }
    digest.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap_or_default();
        hex
    })
}
