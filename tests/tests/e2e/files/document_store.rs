//! Tests of the document store in a folder and in a bucket.

use std::ops::Range;

use api_app::documents::document_store::{Allowance, DocumentStore, DocumentStoreError};
use api_app::documents::sniff::FileKind;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use uuid::Uuid;

use super::TestStorage;

/// A file that the store refuses, and the check of the expected error.
type Refused<'a> = (&'a [u8], fn(&DocumentStoreError) -> bool);

/// A length above one part of a multipart upload, in bytes.
const LONG: usize = 12_000_000;

fn allowance(bytes: u64) -> Allowance {
    Allowance { bytes, kinds: vec![FileKind::Pdf, FileKind::Json] }
}

fn pdf(length: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend((0..length.saturating_sub(pdf.len())).map(|at| u8::try_from(at % 251).unwrap()));
    pdf
}

async fn read(documents: &DocumentStore, sha256: &str, range: Range<u64>) -> Vec<u8> {
    let pieces: Vec<bytes::Bytes> = documents.get(sha256, range).await.unwrap().unwrap().try_collect().await.unwrap();
    pieces.concat()
}

async fn comes_back(place: TestStorage) {
    let documents = DocumentStore::of(place.store.clone());
    for length in [150_000, LONG] {
        let sent = pdf(length);
        let bytes = u64::try_from(length).unwrap();
        let kept = documents.put(Uuid::from_u128(1), sent.as_slice(), &allowance(bytes)).await.unwrap();
        assert_eq!((kept.bytes, kept.kind, kept.sha256.len()), (bytes, FileKind::Pdf, 64));
        assert!(read(&documents, &kept.sha256, 0..bytes).await == sent, "{length} bytes");
        assert_eq!(read(&documents, &kept.sha256, 1..4).await, b"PDF");
        assert_eq!(read(&documents, &kept.sha256, bytes - 3..bytes).await, sent[length - 3..]);
        let before = place.files();
        let again = documents.put(Uuid::from_u128(2), sent.as_slice(), &allowance(bytes)).await.unwrap();
        assert_eq!((again, place.files()), (kept, before), "the same content is one file");
    }
    assert_eq!(place.files(), 2);
    assert!(documents.get(&"0".repeat(64), 0..1).await.unwrap().is_none());
}

async fn leaves_nothing_behind(place: TestStorage) {
    let documents = DocumentStore::of(place.store.clone());
    let long = pdf(LONG);
    let refused: [Refused<'_>; 5] = [
        (b"", |reason| matches!(reason, DocumentStoreError::Empty)),
        (&long, |reason| matches!(reason, DocumentStoreError::TooLong { limit_bytes: 11_000_000 })),
        (b"MZ\x90\0 program", |reason| matches!(reason, DocumentStoreError::Kind { .. })),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", |reason| matches!(reason, DocumentStoreError::Kind { .. })),
        (b"{\"type\": \"Feature", |reason| matches!(reason, DocumentStoreError::Json(_))),
    ];
    for (bytes, expected) in refused {
        let reason = documents.put(Uuid::from_u128(3), bytes, &allowance(11_000_000)).await.unwrap_err();
        assert!(expected(&reason), "{reason}");
    }
    assert_eq!(place.files(), 0);
}

async fn is_swept(place: TestStorage) {
    let documents = DocumentStore::of(place.store.clone());
    let kept = documents.put(Uuid::from_u128(1), pdf(100).as_slice(), &allowance(100)).await.unwrap();
    let arriving = place.behind.join("arriving");
    std::fs::create_dir_all(&arriving).unwrap();
    std::fs::write(arriving.join("left"), b"half").unwrap();
    assert_eq!(documents.sweep(DateTime::UNIX_EPOCH).await.unwrap(), 0);
    assert_eq!(documents.sweep(DateTime::<Utc>::MAX_UTC).await.unwrap(), 1);
    assert_eq!(place.files(), 1);
    assert_eq!(read(&documents, &kept.sha256, 0..100).await, pdf(100), "what has its place stays");
}

#[tokio::test]
async fn a_file_comes_back_as_it_went_in_from_a_folder() {
    comes_back(TestStorage::folder("documents")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_comes_back_as_it_went_in_from_a_bucket() {
    comes_back(TestStorage::bucket("documents").await).await;
}

#[tokio::test]
async fn what_is_not_taken_leaves_nothing_behind_in_a_folder() {
    leaves_nothing_behind(TestStorage::folder("documents")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_taken_leaves_nothing_behind_in_a_bucket() {
    leaves_nothing_behind(TestStorage::bucket("documents").await).await;
}

#[tokio::test]
async fn what_was_left_half_way_is_swept_in_a_folder() {
    is_swept(TestStorage::folder("documents")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_left_half_way_is_swept_in_a_bucket() {
    is_swept(TestStorage::bucket("documents").await).await;
}
