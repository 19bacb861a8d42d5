//! Tests of readers with realistic files: byte order marks, quotes, late members, invalid rows
//! between valid ones.

use serde_json::json;

use super::crs::Crs;
use super::input::{Format, Opening, SourceError};
use super::limits::Limits;
use super::position::{PositionError, coordinate};
use super::row::{Cells, Row, RowError};
use super::shape::Unplaced;
use super::source::open;

fn rows_within(format: Format, text: &[u8], limits: Limits) -> Result<Vec<Row>, SourceError> {
    let opening = Opening { format: Some(format), limits, ..Opening::plain(std::env::temp_dir()) };
    open(Box::new(std::io::Cursor::new(text.to_vec())), &opening)?.collect()
}

fn rows(format: Format, text: &str) -> Result<Vec<Row>, SourceError> {
    rows_within(format, text.as_bytes(), Limits::default())
}

fn text(row: &Row, name: &str) -> Option<String> {
    row.cells.as_ref().unwrap().named(name).and_then(|value| value.as_str().map(str::to_owned))
}

#[test]
fn a_table_with_a_mark_quotes_and_vietnamese_is_read() {
    let rows = rows(Format::Csv, "\u{FEFF}mã,tên\nQN-1,\"Cột \"\"A\"\", Hạ Long\"\n\nQN-2,  \n").unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(text(&rows[0], "mã").as_deref(), Some("QN-1"));
    assert_eq!(text(&rows[0], "tên").as_deref(), Some("Cột \"A\", Hạ Long"));
    assert_eq!(rows[0].raw, "QN-1,\"Cột \"\"A\"\", Hạ Long\"");
    assert_eq!((rows[1].number, text(&rows[1], "tên")), (2, None));
}

#[test]
fn a_bad_row_of_a_table_does_not_take_the_next_with_it() {
    let mut file = b"a,b\n1,2\n3\n".to_vec();
    file.extend(b"\xff,5\n6,\0\n7,8\n");
    let rows = rows_within(Format::Csv, &file, Limits::default()).unwrap();
    let faults: Vec<_> = rows.iter().map(|row| row.cells.as_ref().err().cloned()).collect();
    assert_eq!(
        faults,
        [
            None,
            Some(RowError::Columns { expected: 2, found: 1 }),
            Some(RowError::NotUtf8 { column: Some("a".to_owned()) }),
            Some(RowError::ZeroCharacter),
            None
        ]
    );
    assert!(!rows[3].raw.contains('\0'));
}

#[test]
fn a_quote_that_is_never_closed_ends_the_file_and_not_the_memory() {
    let mut file = "a,b\n1,2\n3,\"".to_owned();
    file.push_str(&"x\n".repeat(200_000));
    let limits = Limits { row_bytes: 10_000, ..Limits::default() };
    let fault = rows_within(Format::Csv, file.as_bytes(), limits).unwrap_err();
    assert!(matches!(fault, SourceError::EndlessRow { after: 1, limit: 10_000 }), "{fault}");
}

#[test]
fn a_header_must_be_one() {
    assert!(matches!(rows(Format::Csv, ""), Err(SourceError::Empty)));
    assert!(matches!(rows(Format::Csv, "a,b,a\n"), Err(SourceError::RepeatedColumn(name)) if name == "a"));
    let utf16 = rows_within(Format::Csv, b"\xff\xfea\0", Limits::default());
    assert!(matches!(utf16, Err(SourceError::Utf16)));
    let wide = Limits { columns: 2, ..Limits::default() };
    let found = rows_within(Format::Csv, b"a,b,c\n", wide);
    assert!(matches!(found, Err(SourceError::TooManyColumns { found: 3, limit: 2 })));
}

