//! Copies files that need random access to the scratch folder, up to a limit.

use std::io::{self, Read, Seek, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::input::SourceError;

/// Copies a file to a temporary file; dropping the handle deletes it.
///
/// # Errors
/// When the file is longer than allowed, or the folder is not writable.
pub(super) fn lay_aside(file: impl Read, scratch: &Path, limit_bytes: u64) -> Result<NamedTempFile, SourceError> {
    std::fs::create_dir_all(scratch)?;
    let mut aside = NamedTempFile::new_in(scratch)?;
    let copied = io::copy(&mut file.take(limit_bytes.saturating_add(1)), &mut aside)?;
    if copied > limit_bytes {
        return Err(SourceError::TooLong { limit_bytes });
    }
    aside.flush()?;
    aside.rewind()?;
    Ok(aside)
}
