//! Checks that a stored file agrees with its database row: it exists, and its length and hash are
//! right.
//!
//! Files are read as streams, so memory is bounded. A verified file is remembered by its length,
//! modification time and store tag, so that parts of it can be sent without reading all of it
//! again; any change of the file changes one of these.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};

/// The number of remembered files.
const REMEMBERED: u64 = 10_000;

/// The content of a file according to its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The hash, as 64 hexadecimal digits.
    pub sha256: String,
    pub bytes: u64,
}

/// Why a file does not agree with its row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    #[error("the file is missing")]
    Missing,
    /// The length differs from the row.
    #[error("the file has {found} bytes instead of {expected}")]
    Length {
        /// The length in the row.
        expected: u64,
        found: u64,
    },
    /// The length agrees, the content does not.
    #[error("the bytes of the file do not have the hash that was stored with it")]
    Bytes,
}

#[derive(Debug)]
pub enum Checked {
    /// The file agrees with its row.
    Verified(Box<ObjectMeta>),
    Damaged(Damage),
}

/// Reads a file completely and compares it with its row.
///
/// # Errors
/// When the store is unavailable or the file cannot be read.
pub async fn check(store: &dyn ObjectStore, place: &Path, content: &Content) -> Result<Checked, object_store::Error> {
    let found = match store.get(place).await {
        Ok(found) => found,
        Err(object_store::Error::NotFound { .. }) => return Ok(Checked::Damaged(Damage::Missing)),
        Err(trouble) => return Err(trouble),
    };
    let meta = found.meta.clone();
    if meta.size != content.bytes {
        return Ok(Checked::Damaged(Damage::Length { expected: content.bytes, found: meta.size }));
    }
    let mut hash = Sha256::new();
    let mut pieces = found.into_stream();
    while let Some(piece) = pieces.try_next().await? {
        hash.update(&piece);
    }
    if format!("{:x}", hash.finalize()) == content.sha256 {
        Ok(Checked::Verified(Box::new(meta)))
    } else {
        Ok(Checked::Damaged(Damage::Bytes))
    }
}

/// Compares bytes with a row.
///
/// # Errors
/// The damage.
pub(crate) fn check_bytes(bytes: &[u8], content: &Content) -> Result<(), Damage> {
    let found = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if found != content.bytes {
        return Err(Damage::Length { expected: content.bytes, found });
    }
    if format!("{:x}", Sha256::digest(bytes)) == content.sha256 { Ok(()) } else { Err(Damage::Bytes) }
}

/// The same stream, which fails before its last chunk when the hash differs: no client mistakes a
/// damaged file for a complete one.
pub fn guarded<A>(
    pieces: BoxStream<'static, Result<Bytes, std::io::Error>>,
    sha256: String,
    alarm: A,
) -> BoxStream<'static, Result<Bytes, std::io::Error>>
where
    A: FnOnce() + Send + 'static,
{
    let guard = Guard { pieces: pieces.fuse().boxed(), hash: Sha256::new(), last: None, sha256, alarm: Some(alarm) };
    stream::try_unfold(guard, Guard::next).boxed()
}

struct Guard<A> {
    pieces: BoxStream<'static, Result<Bytes, std::io::Error>>,
    hash: Sha256,
    /// The chunk that was read and not yet sent.
    last: Option<Bytes>,
    sha256: String,
    alarm: Option<A>,
}

impl<A: FnOnce() + Send> Guard<A> {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, std::io::Error> {
        while let Some(piece) = self.pieces.try_next().await? {
            self.hash.update(&piece);
            if let Some(before) = self.last.replace(piece) {
                return Ok(Some((before, self)));
            }
        }
        let Some(last) = self.last.take() else { return Ok(None) };
        if format!("{:x}", self.hash.finalize_reset()) == self.sha256 {
            return Ok(Some((last, self)));
        }
        if let Some(alarm) = self.alarm.take() {
            alarm();
        }
        Err(std::io::Error::other("the bytes do not have their hash"))
    }
}

/// The properties that identify a version of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FileStamp {
    size: u64,
    changed: DateTime<Utc>,
    tag: Option<String>,
}

impl From<&ObjectMeta> for FileStamp {
    fn from(meta: &ObjectMeta) -> Self {
        Self { size: meta.size, changed: meta.last_modified, tag: meta.e_tag.clone() }
    }
}

/// The files that were read and verified. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct VerifiedFiles(Arc<moka::sync::Cache<String, FileStamp>>);

impl Default for VerifiedFiles {
    fn default() -> Self {
        Self(Arc::new(moka::sync::Cache::new(REMEMBERED)))
    }
}

impl VerifiedFiles {
    /// Whether a file was verified and has not changed since; reads the file when this is unknown.
    ///
    /// # Errors
    /// When the store is unavailable or the file cannot be read.
    pub(crate) async fn check(
        &self,
        store: &dyn ObjectStore,
        place: &Path,
        content: &Content,
    ) -> Result<Result<(), Damage>, object_store::Error> {
        let meta = match store.head(place).await {
            Ok(meta) => meta,
            Err(object_store::Error::NotFound { .. }) => return Ok(Err(Damage::Missing)),
            Err(trouble) => return Err(trouble),
        };
        if meta.size != content.bytes {
            return Ok(Err(Damage::Length { expected: content.bytes, found: meta.size }));
        }
        let key = format!("{place} {}", content.sha256);
        if self.0.get(&key).is_some_and(|mark| mark == FileStamp::from(&meta)) {
            return Ok(Ok(()));
        }
        Ok(match check(store, place, content).await? {
            Checked::Verified(meta) => {
                self.0.insert(key, FileStamp::from(meta.as_ref()));
                Ok(())
            }
            Checked::Damaged(damage) => Err(damage),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    fn pieces(parts: &[&'static str]) -> BoxStream<'static, Result<Bytes, std::io::Error>> {
        let parts: Vec<_> = parts.iter().map(|part| Ok(Bytes::from_static(part.as_bytes()))).collect();
        stream::iter(parts).boxed()
    }

    async fn sent(sha256: String, parts: &[&'static str]) -> (Vec<Bytes>, bool, bool) {
        let alarmed = Arc::new(AtomicBool::new(false));
        let reported = Arc::clone(&alarmed);
        let mut stream = guarded(pieces(parts), sha256, move || reported.store(true, Ordering::SeqCst));
        let mut sent = Vec::new();
        let mut broke = false;
        while let Some(piece) = stream.next().await {
            match piece {
                Ok(piece) => sent.push(piece),
                Err(_) => broke = true,
            }
            if broke {
                break;
            }
        }
        (sent, broke, alarmed.load(Ordering::SeqCst))
    }

    #[tokio::test]
    async fn a_stream_with_another_hash_breaks_off_before_its_last_piece() {
        let hash = format!("{:x}", Sha256::digest(b"one two three"));
        assert_eq!(
            sent(hash.clone(), &["one ", "two ", "three"]).await,
            (vec!["one ".into(), "two ".into(), "three".into()], false, false)
        );
        assert_eq!(
            sent(hash.clone(), &["one ", "two ", "threE"]).await,
            (vec!["one ".into(), "two ".into()], true, true)
        );
        assert_eq!(sent(hash, &["one"]).await, (Vec::new(), true, true));
    }
}
