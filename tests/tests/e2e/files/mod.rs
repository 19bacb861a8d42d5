//! The same document store, import file store and server with files in a folder and in a bucket. A
//! bucket that does not answer leaves no partial result.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod app;
mod document_store;
mod https;
mod import_file_store;
mod refused;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api_app::config::Config;
use api_app::files::store_of;
use object_store::ObjectStore;
use tests::bucket::Bucket;

/// A place for files: its object store, and the folder in which the test counts the files.
struct TestStorage {
    store: Arc<dyn ObjectStore>,
    behind: PathBuf,
    _folder: tempfile::TempDir,
    _bucket: Option<Bucket>,
}

impl TestStorage {
    fn of(settings: &[(&str, String)], kind: &str, behind: &Path, folder: tempfile::TempDir) -> Self {
        let data = folder.path().to_str().unwrap().to_owned();
        let mut keys = vec![("data.dir", data.as_str())];
        keys.extend(settings.iter().map(|(key, value)| (*key, value.as_str())));
        let store = store_of(&Config::with(&keys).unwrap(), kind).unwrap();
        Self { store, behind: behind.join(kind), _folder: folder, _bucket: None }
    }

    fn folder(kind: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let behind = folder.path().to_owned();
        Self::of(&[], kind, &behind, folder)
    }

    async fn bucket(kind: &str) -> Self {
        let bucket = Bucket::open().await;
        let place = Self::of(&bucket.settings(), kind, &bucket.folder(), tempfile::tempdir().unwrap());
        Self { _bucket: Some(bucket), ..place }
    }

    fn files(&self) -> usize {
        files_in(&self.behind)
    }
}

fn files_in(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries.map(|entry| entry.unwrap().path()).map(|path| if path.is_dir() { files_in(&path) } else { 1 }).sum()
}
