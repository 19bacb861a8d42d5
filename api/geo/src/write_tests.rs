//! Round-trip tests of every format: the same values, the same shapes.

use std::path::Path;

use geo::{Coord, CoordsIter, Geometry, LineString, Point, Polygon};
use proptest::prelude::*;
use serde_json::{Value, json};
use strum::VariantArray;

use super::crs::Crs;
use super::input::Opening;
use super::limits::Limits;
use super::row::{Cells, Row};
use super::source::open;
use super::write::{Entry, Field, Form, Losses, Plan, PositionFormat, Target, create};

/// The formats that the readers support.
const READ: [Target; 9] = [
    Target::Csv,
    Target::Geojson,
    Target::GeojsonSeq,
    Target::Geopackage,
    Target::Shapefile,
    Target::Kml,
    Target::Kmz,
    Target::Flatgeobuf,
    Target::Xlsx,
];

fn fields() -> Vec<Field> {
    let field = |name: &str, form| Field { name: name.to_owned(), form, title: name.to_owned() };
    vec![
        field("code", Form::Text),
        field("a_name_of_more_than_ten_letters", Form::Text),
        field("a_name_of_more_than_ten_numbers", Form::Whole),
        field("height_m", Form::Number),
        field("guyed", Form::Flag),
        field("observed_on", Form::Day),
    ]
}

fn written(target: Target, crs: Crs, entries: &[Entry]) -> (tempfile::TempDir, std::path::PathBuf, Losses) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let scratch = folder.path().join("scratch");
    let plan = Plan { target, crs, place: PositionFormat::Wkt, layer: "assets".to_owned(), fields: fields(), scratch };
    let mut writer = create(&path, plan).unwrap();
    for entry in entries {
        writer.write(entry).unwrap();
    }
    let losses = writer.finish().unwrap();
    (folder, path, losses)
}

fn rows(path: &Path, crs: Crs) -> Vec<Row> {
    let opening = Opening { crs: Some(crs), ..Opening::plain(path.parent().unwrap().join("scratch")) };
    let rows = open(Box::new(std::fs::File::open(path).unwrap()), &opening).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// A row as a new entry; texts of a table become typed values again.
fn read_back(row: &Row, crs: Crs) -> Entry {
    let cells = row.cells.as_ref().unwrap();
    let turned = |field: &Field| match (cells.named(&field.name), field.form) {
        (None, _) => Value::Null,
        (Some(Value::String(text)), Form::Whole) => json!(text.parse::<i64>().unwrap()),
        (Some(Value::String(text)), Form::Number) => json!(text.parse::<f64>().unwrap()),
        (Some(Value::String(text)), Form::Flag) => json!(text == "true"),
        (Some(number), Form::Number) => json!(number.as_f64().unwrap()),
        (Some(value), _) => value,
    };
    let geometry = match cells {
        Cells::Feature { geometry, .. } => geometry.clone().unwrap().unwrap(),
        Cells::Table { .. } => {
            use wkt::TryFromWkt;
            let text = cells.named("wkt").unwrap();
            crs.to_register(&Geometry::try_from_wkt_str(text.as_str().unwrap()).unwrap()).unwrap()
        }
    };
    Entry { geometry, values: fields().iter().map(turned).collect() }
}

/// Shapefiles and indexed formats have their own order.
fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by_key(|entry| entry.values[0].to_string());
    entries
}

fn is_same(one: &Entry, other: &Entry, slack: f64) -> bool {
    let (left, right): (Vec<Coord<f64>>, Vec<Coord<f64>>) =
        (one.geometry.coords_iter().collect(), other.geometry.coords_iter().collect());
    let near = |(a, b): (&Coord<f64>, &Coord<f64>)| (a.x - b.x).abs() <= slack && (a.y - b.y).abs() <= slack;
    one.values == other.values
        && std::mem::discriminant(&one.geometry) == std::mem::discriminant(&other.geometry)
        && left.len() == right.len()
        && left.iter().zip(&right).all(near)
}

