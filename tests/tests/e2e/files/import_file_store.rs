//! Tests of the store for files to import.

use std::io::Read;

use api_app::imports::import_file_store::{ImportFileError, ImportFileStore};
use futures_util::stream::iter;

use super::TestStorage;

/// A piece of an upload, or the error of a sender whose connection breaks.
type Piece = Result<bytes::Bytes, std::io::Error>;

/// Numbers of eight bytes each, a thousand in a piece.
fn pieces(count: usize) -> Vec<Piece> {
    let numbers: Vec<String> = (0..count).map(|at| format!("{at:07};")).collect();
    numbers.chunks(1_000).map(|some| Ok(bytes::Bytes::from(some.concat()))).collect()
}

async fn keeps_until_it_is_done(place: TestStorage) {
    let import_files = ImportFileStore::of(place.store.clone());
    let stored = import_files.put("lô-1", iter(pieces(1_500_000)), 20_000_000).await.unwrap();
    assert_eq!((stored.bytes, stored.key.as_str()), (12_000_000, "lô-1"));
    let mut file = import_files.open("lô-1").await.unwrap();
    let read = tokio::task::spawn_blocking(move || {
        let mut text = String::new();
        file.read_to_string(&mut text).map(|_| text)
    });
    let text = read.await.unwrap().unwrap();
    assert!(text.len() == 12_000_000 && text.starts_with("0000000;0000001;") && text.ends_with("1499999;"));
    import_files.remove("lô-1").await.unwrap();
    import_files.remove("lô-1").await.unwrap();
    assert!(import_files.open("lô-1").await.is_err());

    let empty = import_files.put("lô-2", iter(pieces(0)), 100).await.unwrap_err();
    assert!(matches!(empty, ImportFileError::Empty), "{empty}");
    let long = import_files.put("lô-3", iter(pieces(1_500_000)), 11_000_000).await.unwrap_err();
    assert!(matches!(long, ImportFileError::TooLong { .. }), "{long}");
    let mut broken = pieces(1_000_000);
    broken.push(Err(std::io::Error::other("cut off")));
    let broken = import_files.put("lô-4", iter(broken), 20_000_000).await.unwrap_err();
    assert!(matches!(broken, ImportFileError::BrokenOff(_)), "{broken}");
    assert_eq!(place.files(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_to_import_is_stored_until_it_is_done_in_a_folder() {
    keeps_until_it_is_done(TestStorage::folder("imports")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_to_import_is_stored_until_it_is_done_in_a_bucket() {
    keeps_until_it_is_done(TestStorage::bucket("imports").await).await;
}
