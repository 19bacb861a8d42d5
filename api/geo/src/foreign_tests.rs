//! Tests with hostile map files: bombs, endless lines, foreign views, invalid positions.

use std::io::{Cursor, Write};
use std::path::Path;

use geo::{Coord, Geometry, LineString, Point};
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{AssertSqlSafe, ConnectOptions, Connection, query};
use serde_json::json;
use zip::write::SimpleFileOptions;

use super::crs::Crs;
use super::input::{Opening, SourceError};
use super::limits::Limits;
use super::position::{PositionError, possible};
use super::row::{Cells, Row, RowError};
use super::shape::{Unplaced, settled};
use super::source::open;
use super::write::{Entry, Field, Form, Plan, PositionFormat, Target, create};

fn rows(bytes: Vec<u8>, opening: &Opening) -> Result<Vec<Row>, SourceError> {
    open(Box::new(Cursor::new(bytes)), opening)?.collect()
}

fn plain() -> Opening {
    Opening::plain(std::env::temp_dir().join("hatang-foreign"))
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bomb_is_found_before_it_bursts() {
    let zeros = vec![0_u8; 40_000_000];
    let fault = rows(zipped(&[("a.kml", &zeros)]), &plain()).unwrap_err();
    assert!(matches!(&fault, SourceError::Bomb { name } if name == "a.kml"), "{fault}");
    let limits = Limits { inflated_bytes: 1_000, ..Limits::default() };
    let small = zipped(&[("a.kml", &vec![b' '; 2_000])]);
    assert!(matches!(rows(small, &Opening { limits, ..plain() }), Err(SourceError::Bomb { .. })));
    let many: Vec<(String, Vec<u8>)> = (0..300).map(|number| (format!("{number}.kml"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert!(matches!(rows(zipped(&many), &plain()), Err(SourceError::TooManyFiles { found: 300, .. })));
    let limits = Limits { spool_bytes: 10, ..Limits::default() };
    let long = rows(zipped(&[("a.kml", b"<kml/>")]), &Opening { limits, ..plain() });
    assert!(matches!(long, Err(SourceError::TooLong { limit_bytes: 10 })));
}

#[test]
fn a_line_of_a_million_positions_is_one_bad_row() {
    let line: Vec<Coord<f64>> =
        (0..1_000_000_u32).map(|step| Coord { x: 107.0 + f64::from(step) * 1e-7, y: 21.0 }).collect();
    let entries = [Geometry::LineString(LineString(line)), Geometry::Point(Point::new(107.0, 21.0))];
    for target in [Target::GeojsonSeq, Target::Geopackage, Target::Shapefile, Target::Flatgeobuf, Target::Kml] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let fields = vec![Field { name: "code".to_owned(), form: Form::Text, title: String::new() }];
        let scratch = folder.path().join("scratch");
        let plan =
            Plan { target, crs: Crs::Crs84, place: PositionFormat::Wkt, layer: "assets".to_owned(), fields, scratch };
        let mut writer = create(&path, plan).unwrap();
        for geometry in entries.clone() {
            writer.write(&Entry { geometry, values: vec![json!("QN-1")] }).unwrap();
        }
        writer.finish().unwrap();
        let read = rows(std::fs::read(&path).unwrap(), &plain());
        if target == Target::Kml {
            // An XML element has no length, so the reader cannot skip it.
            assert!(read.unwrap_err().to_string().contains("longer than"));
            continue;
        }
        let read = read.unwrap();
        let bad: Vec<bool> = read.iter().map(|row| matches!(row.cells, Err(RowError::TooLong { .. }))).collect();
        assert_eq!(bad.iter().filter(|bad| **bad).count(), 1, "{target:?} {bad:?}");
        assert_eq!(read.len(), 2, "{target:?}");
    }
}

/// A package made with these statements.
fn package(path: &Path, statements: &[&str]) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true).disable_statement_logging();
    runtime.block_on(async {
        let mut file = sea_orm::sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        let layout = [
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, \
             organization_coordsys_id INTEGER, definition TEXT)",
            "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 4326, 'EPSG', 4326, ''), ('y', 99, 'EPSG', 32648, 'PROJCS[\"UTM\"]')",
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER)",
        ];
        for statement in layout.iter().chain(statements) {
            query(AssertSqlSafe((*statement).to_owned())).execute(&mut file).await.unwrap();
        }
        file.close().await.unwrap();
    });
    std::fs::read(path).unwrap()
}

