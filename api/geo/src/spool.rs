//! Files that must be read here and there are laid aside first, in the scratch folder, no longer than allowed.

use std::io::{self, Read, Seek, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::input::SourceError;

/// Lays a file aside; it goes when it is dropped.
///
/// # Errors
/// When it is longer than allowed, or the folder cannot be written.
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
