//! Checks before a row refers to a file: the content stays, and the file name is valid.

use domain::messages::FieldProblem;
use domain::text::checked::SingleLineText;

use super::document_store::DocumentStore;
use crate::error::AppError;
use crate::files;
use api_store::{Tx, admin::orphans};

/// Locks content for a transaction that writes a row with a reference to it: the content exists,
/// and stays.
///
/// # Errors
/// [`AppError::Again`] when the content was just removed because no row referred to it; the client
/// must send it again.
pub async fn hold(tx: &Tx, documents: &DocumentStore, sha256: &str) -> Result<(), AppError> {
    orphans::lock_shared(tx, sha256).await?;
    let there = documents.has(sha256).await.map_err(files::failure)?;
    if there { Ok(()) } else { Err(AppError::Again) }
}

/// The name of a file, in normalisation form C. `pointer` locates the name in the request.
///
/// # Errors
/// [`AppError::Invalid`] for an invalid file name.
pub fn well_named(name: &str, pointer: &str) -> Result<String, AppError> {
    let name = SingleLineText::new(name, 200).ok().filter(|name| !name.as_str().contains(['/', '\\']));
    let wrong = || AppError::invalid(pointer, FieldProblem::NotAFileName { most: 200.into() });
    name.map(SingleLineText::into_string).ok_or_else(wrong)
}