fn text() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "Cột điện",
        "đường Hạ Long",
        "ð",
        "=1+1",
        "+x",
        "-x",
        "@sum",
        ",",
        "\"",
        "'",
        ";",
        "\n",
        "&",
        "<b>",
        "]]>",
        "\t",
        "ộ",
        "🗼",
        "\\",
        "%",
        "{",
        "[1]",
        "null",
        "0012",
        "1e5",
        "true",
    ]);
    prop::collection::vec(words, 0..8).prop_map(|words| {
        let text = words.concat();
        let text = text.trim();
        if text.is_empty() { Value::Null } else { json!(text) }
    })
}

/// A tenth of a millimetre: the JSON parser is exact for numbers of fifteen digits.
fn rounded(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

fn position() -> impl Strategy<Value = Coord<f64>> {
    (106.5_f64..108.2, 20.6_f64..21.7).prop_map(|(x, y)| Coord { x: rounded(x), y: rounded(y) })
}

fn shape() -> impl Strategy<Value = Geometry<f64>> {
    prop_oneof![
        position().prop_map(|at| Geometry::Point(Point(at))),
        prop::collection::vec(position(), 2..6).prop_map(|line| Geometry::LineString(LineString(line))),
        (position(), 0.0001_f64..0.05).prop_map(|(at, side)| {
            // Counter-clockwise corners, as every format returns them.
            let ring = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)];
            let ring: Vec<Coord<f64>> =
                ring.iter().map(|(x, y)| Coord { x: rounded(at.x + x), y: rounded(at.y + y) }).collect();
            Geometry::Polygon(Polygon::new(LineString(ring), Vec::new()))
        }),
    ]
}