#[test]
fn features_are_found_wherever_they_stand() {
    let feature = r#"{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[107.1,20.9,3]},
        "properties":{"a":{"b/c":["x","]}\""]},"empty":" ","n":null}}"#;
    let late = format!(
        r#"{{"bbox":[1,2,3,4],"note":"\"features\":[","nested":{{"features":[1]}},"features":[{feature}],
            "type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}}}}}  "#
    );
    let rows = rows(Format::Geojson, &late).unwrap();
    assert_eq!(rows.len(), 1);
    let cells = rows[0].cells.as_ref().unwrap();
    assert_eq!(cells.pointed("/a/b~1c/1"), Some(json!("]}\"")));
    assert_eq!(cells.pointed("/a/b~1c/2"), None);
    assert_eq!((cells.named("id"), cells.named("empty"), cells.named("n")), (Some(json!(7)), None, None));
    let Cells::Feature { geometry: Some(Ok(geo::Geometry::Point(point))), .. } = cells else { panic!("{cells:?}") };
    assert_eq!((point.x(), point.y()), (107.1, 20.9));
}

#[test]
fn a_bad_feature_does_not_take_the_next_with_it() {
    let good = r#"{"type":"Feature","geometry":null,"properties":null}"#;
    let long = format!(r#"{{"type":"Feature","properties":{{"x":"{}"}}}}"#, "y".repeat(5_000));
    let file = format!(
        r#"{{"type":"FeatureCollection","features":[{good},{{"type":"Point"}},{{"type":"Feature",}},{long},12,{good}]}}"#
    );
    let limits = Limits { row_bytes: 1_000, ..Limits::default() };
    let rows = rows_within(Format::Geojson, file.as_bytes(), limits).unwrap();
    let read: Vec<bool> = rows.iter().map(|row| row.cells.is_ok()).collect();
    assert_eq!(read, [true, false, false, false, false, true]);
    assert_eq!(rows[3].cells.as_ref().unwrap_err(), &RowError::TooLong { limit: 1_000 });
}

#[test]
fn what_is_no_collection_says_so() {
    let fault = |text: &str| rows(Format::Geojson, text).unwrap_err().to_string();
    assert_eq!(fault(r#"{"type":"Feature","geometry":null}"#), "the file is a \"Feature\", not a FeatureCollection");
    assert!(fault("[]").contains("begins with"));
    assert!(fault(r#"{"type":"FeatureCollection","features":[{"a":1"#).contains("ends inside a feature"));
    assert!(fault(r#"{"type":"FeatureCollection","features":[]} x"#).contains("something follows"));
    assert!(fault(r#"{"type":"FeatureCollection","features":{}}"#).contains("not an array"));
    let projected = r#"{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:32648"}},"features":[]}"#;
    assert!(fault(projected).contains("EPSG:32648"));
    assert!(rows(Format::Geojson, r#"{"type":"FeatureCollection","features":[]}"#).unwrap().is_empty());
}

#[test]
fn geometries_are_bounded_and_on_earth() {
    let limits = Limits { vertices: 3, ..Limits::default() };
    let shape = |value| super::shape::from_geojson(value, Crs::Crs84, &limits);
    assert!(shape(json!({"type":"LineString","coordinates":[[1,2],[3,4]]})).is_ok());
    assert_eq!(
        shape(json!({"type":"LineString","coordinates":[[1,2],[3,4],[5,6],[7,8]]})),
        Err(Unplaced::TooManyVertices { found: 4, limit: 3 })
    );
    assert_eq!(shape(json!({"type":"MultiPoint","coordinates":[]})), Err(Unplaced::Unsupported("MultiPoint")));
    assert_eq!(
        shape(json!({"type":"Point","coordinates":[20.9, 107.1]})),
        Err(Unplaced::PositionError(PositionError::Swapped))
    );
    for bad in [json!({"type":"Point","coordinates":[1]}), json!({"type":"Point"}), json!(3), json!({"type":"Circle"})]
    {
        assert!(matches!(shape(bad), Err(Unplaced::Malformed(_))));
    }
}

#[test]
fn a_misplaced_pair_says_why() {
    assert_eq!(coordinate(f64::NAN, 1.0), Err(PositionError::NotFinite));
    assert_eq!(coordinate(1.0, f64::INFINITY), Err(PositionError::NotFinite));
    assert_eq!(coordinate(0.0, 0.0), Err(PositionError::Null));
    assert_eq!(coordinate(47.6, -122.3), Err(PositionError::Swapped));
    assert_eq!(coordinate(430_000.0, 2_320_000.0), Err(PositionError::Metres));
    assert_eq!(coordinate(200.0, 200.0), Err(PositionError::OutOfRange));
    assert!(coordinate(-180.0, 90.0).is_ok());
}
