//! Files that no row refers to: what an upload left whose transaction was refused, a node that died between file and row, a finished import
//! whose file could not be removed.
//!
//! The content of documents is kept under its hash, so a file that is nobody's may become somebody's at any moment: the same content is
//! uploaded again. Therefore two rules. Whoever writes a row that refers to content holds it for its transaction ([`hold`]) and looks, while
//! it holds it, whether the file is there. Whoever removes content has it alone for its transaction ([`alone`]) and looks, while it has
//! it alone, whether a row refers to it. So the two never overlap: either the row is seen and the file stays, or the file is
//! missed before the row is written, and the upload is asked for again. On SQLite a writing transaction is alone anyway.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::rows::{asset_photos, documents, exports, imports};
use super::{Stored, Tx, dialect};

/// Imports whose files are still to be read.
const TO_BE_READ: [&str; 2] = ["queued", "running"];

/// Those of these contents that no document and no photo refers to.
///
/// # Errors
/// When the database fails.
pub async fn contents<C: ConnectionTrait>(db: &C, sha256: &[String]) -> Stored<Vec<String>> {
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

/// Those of these files to import that no import is going to read.
///
/// # Errors
/// When the database fails.
pub async fn imports<C: ConnectionTrait>(db: &C, keys: &[String]) -> Stored<Vec<String>> {
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

/// Those of these files of exports that belong to none.
///
/// # Errors
/// When the database fails.
pub async fn exports<C: ConnectionTrait>(db: &C, keys: &[String]) -> Stored<Vec<String>> {
    let wanted: Vec<Option<String>> = exports::Entity::find()
        .select_only()
        .column(exports::Column::FileKey)
        .filter(exports::Column::FileKey.is_in(keys.to_vec()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(without(keys, wanted.into_iter().flatten()))
}

/// Holds content until the transaction ends, beside others who hold it too: nobody removes it meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn hold(tx: &Tx, sha256: &str) -> Stored<()> {
    lock(tx, sha256, dialect::Hold::Shared).await
}

/// Has content alone until the transaction ends: nobody writes a row that refers to it meanwhile.
///
/// # Errors
/// When the database fails.
pub async fn alone(tx: &Tx, sha256: &str) -> Stored<()> {
    lock(tx, sha256, dialect::Hold::Alone).await
}

async fn lock(tx: &Tx, sha256: &str, hold: dialect::Hold) -> Stored<()> {
    if let Some(statement) = dialect::hold(tx.get_database_backend(), sha256, hold) {
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

fn without(all: &[String], wanted: impl IntoIterator<Item = String>) -> Vec<String> {
    let wanted: BTreeSet<String> = wanted.into_iter().collect();
    all.iter().filter(|one| !wanted.contains(*one)).cloned().collect()
}
