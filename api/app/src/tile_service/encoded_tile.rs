//! A tile in its cached and transmitted form.

use std::cell::RefCell;
use std::io::{self, Read};

use bytes::Bytes;
use flate2::read::GzDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};
use sha2::{Digest, Sha256};

/// The approximate memory of a tile and its key besides the tile's bytes.
const OVERHEAD: usize = 300;

/// A tile, compressed once for all requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodedTile {
    /// The tile in gzip; empty when the tile has no features.
    gzip: Bytes,
    /// The hash of the uncompressed tile, in hexadecimal digits.
    digest: String,
}

impl EncodedTile {
    /// Compresses a tile.
    ///
    /// # Errors
    /// Never in memory.
    pub(crate) fn compress(tile: &[u8]) -> io::Result<Self> {
        let digest = format!("{:x}", Sha256::digest(tile)).chars().take(32).collect();
        if tile.is_empty() {
            return Ok(Self { gzip: Bytes::new(), digest });
        }
        Ok(Self { gzip: gzip(tile)?, digest })
    }

    /// Whether the tile has no features.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.gzip.is_empty()
    }

    /// The bytes after gzip compression.
    #[must_use]
    pub fn gzip(&self) -> Bytes {
        self.gzip.clone()
    }

    /// The uncompressed bytes, for clients without gzip.
    ///
    /// # Errors
    /// Never, since this server compressed the bytes itself.
    pub fn plain(&self) -> io::Result<Bytes> {
        let mut tile = Vec::new();
        if !self.is_empty() {
            GzDecoder::new(self.gzip.as_ref()).read_to_end(&mut tile)?;
        }
        Ok(tile.into())
    }

    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The approximate memory, in bytes.
    #[must_use]
    pub(super) fn weight(&self) -> u32 {
        u32::try_from(self.gzip.len().saturating_add(OVERHEAD)).unwrap_or(u32::MAX)
    }
}

thread_local! {
    /// A new compressor clears a quarter of a megabyte, which takes longer than compressing a tile:
    /// each thread keeps its own.
    static COMPRESS: RefCell<Compress> = RefCell::new(Compress::new_gzip(Compression::fast(), WINDOW_BITS));
}

/// The largest gzip window.
const WINDOW_BITS: u8 = 15;

/// Compresses map data: fast rather than small, since a client waits for it.
///
/// # Errors
/// Never in memory.
pub fn gzip(plain: &[u8]) -> io::Result<Bytes> {
    COMPRESS.with_borrow_mut(|compress| {
        compress.reset();
        let mut compressed = Vec::new();
        loop {
            compressed.reserve((plain.len() / 4).max(256));
            let done = usize::try_from(compress.total_in()).unwrap_or(usize::MAX);
            let rest = plain.get(done..).unwrap_or_default();
            match compress.compress_vec(rest, &mut compressed, FlushCompress::Finish)? {
                Status::StreamEnd => return Ok(compressed.into()),
                Status::Ok | Status::BufError => {}
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::EncodedTile;

    #[test]
    fn what_is_compressed_can_be_read_again() {
        let even = vec![7_u8; 10_000];
        assert!(EncodedTile::compress(&even).unwrap().gzip().len() < 200);
        // Incompressible data becomes longer; one compressor serves many tiles.
        let uneven: Vec<u8> = (0..100_000_u32).flat_map(|n| Sha256::digest(n.to_le_bytes())).collect();
        for tile in [&even, &uneven, &even] {
            assert_eq!(EncodedTile::compress(tile).unwrap().plain().unwrap(), *tile);
        }
        let tile = EncodedTile::compress(&even).unwrap();
        let empty = EncodedTile::compress(&[]).unwrap();
        assert!(empty.is_empty() && empty.plain().unwrap().is_empty());
        assert_ne!(tile.digest(), empty.digest());
    }
}
