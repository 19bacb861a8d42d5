//! Zip archives from untrusted sources, with limits on the number of files, their length, and the
//! ratio of inflation. The code only reads member names; it never creates files with those names.

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

/// Below this size, a file is never a bomb, at any ratio.
const HARMLESS_BYTES: u64 = 16_777_216;
const PART_BYTES: usize = 65_536;

/// An archive in a temporary file.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    aside: NamedTempFile,
    scratch: PathBuf,
    /// The remaining allowance of unpacked bytes.
    left_bytes: u64,
    limits: Limits,
}

impl Archive {
    /// Copies an archive to a temporary file and reads its list of files.
    ///
    /// # Errors
    /// When the file is not an archive, is too long, or has too many files.
    pub(super) fn open(file: impl Read, scratch: PathBuf, limits: Limits) -> Result<Self, SourceError> {
        let aside = lay_aside(file, &scratch, limits.spool_bytes)?;
        let zip = ZipArchive::new(BufReader::new(aside.reopen()?)).map_err(broken)?;
        if zip.len() > limits.archive_files {
            return Err(SourceError::TooManyFiles { found: zip.len(), limit: limits.archive_files });
        }
        Ok(Self { zip, aside, scratch, left_bytes: limits.inflated_bytes, limits })
    }

    /// The sorted names of the files.
    #[must_use]
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
        names.sort();
        names
    }

    /// Unpacks one file to a temporary file.
    ///
    /// # Errors
    /// When the file does not exist, cannot be unpacked, or is a bomb.
    pub(super) fn take(&mut self, name: &str) -> Result<NamedTempFile, SourceError> {
        let mut aside = NamedTempFile::new_in(&self.scratch)?;
        let member = self.zip.by_name(name).map_err(broken)?;
        let inflated = unpack(member, &mut aside, self.left_bytes, &self.limits)?;
        self.left_bytes = self.left_bytes.saturating_sub(inflated);
        aside.flush()?;
        aside.rewind()?;
        Ok(aside)
    }

    /// Unpacks everything without storing it, before a library unpacks the archive itself: all
    /// files together have at most that many bytes, and each at most what its name allows.
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

    /// The bytes of every file with a matching name; an archive may have several.
    ///
    /// # Errors
    /// When a file cannot be unpacked, or is longer than allowed.
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
    pub(super) fn again(&self) -> Result<File, SourceError> {
        Ok(self.aside.reopen()?)
    }
}

/// Unpacks a file of an archive and returns its length.
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
