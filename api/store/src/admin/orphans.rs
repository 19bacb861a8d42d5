//! Files that no row refers to: after an upload with a rejected transaction, after a crash between
//! file and row, after a failed removal of a finished import's file.
//!
//! The content of documents is stored under its hash, so an upload can refer to unreferenced
//! content at any moment. A transaction that writes a referring row takes a shared lock on the
//! content ([`lock_shared`]) and then checks that the file exists. A transaction that removes
//! content takes an exclusive lock ([`lock_exclusive`]) and then checks that no row refers to it.
//! So either the row is seen and the file stays, or the missing file is noticed and the upload must
//! be repeated. On SQLite a writing transaction is exclusive anyway.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::entities::{asset_photos, documents, exports, imports, status::ImportStatus};
use crate::{StoreResult, Tx, database::dialect};

/// Imports whose files are still needed.
const TO_BE_READ: [ImportStatus; 2] = [ImportStatus::Queued, ImportStatus::Running];

/// The subset of these contents that no document and no photo refers to.
pub async fn contents<C: ConnectionTrait>(db: &C, sha256: &[String]) -> StoreResult<Vec<String>> {
    let documents: Vec<String> = documents::Entity::find()
        .select_only()
        .column(documents::Column::BlobKey)
        .filter(documents::Column::BlobKey.is_in(sha256.to_vec()))
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    let photos: Vec<String> = asset_photos::Entity::find()
        .select_only()
        .column(asset_photos::Column::Sha256)
        .filter(asset_photos::Column::Sha256.is_in(sha256.to_vec()))
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    Ok(without(sha256, documents.into_iter().chain(photos)))
}

/// The subset of these import files that no unfinished import refers to.
pub async fn imports<C: ConnectionTrait>(db: &C, keys: &[String]) -> StoreResult<Vec<String>> {
    let wanted: Vec<String> = imports::Entity::find()
        .select_only()
        .column(imports::Column::FileKey)
        .filter(imports::Column::FileKey.is_in(keys.to_vec()))
        .filter(imports::Column::Status.is_in(TO_BE_READ))
        .into_tuple()
        .all(db)
        .await?;
    Ok(without(keys, wanted))
}

/// The subset of these export files that no export refers to.
pub async fn exports<C: ConnectionTrait>(db: &C, keys: &[String]) -> StoreResult<Vec<String>> {
    let wanted: Vec<Option<String>> = exports::Entity::find()
        .select_only()
        .column(exports::Column::FileKey)
        .filter(exports::Column::FileKey.is_in(keys.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(without(keys, wanted.into_iter().flatten()))
}

/// Takes a shared lock on content until the transaction ends: no other transaction removes the
/// content meanwhile.
pub async fn lock_shared(tx: &Tx, sha256: &str) -> StoreResult<()> {
    lock(tx, sha256, dialect::LockMode::Shared).await
}

/// Takes an exclusive lock on content until the transaction ends, however long the removal of the
/// file takes: no other transaction writes a row that refers to the content meanwhile.
pub async fn lock_exclusive(tx: &Tx, sha256: &str) -> StoreResult<()> {
    if let Some(statement) = dialect::stay_open(tx.get_database_backend()) {
        tx.execute_unprepared(statement).await?;
    }
    lock(tx, sha256, dialect::LockMode::Exclusive).await
}

async fn lock(tx: &Tx, sha256: &str, mode: dialect::LockMode) -> StoreResult<()> {
    if let Some(statement) = dialect::advisory_lock(tx.get_database_backend(), sha256, mode) {
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

fn without(all: &[String], wanted: impl IntoIterator<Item = String>) -> Vec<String> {
    let wanted: BTreeSet<String> = wanted.into_iter().collect();
    all.iter().filter(|one| !wanted.contains(*one)).cloned().collect()
}
