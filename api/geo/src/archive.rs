//! Zip archives nobody vouches for: how many files, how long, and how much longer than they look is bounded. Names of members are
//! only looked at; nothing is ever unpacked under them.

use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use std::path::PathBuf;

use tempfile::NamedTempFile;
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::input::SourceError;
use super::limits::Limits;
use super::spool::lay_aside;

/// Below this nothing is a bomb, however well it packs.
const HARMLESS_BYTES: u64 = 16_777_216;
const PART_BYTES: usize = 65_536;

/// An archive that was laid aside.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    aside: NamedTempFile,
    scratch: PathBuf,
    /// What may still come out of it.
    left_bytes: u64,
    limits: Limits,
}

impl Archive {
    /// Lays an archive aside and reads its list of files.
    ///
    /// # Errors
    /// When it is none, too long, or has too many files.
    pub(super) fn open(file: impl Read, scratch: PathBuf, limits: Limits) -> Result<Self, SourceError> {
        let aside = lay_aside(file, &scratch, limits.spool_bytes)?;
        let zip = ZipArchive::new(BufReader::new(aside.reopen()?)).map_err(broken)?;
        if zip.len() > limits.archive_files {
            return Err(SourceError::TooManyFiles { found: zip.len(), limit: limits.archive_files });
        }
        Ok(Self { zip, aside, scratch, left_bytes: limits.inflated_bytes, limits })
    }

    /// The names of its files, sorted.
    #[must_use]
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
        names.sort();
        names
    }

    /// A file of it, laid aside for itself.
    ///
    /// # Errors
    /// When there is none, it cannot be unpacked, or it is a bomb.
    pub(super) fn take(&mut self, name: &str) -> Result<NamedTempFile, SourceError> {
        let mut aside = NamedTempFile::new_in(&self.scratch)?;
        let member = self.zip.by_name(name).map_err(broken)?;
        let inflated = unpack(member, &mut aside, self.left_bytes, &self.limits)?;
        self.left_bytes = self.left_bytes.saturating_sub(inflated);
        aside.flush()?;
        aside.rewind()?;
        Ok(aside)
    }

    /// Unpacks everything into nothing, for a library that will unpack it by itself: all files together give at most so many bytes,
    /// and each no more than its name allows.
    ///
    /// # Errors
    /// When a file cannot be unpacked, or is a bomb.
    pub(super) fn weigh(&mut self, bytes: u64, most: impl Fn(&str) -> Option<u64>) -> Result<(), SourceError> {
        let mut left = bytes.min(self.left_bytes);
        for place in 0..self.zip.len() {
            let member = self.zip.by_index(place).map_err(broken)?;
            let most = most(&String::from_utf8_lossy(member.name_raw())).map_or(left, |most| most.min(left));
            left = left.saturating_sub(unpack(member, &mut std::io::sink(), most, &self.limits)?);
        }
        Ok(())
    }

    /// The bytes of every file with such a name, of which an archive may have several.
    ///
    /// # Errors
    /// When one cannot be unpacked, or is longer than allowed.
    pub(super) fn all(&mut self, wanted: impl Fn(&str) -> bool, most: u64) -> Result<Vec<Vec<u8>>, SourceError> {
        let mut found = Vec::new();
        for place in 0..self.zip.len() {
            let member = self.zip.by_index(place).map_err(broken)?;
            if wanted(&String::from_utf8_lossy(member.name_raw())) {
                let mut bytes = Vec::new();
                unpack(member, &mut bytes, most, &self.limits)?;
                found.push(bytes);
            }
        }
        Ok(found)
    }

    /// The archive from its beginning, as a file.
    ///
    /// # Errors
    /// When it cannot be opened again.
    pub(super) fn again(&self) -> Result<File, SourceError> {
        Ok(self.aside.reopen()?)
    }
}

/// Unpacks a file of an archive, and says how long it was.
fn unpack(
    mut member: ZipFile<'_, BufReader<File>>,
    out: &mut impl Write,
    most: u64,
    limits: &Limits,
) -> Result<u64, SourceError> {
    let packed = member.compressed_size();
    let mut part = vec![0; PART_BYTES];
    let mut inflated: u64 = 0;
    loop {
        let count = member.read(&mut part).map_err(|why| broken(ZipError::Io(why)))?;
        if count == 0 {
            return Ok(inflated);
        }
        inflated = inflated.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        let too_dense = inflated > HARMLESS_BYTES && inflated > packed.saturating_mul(limits.inflation);
        if inflated > most || too_dense {
            return Err(SourceError::Bomb { name: limits.excerpt(&String::from_utf8_lossy(member.name_raw())) });
        }
        out.write_all(part.get(..count).unwrap_or_default())?;
    }
}

#[expect(clippy::needless_pass_by_value, reason = "errors are handed over, as `map_err` hands them")]
fn broken(why: ZipError) -> SourceError {
    SourceError::Broken { format: "zip archive", what: why.to_string() }
}
