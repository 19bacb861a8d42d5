//! Tests with workbooks as people and programs save them, and with hostile ones.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{ExcelDateTime, Format as Look, Formula, Workbook};
use zip::write::SimpleFileOptions;

use super::input::{Format, Opening, SourceError};
use super::limits::Limits;
use super::row::{Row, RowError};
use super::source::open;

fn read_within(bytes: Vec<u8>, layer: Option<&str>, limits: Limits) -> Result<Vec<Row>, SourceError> {
    let scratch = tempfile::tempdir().unwrap();
    let layer = layer.map(str::to_owned);
    let opening = Opening { layer, limits, ..Opening::plain(scratch.path().to_owned()) };
    open(Box::new(Cursor::new(bytes)), &opening)?.collect()
}

fn read(bytes: Vec<u8>) -> Result<Vec<Row>, SourceError> {
    read_within(bytes, None, Limits::default())
}

fn said(row: &Row, name: &str) -> Option<String> {
    row.cells.as_ref().unwrap().named(name).and_then(|value| value.as_str().map(str::to_owned))
}

fn survey() -> Workbook {
    let mut book = Workbook::new();
    let day = Look::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet();
    for (name, column) in ["mã", "chiều cao", "có dây néo", "ngày", "giờ", "tổng", "ghi chú"].into_iter().zip(0_u16..)
    {
        sheet.write_string(1, column, name).unwrap();
    }
    sheet.write_string(2, 0, "0012").unwrap();
    sheet.write_number(2, 1, 8.5).unwrap();
    sheet.write_boolean(2, 2, true).unwrap();
    let at = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
    sheet.write_datetime_with_format(2, 3, at("2023-03-05"), &day).unwrap();
    sheet.write_datetime_with_format(2, 4, at("2023-03-05T14:30:00"), &day).unwrap();
    sheet.write_formula(2, 5, Formula::new("=SUM(B3,3)").set_result("11.5")).unwrap();
    sheet.write_string(2, 6, "  cột điện, \"đường\" Hạ Long\nð  ").unwrap();
    // An empty row between, and a short row.
    sheet.write_string(4, 0, "QN-2").unwrap();
    sheet.write_number(4, 1, 107.082_2).unwrap();
    sheet.write_number(4, 5, 12.0).unwrap();
    let other = book.add_worksheet().set_name("Bể cáp").unwrap();
    other.write_string(0, 0, "mã").unwrap();
    other.write_string(1, 0, "B-1").unwrap();
    book
}

#[test]
fn a_survey_is_read_as_it_is_stored() {
    let bytes = survey().save_to_buffer().unwrap();
    let rows = read(bytes.clone()).unwrap();
    assert_eq!(rows.len(), 2);
    let one = ["mã", "chiều cao", "có dây néo", "ngày", "giờ", "tổng", "ghi chú"].map(|name| said(&rows[0], name));
    let expected =
        ["0012", "8.5", "true", "2023-03-05", "2023-03-05T14:30:00", "11.5", "cột điện, \"đường\" Hạ Long\nð"];
    assert_eq!(one, expected.map(|text| Some(text.to_owned())));
    let two = ["mã", "chiều cao", "có dây néo", "tổng"].map(|name| said(&rows[1], name));
    assert_eq!(two, [Some("QN-2"), Some("107.0822"), None, Some("12")].map(|text| text.map(str::to_owned)));

    let other = read_within(bytes.clone(), Some("Bể cáp"), Limits::default()).unwrap();
    assert_eq!(said(&other[0], "mã").as_deref(), Some("B-1"));
    let none = read_within(bytes, Some("Tủ cáp"), Limits::default());
    assert!(matches!(none, Err(SourceError::NoLayer { has, .. }) if has == "Sheet1, Bể cáp"));
}

/// A workbook of one sheet with these rows.
fn book(rows: &str) -> Vec<u8> {
    book_saying("", rows)
}

/// A workbook with additional data on the sheet before the rows.
fn book_saying(before: &str, rows: &str) -> Vec<u8> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{LINKS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\">{before}<sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        write!(zip, "{HEAD}{text}").unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn a_cell_at_the_far_end_is_one_bad_row() {
    let head = format!("<row r=\"1\">{}{}</row>", text("A1", "mã"), text("B1", "loại"));
    let far = format!("<row r=\"2\">{}{}</row>", text("A2", "QN-1"), text("XFD2", "x"));
    let last = format!("<row r=\"1048576\">{}</row>", text("A1048576", "QN-2"));
    let rows = read(book(&format!("{head}{far}{last}"))).unwrap();
    assert_eq!(rows[0].cells.as_ref().unwrap_err(), &RowError::Columns { expected: 2, found: 1_001 });
    assert_eq!((rows.len(), said(&rows[1], "mã").as_deref()), (2, Some("QN-2")));

    let wide = format!("<row r=\"1\">{}</row>", text("XFD1", "x"));
    assert!(matches!(read(book(&wide)), Err(SourceError::TooManyColumns { found: 1_001, limit: 1_000 })));
    let twice = format!("<row r=\"1\">{}{}</row>", text("A1", "mã"), text("B1", "mã"));
    assert!(matches!(read(book(&twice)), Err(SourceError::RepeatedColumn(name)) if name == "mã"));
}

