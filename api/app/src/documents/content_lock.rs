//! What must hold before a row refers to a file: its content stays, and its name is one a file may
//! have.

use domain::messages::FieldProblem;
use domain::text::checked::SingleLineText;

use super::document_store::DocumentStore;
use crate::error::AppError;
use crate::files;
use api_store::{Tx, admin::orphans};

/// Holds content for a transaction that writes a row which refers to it: it is there now, and
/// stays.
///
/// # Errors
/// [`AppError::Again`] when it was removed just before, since no row referred to it; it must be
/// sent again.
pub async fn hold(tx: &Tx, documents: &DocumentStore, sha256: &str) -> Result<(), AppError> {
    orphans::lock_shared(tx, sha256).await?;
    let there = documents.has(sha256).await.map_err(files::failure)?;
    if there { Ok(()) } else { Err(AppError::Again) }
}

/// The name of a file, in normal form C. `pointer` is where the request has it.
///
/// # Errors
/// [`AppError::Invalid`] for a name that no file may have.
pub fn well_named(name: &str, pointer: &str) -> Result<String, AppError> {
    let name = SingleLineText::new(name, 200).ok().filter(|name| !name.as_str().contains(['/', '\\']));
    let wrong = || AppError::invalid(pointer, FieldProblem::NotAFileName { most: 200.into() });
    name.map(SingleLineText::into_string).ok_or_else(wrong)
}
