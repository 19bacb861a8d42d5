//! Reads a file in chunks of checked rows, on its own thread, at most a few chunks ahead of the
//! writer.

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
/// A chunk of long rows ends at this size.
const CHUNK_BYTES: u64 = 4_194_304;
const CHUNKS_AHEAD: usize = 2;

#[derive(Default)]
pub struct Chunk {
    /// The result of each row.
    pub rows: Vec<Checked>,
    /// The number of the last row.
    pub last_row: u64,
    /// The bytes that were read from the file for these rows.
    pub read_bytes: u64,
}

/// A message of the reader thread.
pub enum Part {
    /// The header is valid; no cell reads these columns.
    Opened {
        unread_columns: Vec<String>,
    },
    Rows(Chunk),
    /// The rest of the file cannot be read.
    Broken(String),
}

/// Starts the thread. A chunk ends at `boundary`, so that a resumed import has the same chunks as
/// before.
#[must_use]
pub fn start(
    file: Box<dyn Read + Send>,
    mapping: Arc<Mapping>,
    catalogue: Arc<dyn Catalogue>,
    boundary: u64,
    scratch: PathBuf,
) -> mpsc::Receiver<Part> {
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    tokio::task::spawn_blocking(move || {
        // When the receiver is gone, the import is over, and the thread ends.
        let _over = read(file, &mapping, catalogue.as_ref(), boundary, scratch, &sender);
    });
    receiver
}

struct Over;

fn read(
    file: Box<dyn Read + Send>,
    mapping: &Mapping,
    catalogue: &dyn Catalogue,
    boundary: u64,
    scratch: PathBuf,
    sender: &mpsc::Sender<Part>,
) -> Result<(), Over> {
    let say = |part: Part| sender.blocking_send(part).map_err(|_nobody_listens| Over);
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

/// Why the mapping cannot read the file.
#[derive(Debug, thiserror::Error)]
enum OpeningError {
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The mapping belongs to another kind of file.
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