/// Found by fuzzing: the workbook library panics over a sheet that ends before it begins, and over
/// cells beyond the limits of sheets.
#[test]
fn a_sheet_that_cannot_be_is_refused() {
    let head = format!("<row r=\"1\">{}</row>", text("A1", "mã"));
    let row = format!("<row r=\"2\">{}</row>", text("A2", "QN-1"));
    let sound = book_saying("<dimension ref=\"A1:A2\"/>", &format!("{head}{row}"));
    assert_eq!(said(&read(sound).unwrap()[0], "mã").as_deref(), Some("QN-1"));
    let ends_first = book_saying("<dimension ref=\"A5:E3\"/>", &format!("{head}{row}"));
    let far_row = book(&format!("{head}<row r=\"99999999999\">{}</row>", text("A2", "QN-1")));
    let far_cell = book(&format!("{head}<row r=\"2\">{}</row>", text("ZZZZZZZZZ2", "QN-1")));
    for bytes in [ends_first, far_row, far_cell] {
        assert!(matches!(read(bytes), Err(SourceError::Broken { format: "spreadsheet", .. })));
    }
}

#[test]
fn a_workbook_that_is_none_is_refused_by_name() {
    assert!(matches!(read(book("")), Err(SourceError::Empty)));
    assert!(matches!(read(book("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c>")), Err(SourceError::Broken { .. })));
    let whole = survey().save_to_buffer().unwrap();
    let cut = whole[..whole.len() / 2].to_vec();
    assert!(matches!(read(cut), Err(SourceError::Broken { format: "zip archive", .. })));
    // A text document is an office document too.
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "word/document.xml"] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<a/>").unwrap();
    }
    let document = zip.finish().unwrap().into_inner();
    assert!(matches!(read(document), Err(SourceError::Broken { format: "spreadsheet", .. })));
}

#[test]
fn bombs_are_refused_before_they_are_opened() {
    let long = "x".repeat(40_000_000);
    let bomb = book(&format!("<row r=\"1\">{}</row>", text("A1", &long)));
    assert!(bomb.len() < 1_000_000);
    assert!(matches!(read(bomb), Err(SourceError::Bomb { .. })));
    // Long, and not dense: one row must not use up the limit.
    let row = format!("<row r=\"1\">{}</row>", text("A1", &"x".repeat(2_000_000)));
    assert!(matches!(read(book(&row)), Err(SourceError::EndlessRow { after: 0, .. })));
    let small = Limits { workbook_bytes: 1_000, ..Limits::default() };
    assert!(matches!(read_within(book(&row), None, small), Err(SourceError::Bomb { .. })));
    let few = Limits { shared_bytes: 10, ..Limits::default() };
    assert!(
        matches!(read_within(book(""), None, few), Err(SourceError::Bomb { name }) if name == "[Content_Types].xml")
    );
}

/// The library would allocate memory for all announced texts, more than the machine has.
#[test]
fn more_texts_than_there_are_is_refused_before_memory_is_allocated() {
    let (head, tail) =
        ("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" ", "><si><t>mã</t></si></sst>");
    let counts =
        ["18446744073709551615", "99999999999", "000000000000000000000000099999999999", "99999999999999999999999999"];
    for count in counts {
        for said in [
            format!("uniqueCount=\"{count}\""),
            format!("uniqueCount = '{count}'"),
            format!("uniqueCount=\"+{count}\""),
        ] {
            let bytes = shared(format!("{head}{said}{tail}").as_bytes());
            assert!(matches!(read(bytes), Err(SourceError::Broken { format: "spreadsheet", .. })), "{said}");
        }
    }
    let wide: Vec<u8> =
        format!("{head}uniqueCount=\"99999999999\"{tail}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(read(shared(&wide)), Err(SourceError::Broken { format: "spreadsheet", .. })));
    let good = shared(format!("{head}count=\"9\" uniqueCount=\"1\"{tail}").as_bytes());
    let rows = read(good).unwrap();
    assert_eq!((rows.len(), said(&rows[0], "mã").as_deref()), (1, Some("7")));
}

/// A workbook whose first cell is the first of these shared texts.
fn shared(texts: &[u8]) -> Vec<u8> {
    let cells = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\"><v>7</v></c></row>";
    let mut zip = zip::ZipWriter::new_append(Cursor::new(book(cells))).unwrap();
    zip.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(texts).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_book_of_ours_is_known_by_its_first_bytes() {
    let bytes = survey().save_to_buffer().unwrap();
    assert_eq!(super::sniff::sniff(&bytes), Some(Format::Xlsx));
}
