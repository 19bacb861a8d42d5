//! Reads a spreadsheet: one sheet of a workbook, copied to a temporary table that the CSV reader
//! then reads.
//!
//! The reader uses the stored value of a cell: the value that a formula had when the file was
//! saved, never the formula; a number without its display format; a day as `yyyy-mm-dd`. The texts
//! that cells share are in memory, so the code measures a workbook before it opens the workbook
//! ([`Limits::workbook_bytes`], [`Limits::shared_bytes`]); the rows are not in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ::csv::WriterBuilder;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};
use tempfile::NamedTempFile;

use super::archive::Archive;
use super::csv::CsvRows;
use super::input::{Opening, SourceError};
use super::limits::Limits;

#[expect(clippy::needless_pass_by_value, reason = "errors are handed over, as `map_err` hands them")]
fn broken(why: XlsxError) -> SourceError {
    SourceError::Broken { format: "spreadsheet", what: why.to_string() }
}

/// Opens a sheet of a workbook, the first one unless the options name another: its first row is the
/// header.
///
/// # Errors
/// When the file is not a workbook, is too long, does not have the sheet, or has an invalid header.
pub(super) fn open(file: impl Read, opening: &Opening) -> Result<CsvRows<BufReader<NamedTempFile>>, SourceError> {
    let limits = opening.limits;
    let mut archive = Archive::open(file, opening.scratch.clone(), limits)?;
    archive.weigh(limits.workbook_bytes, |name| (!is_sheet(name)).then_some(limits.shared_bytes))?;
    for texts in archive.all(holds_texts, limits.shared_bytes)? {
        announced(&texts)?;
    }
    let file = archive.again()?;
    let table = fenced(|| {
        let mut book = Xlsx::new(BufReader::new(file)).map_err(broken)?;
        let sheet = sheet_of(&book, opening.layer.as_deref())?;
        laid_aside(&mut book, &sheet, &opening.scratch, &limits)
    })?;
    CsvRows::new(BufReader::new(table), b',', limits)
}

/// Catches panics of the workbook library, which trusts the content of files too much: the code
/// refuses such a workbook, and other requests are unaffected.
fn fenced<T>(read: impl FnOnce() -> Result<T, SourceError>) -> Result<T, SourceError> {
    // The panic drops the state of the library.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_stumbled| {
        Err(SourceError::Broken { format: "spreadsheet", what: "it cannot be read to its end".to_owned() })
    })
}

fn holds_texts(member: &str) -> bool {
    member.to_ascii_lowercase().ends_with("sharedstrings.xml")
}

/// The length of the shortest shared text: `<si/>` and something.
const TEXT_BYTES: u64 = 8;

/// Checks that the announced number of shared texts is possible: the library allocates memory for
/// as many as the file announces.
fn announced(texts: &[u8]) -> Result<(), SourceError> {
    const COUNT: &str = "uniqueCount";
    let refused = |what: &str| SourceError::Broken { format: "spreadsheet", what: what.to_owned() };
    // In another encoding the number could be hidden.
    let text = std::str::from_utf8(texts).ok().filter(|text| !text.contains('\0'));
    let text = text.ok_or_else(|| refused("its texts are not UTF-8"))?;
    let most = u64::try_from(texts.len()).unwrap_or(u64::MAX).checked_div(TEXT_BYTES).unwrap_or_default();
    for (place, _) in text.match_indices(COUNT) {
        let behind = text.get(place.saturating_add(COUNT.len())..).unwrap_or_default();
        let behind =
            behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '+' | '0'));
        let digits =
            behind.find(|c: char| !c.is_ascii_digit()).map_or(behind, |end| behind.get(..end).unwrap_or_default());
        if !digits.is_empty() && digits.parse::<u64>().map_or(true, |count| count > most) {
            return Err(refused("it announces more texts than it holds"));
        }
    }
    Ok(())
}

fn is_sheet(member: &str) -> bool {
    member.to_ascii_lowercase().starts_with("xl/worksheets/sheet")
}

fn sheet_of(book: &Xlsx<BufReader<File>>, wanted: Option<&str>) -> Result<String, SourceError> {
    let sheets = book.sheets_metadata().iter().filter(|sheet| matches!(sheet.typ, SheetType::WorkSheet));
    let names: Vec<&str> = sheets.map(|sheet| sheet.name.as_str()).collect();
    match wanted {
        None => names.first().map(|name| (*name).to_owned()).ok_or(SourceError::Empty),
        Some(wanted) if names.contains(&wanted) => Ok(wanted.to_owned()),
        Some(wanted) => Err(SourceError::NoLayer { wanted: wanted.to_owned(), has: names.join(", ") }),
    }
}

/// A row of a sheet under construction.
#[derive(Default)]
struct Line {
    number: u32,
    cells: BTreeMap<usize, String>,
    bytes: usize,
}

/// Writes a sheet as a table to a temporary file. The function omits empty rows and pads short ones
/// to the width of the first.
fn laid_aside(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    scratch: &Path,
    limits: &Limits,
) -> Result<NamedTempFile, SourceError> {
    let mut aside = NamedTempFile::new_in(scratch)?;
    let mut table = WriterBuilder::new().flexible(true).from_writer(&mut aside);
    let (mut width, mut rows, mut written) = (0_usize, 0_u64, 0_u64);
    let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
    let mut line = Line::default();
    loop {
        let cell = cells.next_cell().map_err(broken)?;
        if cell.as_ref().is_none_or(|cell| cell.get_position().0 != line.number) {
            if let Some(last) = line.cells.last_key_value().map(|(column, _)| column.saturating_add(1)) {
                width = if rows == 0 { last } else { width };
                let texts = (0..last.max(width)).map(|column| line.cells.get(&column).map_or("", String::as_str));
                table.write_record(texts).map_err(std::io::Error::from)?;
                rows = rows.saturating_add(1);
                written = written.saturating_add(u64::try_from(line.bytes.max(last)).unwrap_or(u64::MAX));
            }
            if written > limits.spool_bytes {
                return Err(SourceError::TooLong { limit_bytes: limits.spool_bytes });
            }
            line = Line::default();
        }
        let Some(cell) = cell else { break };
        let (row, column) = cell.get_position();
        line.number = row;
        let text = said(cell.get_value());
        if text.is_empty() {
            continue;
        }
        line.bytes = line.bytes.saturating_add(text.len());
        if line.bytes > limits.row_bytes {
            return Err(SourceError::EndlessRow { after: rows, limit: limits.row_bytes });
        }
        // One extra column is enough to report the error, even for a cell at the far end of the
        // sheet.
        line.cells.insert(usize::try_from(column).unwrap_or(usize::MAX).min(limits.columns), text);
    }
    table.flush()?;
    drop(table);
    aside.flush()?;
    aside.rewind()?;
    Ok(aside)
}

/// The text of a cell.
fn said(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::DateTime(at) => moment(at),
        DataRef::DateTimeIso(text) => text.trim_end_matches("T00:00:00").to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(what) => what.to_string(),
    }
}

/// A day, with the time of day when it is not midnight; a duration stays a number of days.
fn moment(at: &ExcelDateTime) -> String {
    if at.is_duration() {
        return at.as_f64().to_string();
    }
    match at.to_ymd_hms_milli() {
        (year, month, day, 0, 0, 0, _) => format!("{year:04}-{month:02}-{day:02}"),
        (year, month, day, hour, minute, second, _) => {
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
        }
    }
}