prop_compose! {
    fn entry()(
        geometry in shape(),
        name in text(),
        whole in prop::option::of(-999_999_999_999_i64..999_999_999_999),
        number in prop::option::of(prop_oneof![(-1e6_f64..1e6).prop_map(|number| (number * 1e6).round() / 1e6), Just(0.1), Just(1e15), Just(-0.000_001)]),
        flag in prop::option::of(any::<bool>()),
        day in prop::option::of((1900_i32..2100, 1_u32..13, 1_u32..29)),
    ) -> Entry {
        let day = day.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
        Entry { geometry, values: vec![Value::Null, name, json!(whole), json!(number), json!(flag), json!(day)] }
    }
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::vec(entry(), 1..12).prop_map(|mut entries| {
        for (number, entry) in entries.iter_mut().enumerate() {
            entry.values[0] = json!(format!("QN-{number:04}"));
        }
        entries
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_written_is_read_again(entries in entries()) {
        for target in READ {
            for crs in [Crs::Crs84, Crs::Epsg3857, Crs::Epsg5899].into_iter().filter(|crs| target.takes(*crs)) {
                let (_folder, path, losses) = written(target, crs, &entries);
                prop_assert_eq!(losses, Losses::default());
                let back: Vec<Entry> = rows(&path, crs).iter().map(|row| read_back(row, crs)).collect();
                prop_assert_eq!(back.len(), entries.len(), "{:?}", target);
                // Degrees stay exact; a projection costs less than a millimetre.
                let slack = if crs == Crs::Crs84 { 0.0 } else { 2e-8 };
                for (was, is) in sorted(entries.clone()).iter().zip(&sorted(back)) {
                    prop_assert!(is_same(was, is, slack), "{:?} {:?}\n{:?}\n{:?}", target, crs, was, is);
                }
            }
        }
    }
}

#[test]
fn an_empty_register_is_a_file_too() {
    for target in Target::VARIANTS.iter().copied() {
        let (_folder, path, _) = written(target, Crs::Crs84, &[]);
        assert!(std::fs::metadata(&path).unwrap().len() > 0, "{target:?}");
        if READ.contains(&target) {
            assert!(rows(&path, Crs::Crs84).is_empty(), "{target:?}");
        }
    }
}

#[test]
fn a_table_of_shapes_keeps_254_bytes_of_a_text_and_says_so_and_we_read_all_of_it() {
    let long = |number: usize| format!("{number}: {}", "Cột \"điện\",\n".repeat(60)).trim().to_owned();
    let entry = |number: usize| {
        let text = if number == 1 { json!("ngắn") } else { json!(long(number)) };
        let values = vec![json!(format!("QN-{number}")), text, Value::Null, Value::Null, Value::Null, Value::Null];
        Entry { geometry: Geometry::Point(Point::new(107.0, 21.0)), values }
    };
    let entries: Vec<Entry> = (0..4).map(entry).collect();
    let (_folder, path, losses) = written(Target::Shapefile, Crs::Crs84, &entries);
    assert_eq!(losses, Losses { texts_cut: 3, shapes_left_out: 0 });
    let back: Vec<Entry> = rows(&path, Crs::Crs84).iter().map(|row| read_back(row, Crs::Crs84)).collect();
    assert_eq!(back, entries);
    // Other programs see only the truncated text of the table.
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut table = Vec::new();
    std::io::Read::read_to_end(&mut archive.by_name("assets_points.dbf").unwrap(), &mut table).unwrap();
    let whole = long(2).into_bytes();
    assert!(table.windows(250).any(|part| part == &whole[..250]));
    assert!(!table.windows(256).any(|part| part == &whole[..256]));
}

#[test]
fn a_place_outside_of_a_system_is_refused_by_name() {
    let seattle = Entry { geometry: Geometry::Point(Point::new(-122.3, 47.6)), values: vec![Value::Null; 6] };
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan {
        target: Target::Csv,
        crs: Crs::Epsg5899,
        place: PositionFormat::Columns,
        layer: "assets".to_owned(),
        fields: fields(),
        scratch: folder.path().to_owned(),
    };
    let mut writer = create(&folder.path().join("out"), plan).unwrap();
    assert!(writer.write(&seattle).unwrap_err().to_string().contains("EPSG:5899"));
}

#[test]
fn a_spreadsheet_holds_no_formula() {
    let values = vec![json!("=1+1"), json!("@SUM(A1)"), json!(3), json!(0.5), json!(true), json!("2023-10-02")];
    let entry = Entry { geometry: Geometry::Point(Point::new(107.0, 21.0)), values };
    let (_folder, path, _) = written(Target::Xlsx, Crs::Crs84, &[entry]);
    let mut book = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut book.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet).unwrap();
    assert!(!sheet.contains("<f>") && sheet.contains("<v>0.5</v>"), "{sheet}");
}

#[test]
fn limits_are_those_of_the_reader() {
    let many = LineString((0..20).map(|step| Coord { x: 107.0 + f64::from(step) / 100.0, y: 21.0 }).collect());
    let values = vec![json!("QN-1"), Value::Null, Value::Null, Value::Null, Value::Null, Value::Null];
    let entry = Entry { geometry: Geometry::LineString(many), values };
    for target in READ.into_iter().filter(|target| !matches!(target, Target::Csv | Target::Xlsx)) {
        let (_folder, path, _) = written(target, Crs::Crs84, std::slice::from_ref(&entry));
        let limits = Limits { vertices: 10, ..Limits::default() };
        let opening = Opening { limits, ..Opening::plain(path.parent().unwrap().join("scratch")) };
        let mut rows = open(Box::new(std::fs::File::open(&path).unwrap()), &opening).unwrap();
        let cells = rows.next().unwrap().unwrap().cells.unwrap();
        let Cells::Feature { geometry: Some(Err(unplaced)), .. } = cells else { panic!("{target:?}: {cells:?}") };
        assert!(matches!(unplaced, super::shape::Unplaced::TooManyVertices { .. }), "{target:?}: {unplaced:?}");
    }
}
