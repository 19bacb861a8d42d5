//! Reads a file to its end.

use api_geo::crs::Crs;
use api_geo::limits::Limits;
use api_geo::source::{Format, Opening, open};

/// Opens the bytes as a format and reads every row.
pub fn drain(format: Format, bytes: &[u8]) {
    let limits = Limits {
        row_bytes: 65_536,
        vertices: 1_000,
        columns: 64,
        excerpt_chars: 100,
        spool_bytes: 1_048_576,
        inflated_bytes: 4_194_304,
        workbook_bytes: 4_194_304,
        shared_bytes: 1_048_576,
        archive_files: 16,
        inflation: 100,
    };
    let opening = Opening { format: Some(format), crs: Some(Crs::Crs84), limits, ..Opening::plain(std::env::temp_dir()) };
    if let Ok(rows) = open(Box::new(std::io::Cursor::new(bytes.to_vec())), &opening) {
        for row in rows.take(10_000) {
            drop(row);
        }
    }
}
