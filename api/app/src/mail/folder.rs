//! Writes messages as files, for installations without a mail server: `make run` and tests open
//! them with any mail reader.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use tokio::fs;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use super::transport::DeliveryError;

/// The file extension of a message that is being written.
const PART: &str = "part";

/// A folder that stores messages as `<id>.eml`.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Messages go to `path`, which the first message creates.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Stores a message atomically: writes a temporary file, then renames it. The same message
    /// replaces its file.
    ///
    /// # Errors
    /// When the file cannot be written; a retry may succeed.
    pub async fn keep(&self, message_id: Uuid, bytes: Vec<u8>) -> Result<String, DeliveryError> {
        let target = self.path.join(format!("{message_id}.eml"));
        self.write(&target, &bytes)
            .await
            .map(|()| format!("kept as {}", target.display()))
            .map_err(|error| DeliveryError::ServerFailed(format!("{}: {error}", target.display())))
    }

    async fn write(&self, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(&self.path).await?;
        let aside = target.with_extension(PART);
        let mut file = fs::File::create(&aside).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        fs::rename(&aside, target).await?;
        fs::File::open(&self.path).await?.sync_all().await
    }
}

/// Removes partial message files older than `older_than` that crashed processes left, and returns
/// their number.
///
/// # Errors
/// When the folder cannot be read, or a file cannot be removed.
pub fn sweep(folder: &Path, older_than: SystemTime) -> std::io::Result<usize> {
    let mut removed: usize = 0;
    if !folder.exists() {
        return Ok(removed);
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let is_part = entry.path().extension().is_some_and(|ending| ending == PART);
        if is_part && entry.metadata().and_then(|found| found.modified()).is_ok_and(|at| at < older_than) {
            std::fs::remove_file(entry.path())?;
            removed = removed.saturating_add(1);
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_message_is_in_the_folder_whole_and_once() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().join("mail"));
        let message_id = Uuid::from_u128(9);
        folder.keep(message_id, b"first".to_vec()).await.unwrap();
        folder.keep(message_id, b"again".to_vec()).await.unwrap();
        let files: Vec<_> =
            std::fs::read_dir(place.path().join("mail")).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, [format!("{message_id}.eml").as_str()]);
        assert_eq!(std::fs::read(place.path().join("mail").join(format!("{message_id}.eml"))).unwrap(), b"again");
    }

    #[tokio::test]
    async fn what_was_left_half_way_goes_after_its_time() {
        let place = tempfile::tempdir().unwrap();
        assert_eq!(sweep(&place.path().join("mail"), SystemTime::UNIX_EPOCH).unwrap(), 0, "no folder, no letters");
        std::fs::write(place.path().join("1.part"), b"half").unwrap();
        Folder::new(place.path()).keep(Uuid::from_u128(2), b"whole".to_vec()).await.unwrap();
        assert_eq!(sweep(place.path(), SystemTime::UNIX_EPOCH).unwrap(), 0);
        assert_eq!(
            sweep(place.path(), SystemTime::UNIX_EPOCH + std::time::Duration::from_hours(24 * 365 * 100)).unwrap(),
            1
        );
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[tokio::test]
    async fn a_disk_that_refuses_is_no_fault_of_the_message() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("not-a-folder");
        std::fs::write(&file, b"x").unwrap();
        assert!(matches!(Folder::new(file).keep(Uuid::nil(), Vec::new()).await, Err(DeliveryError::ServerFailed(_))));
    }
}
