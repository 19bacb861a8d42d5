//! Writes a spreadsheet. Text stays text, independent of its first character: no cell is ever a
//! formula.

use std::path::{Path, PathBuf};

use geo::Centroid;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{Entry, Form, Losses, Plan, PositionFormat, Target, WriteError, Writer, csv, shown, wkt};

/// The most characters of a cell.
const CELL_CHARS: usize = 32_767;
/// The most rows of a sheet, with the header.
const ROWS: u32 = 1_048_576;

/// The writer of a spreadsheet. Finished rows are on disk.
pub(super) struct SheetWriter {
    book: Workbook,
    path: PathBuf,
    plan: Plan,
    row: u32,
    losses: Losses,
}

fn broken(why: XlsxError) -> WriteError {
    WriteError::format(Target::Xlsx, why)
}

impl SheetWriter {
    pub(super) fn create(path: &Path, plan: Plan) -> Result<Self, WriteError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory().map_err(broken)?;
        sheet.set_name(&plan.layer).map_err(broken)?;
        sheet.set_freeze_panes(1, 0).map_err(broken)?;
        let bold = Format::new().set_bold();
        let names = plan.fields.iter().map(|field| field.name.as_str()).chain(place_names(&plan));
        for (name, column) in names.zip(0_u16..) {
            sheet.write_string_with_format(0, column, name, &bold).map_err(broken)?;
        }
        Ok(Self { book, path: path.to_owned(), plan, row: 1, losses: Losses::default() })
    }
}

/// People with a spreadsheet want two numbers, and a text where two numbers do not suffice.
fn place_names(plan: &Plan) -> Vec<&'static str> {
    let pair = csv::place_names(&Plan { place: PositionFormat::Columns, ..plan.clone() });
    pair.into_iter().chain(["wkt"]).collect()
}

impl Writer for SheetWriter {
    fn write(&mut self, entry: &Entry) -> Result<(), WriteError> {
        if self.row >= ROWS {
            return Err(WriteError::format(Target::Xlsx, format!("a sheet has {ROWS} rows")));
        }
        let placed = self.plan.placed(&entry.geometry)?;
        let row = self.row;
        let sheet = self.book.worksheet_from_index(0).map_err(broken)?;
        let mut column = 0_u16;
        for (field, value) in self.plan.fields.iter().zip(&entry.values) {
            match (field.form, value.as_f64(), value.as_bool()) {
                (Form::Whole | Form::Number, Some(number), _) => sheet.write_number(row, column, number),
                (Form::Flag, _, Some(flag)) => sheet.write_boolean(row, column, flag),
                _ if value.is_null() => sheet.write_string(row, column, ""),
                _ => {
                    let text = shown(value);
                    let kept: String = text.chars().take(CELL_CHARS).collect();
                    self.losses.texts_cut = self.losses.texts_cut.saturating_add(u64::from(kept.len() < text.len()));
                    sheet.write_string(row, column, kept)
                }
            }
            .map_err(broken)?;
            column = column.saturating_add(1);
        }
        if let Some(at) = placed.centroid() {
            sheet.write_number(row, column, at.x()).map_err(broken)?;
            sheet.write_number(row, column.saturating_add(1), at.y()).map_err(broken)?;
        }
        let text = wkt::text(&placed);
        if text.len() <= CELL_CHARS {
            sheet.write_string(row, column.saturating_add(2), text).map_err(broken)?;
        } else {
            self.losses.shapes_left_out = self.losses.shapes_left_out.saturating_add(1);
        }
        self.row = self.row.saturating_add(1);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Losses, WriteError> {
        self.book.save(&self.path).map_err(broken)?;
        Ok(self.losses)
    }
}
