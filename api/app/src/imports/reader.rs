//! A file in chunks of checked rows, read in a thread of its own, a few chunks ahead of the writing
//! and no more.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::catalogue::Catalogue;
use super::check::{Checked, Checker};
use super::mapping::Mapping;
use api_geo::input::{Rows, SourceError};
use api_geo::limits::Limits;
use api_geo::row::{Cells, Row};
use api_geo::source::open;

/// Rows written in one transaction.
pub(crate) const CHUNK_ROWS: u64 = 1_000;
/// A chunk of long rows is closed before it has so many.
const CHUNK_BYTES: u64 = 4_194_304;
const CHUNKS_AHEAD: usize = 2;

/// Some rows after each other.
#[derive(Default)]
pub struct Chunk {
    /// What came of them.
    pub rows: Vec<Checked>,
    /// The number of the last one.
    pub last_row: u64,
    /// Bytes of the file read with them.
    pub read_bytes: u64,
}

/// What the thread tells.
pub enum Part {
    /// The header is good; these columns nobody reads.
    Opened {
        unread_columns: Vec<String>,
    },
    Rows(Chunk),
    /// The file cannot be read on.
    Broken(String),
}

/// Starts reading. A chunk ends at `boundary`, so that a resumed import cuts where it was cut.
#[must_use]
pub fn start(
    file: Box<dyn Read + Send>,
    mapping: Arc<Mapping>,
    catalogue: Arc<dyn Catalogue>,
    boundary: u64,
    scratch: PathBuf,
) -> mpsc::Receiver<Part> {
    let (tell, told) = mpsc::channel(CHUNKS_AHEAD);
    tokio::task::spawn_blocking(move || {
        // When nobody listens any more the import is over, and so is the reading.
        let _over = read(file, &mapping, catalogue.as_ref(), boundary, scratch, &tell);
    });
    told
}

struct Over;

fn read(
    file: Box<dyn Read + Send>,
    mapping: &Mapping,
    catalogue: &dyn Catalogue,
    boundary: u64,
    scratch: PathBuf,
    tell: &mpsc::Sender<Part>,
) -> Result<(), Over> {
    let say = |part: Part| tell.blocking_send(part).map_err(|_nobody_listens| Over);
    let limits = Limits::default();
    let rows = match opened(file, mapping, scratch, limits) {
        Ok(rows) => rows,
        Err(error) => return say(Part::Broken(error.to_string())),
    };
    let unread_columns = rows.header().map(|header| mapping.unread_columns(header)).unwrap_or_default();
    say(Part::Opened { unread_columns })?;
    let checker = Checker::new(mapping, catalogue, limits);
    let mut chunk = Chunk::default();
    let mut begun_at = 0;
    let mut trouble: Option<SourceError> = None;
    for row in rows {
        match row {
            Err(fault) => trouble = Some(fault),
            Ok(row) => {
                let row = Row { cells: row.cells.and_then(Cells::checked), ..row };
                chunk.rows.push(checker.check(&row));
                chunk.last_row = row.number;
                chunk.read_bytes = row.read_bytes;
                let full = row.number.is_multiple_of(CHUNK_ROWS)
                    || row.number == boundary
                    || row.read_bytes.saturating_sub(begun_at) > CHUNK_BYTES;
                if full {
                    begun_at = row.read_bytes;
                    say(Part::Rows(std::mem::take(&mut chunk)))?;
                }
            }
        }
    }
    if !chunk.rows.is_empty() {
        say(Part::Rows(chunk))?;
    }
    trouble.map_or(Ok(()), |fault| say(Part::Broken(fault.to_string())))
}

/// Why the file cannot be read with the mapping.
#[derive(Debug, thiserror::Error)]
enum OpeningError {
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The mapping is for another file.
    #[error("the mapping reads columns the file does not have: {absent}; the file has: {names}")]
    Columns { absent: String, names: String },
}

fn opened(
    file: Box<dyn Read + Send>,
    mapping: &Mapping,
    scratch: PathBuf,
    limits: Limits,
) -> Result<Box<dyn Rows>, OpeningError> {
    let rows = open(file, &mapping.opening(scratch, limits))?;
    let absent = rows.header().map(|header| mapping.absent_columns(header)).unwrap_or_default();
    if absent.is_empty() {
        Ok(rows)
    } else {
        let names = rows.header().map(|header| header.names().join(", ")).unwrap_or_default();
        Err(OpeningError::Columns { absent: absent.join(", "), names })
    }
}
