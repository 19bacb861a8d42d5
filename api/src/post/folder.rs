//! Letters as files, for houses without a mail server: `make run` and tests open them with any mail reader.

use std::path::{Path, PathBuf};

use tokio::fs;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use super::carrier::Undelivered;

/// A folder that takes letters as `<id>.eml`.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Letters go to `path`, which is made when the first one comes.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Put a letter down whole or not at all: written aside, then moved. The same letter again replaces itself.
    ///
    /// # Errors
    /// When the disk refuses; that may pass.
    pub async fn keep(&self, letter: Uuid, bytes: Vec<u8>) -> Result<String, Undelivered> {
        let target = self.path.join(format!("{letter}.eml"));
        self.write(&target, &bytes)
            .await
            .map(|()| format!("kept as {}", target.display()))
            .map_err(|error| Undelivered::ServerFailed(format!("{}: {error}", target.display())))
    }

    async fn write(&self, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(&self.path).await?;
        let aside = target.with_extension("part");
        let mut file = fs::File::create(&aside).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        fs::rename(&aside, target).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_letter_lies_there_whole_and_once() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::new(place.path().join("mail"));
        let letter = Uuid::from_u128(9);
        folder.keep(letter, b"first".to_vec()).await.unwrap();
        folder.keep(letter, b"again".to_vec()).await.unwrap();
        let files: Vec<_> =
            std::fs::read_dir(place.path().join("mail")).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, [format!("{letter}.eml").as_str()]);
        assert_eq!(std::fs::read(place.path().join("mail").join(format!("{letter}.eml"))).unwrap(), b"again");
    }

    #[tokio::test]
    async fn a_disk_that_refuses_is_no_fault_of_the_letter() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("not-a-folder");
        std::fs::write(&file, b"x").unwrap();
        assert!(matches!(Folder::new(file).keep(Uuid::nil(), Vec::new()).await, Err(Undelivered::ServerFailed(_))));
    }
}