const POINT: &str = "x'475000010000000001010000000000000000C05A400000000000003540'";

#[test]
fn a_package_cannot_make_us_run_anything() {
    let folder = tempfile::tempdir().unwrap();
    let view = [
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB)",
        "CREATE VIEW v AS SELECT fid, geom, hex(randomblob(100)) AS code FROM t",
        "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POINT', 4326)",
    ];
    let fault = rows(package(&folder.path().join("view"), &view), &plain()).unwrap_err().to_string();
    assert!(fault.contains("no table of features"), "{fault}");

    let insert = format!("INSERT INTO \"t\"\"; DROP TABLE x\" (geom, code) VALUES ({POINT}, 'QN-1')");
    let odd = [
        "CREATE TABLE \"t\"\"; DROP TABLE x\" (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT, computed TEXT AS (hex(zeroblob(9))) VIRTUAL)",
        "INSERT INTO gpkg_geometry_columns VALUES ('t\"; DROP TABLE x', 'geom', 'POINT', 4326)",
        &insert,
    ];
    let read = rows(package(&folder.path().join("odd"), &odd), &plain()).unwrap();
    let Ok(Cells::Feature { properties, geometry: Some(Ok(_)) }) = &read[0].cells else { panic!("{read:?}") };
    assert_eq!((properties.get("code"), properties.get("computed")), (Some(&json!("QN-1")), None));
}

#[test]
fn a_package_is_bounded_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let insert = format!(
        "INSERT INTO t (geom, code) VALUES ({POINT}, 'a'), (zeroblob(3000000), 'b'), ({POINT}, CAST(x'FF' AS TEXT)), \
         (x'00', 'd'), (NULL, 'e'), (x'47500001000000000101000000000000000000F87F0000000000003540', 'f')"
    );
    let layout = [
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT)",
        "INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 'POINT', 4326)",
        &insert,
    ];
    let read = rows(package(&folder.path().join("rows"), &layout), &plain()).unwrap();
    assert_eq!(read.len(), 6);
    assert!(matches!(read[1].cells, Err(RowError::TooLong { .. })));
    assert!(matches!(read[2].cells, Err(RowError::NotUtf8 { .. })));
    let place = |row: usize| match &read[row].cells {
        Ok(Cells::Feature { geometry, .. }) => geometry.clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(place(0), Some(Ok(_))));
    assert!(matches!(place(3), Some(Err(Unplaced::Malformed(_)))));
    assert_eq!(place(4), None);
    assert_eq!(place(5), Some(Err(Unplaced::PositionError(PositionError::NotFinite))));

    let foreign = [
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB)",
        "INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 'POINT', 99)",
    ];
    let fault = rows(package(&folder.path().join("foreign"), &foreign), &plain()).unwrap_err();
    assert!(matches!(&fault, SourceError::ForeignCrs(name) if name == "EPSG:32648"), "{fault}");
}

#[test]
fn places_that_are_none_say_why() {
    let line =
        |from: f64, to: f64| Geometry::LineString(LineString(vec![Coord { x: from, y: 1.0 }, Coord { x: to, y: 1.0 }]));
    let limits = Limits::default();
    assert_eq!(settled(line(179.9, -179.9), Crs::Crs84, &limits), Err(Unplaced::AcrossAntimeridian));
    assert!(settled(line(106.0, 108.0), Crs::Crs84, &limits).is_ok());
    let quang_ninh = Geometry::Point(Point::new(20.95, 107.08));
    assert_eq!(settled(quang_ninh, Crs::Crs84, &limits), Err(Unplaced::PositionError(PositionError::Swapped)));
    assert_eq!(possible(Crs::Epsg5899, 2_318_074.8, 430_358.5), Err(PositionError::Swapped));
    assert_eq!(possible(Crs::Epsg5899, 107.08, 20.95), Err(PositionError::Degrees));
    assert_eq!(possible(Crs::Epsg5899, f64::NAN, 1.0), Err(PositionError::NotFinite));
    assert_eq!(possible(Crs::Epsg3857, 3e7, 0.0), Err(PositionError::OutOfRange));
    assert_eq!(possible(Crs::Epsg5899, 430_358.5, 2_318_074.8), Ok(()));
}

#[test]
fn kml_reads_what_it_must_and_expands_nothing() {
    let text = r#"<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY big "aaaaaaaaaa">]>
        <kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
        <Placemark><name>A &amp; B &#7897; &big;</name><ExtendedData><SchemaData>
          <SimpleData name="mã">QN-1</SimpleData></SchemaData><Data name="x"><value><![CDATA[<b>]]></value></Data></ExtendedData>
          <Point><coordinates>107.1,20.9,3</coordinates></Point></Placemark>
        <Placemark><Point><coordinates>NaN,inf</coordinates></Point></Placemark>
        <Placemark><Point><coordinates>20.9,107.1</coordinates></Point></Placemark>
        <Placemark><MultiGeometry><Point><coordinates>1,2</coordinates></Point>
          <LineString><coordinates>1,2 3,4</coordinates></LineString></MultiGeometry></Placemark>
        <Placemark/></Folder></Document></kml>"#;
    let read = rows(text.as_bytes().to_vec(), &plain()).unwrap();
    assert_eq!(read.len(), 5);
    let cells = |row: usize| read[row].cells.as_ref().unwrap();
    assert_eq!(cells(0).named("name"), Some(json!("A & B ộ &big;")));
    assert_eq!((cells(0).named("mã"), cells(0).named("x")), (Some(json!("QN-1")), Some(json!("<b>"))));
    let place = |row: usize| match cells(row) {
        Cells::Feature { geometry, .. } => geometry.clone(),
        Cells::Table { .. } => panic!("a table"),
    };
    assert!(matches!(place(0), Some(Ok(_))));
    assert_eq!(place(1), Some(Err(Unplaced::PositionError(PositionError::NotFinite))));
    assert_eq!(place(2), Some(Err(Unplaced::PositionError(PositionError::Swapped))));
    assert_eq!(place(3), Some(Err(Unplaced::Unsupported("GeometryCollection"))));
    assert_eq!(place(4), None);
    let endless = format!("<kml><Placemark><name>{}", "a".repeat(5_000_000));
    assert!(rows(endless.into_bytes(), &plain()).is_err());
    let deep = format!("<kml>{}", "<Folder>".repeat(100_000));
    assert!(rows(deep.into_bytes(), &plain()).is_err());
}

#[test]
fn a_shapefile_needs_its_coordinate_system_and_its_character_set() {
    let table = zipped(&[("a.shp", &[0; 100])]);
    assert!(matches!(rows(table, &plain()), Err(SourceError::NoCrs("shapefile"))));
    let utm = zipped(&[("a.shp", &[0; 100]), ("a.prj", b"PROJCS[\"WGS 84 / UTM zone 48N\"]")]);
    let fault = rows(utm, &plain()).unwrap_err();
    assert!(matches!(&fault, SourceError::ForeignCrs(name) if name.contains("UTM zone 48N")), "{fault}");
    let wanted = Opening { layer: Some("b".to_owned()), ..plain() };
    let fault = rows(zipped(&[("x/a.shp", &[0; 100])]), &wanted).unwrap_err().to_string();
    assert!(fault.contains("it has: a"), "{fault}");
}
