//! Tests that readers return a result and do not panic, for any bytes.

use proptest::prelude::*;

use super::input::{Format, Opening};
use super::limits::Limits;
use super::source::open;

fn drain(format: Format, bytes: Vec<u8>) -> (usize, usize) {
    let limits = Limits { row_bytes: 512, vertices: 16, columns: 8, excerpt_chars: 40, ..Limits::default() };
    let opening = Opening { format: Some(format), limits, ..Opening::plain(std::env::temp_dir()) };
    let Ok(rows) = open(Box::new(std::io::Cursor::new(bytes)), &opening) else { return (0, 1) };
    let mut counts = (0, 0);
    for row in rows {
        match row {
            Ok(row) => {
                assert!(row.raw.chars().count() <= 41);
                counts.0 += 1;
            }
            Err(_) => counts.1 += 1,
        }
        assert!(counts.1 <= 1, "a source that failed goes on");
    }
    counts
}

fn jsonish() -> impl Strategy<Value = String> {
    let tokens = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\"type\"",
        "\"FeatureCollection\"",
        "\"features\"",
        "\"Feature\"",
        "\"geometry\"",
        "\"properties\"",
        "\"coordinates\"",
        "\"Point\"",
        "\"LineString\"",
        "\"Polygon\"",
        "1e999",
        "-1",
        "107.1",
        "null",
        "true",
        " ",
        "\n",
        "\u{0}",
        "\\u0000",
        "\"crs\"",
        "é",
    ]);
    prop::collection::vec(tokens, 0..60).prop_map(|tokens| tokens.concat())
}

proptest! {
    #[test]
    fn any_bytes_as_csv(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        drain(Format::Csv, bytes);
    }

    #[test]
    fn any_bytes_as_geojson(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        drain(Format::Geojson, [b"{".to_vec(), bytes].concat());
    }

    #[test]
    fn any_tokens_as_a_collection(text in jsonish()) {
        drain(Format::Geojson, text.clone().into_bytes());
        drain(Format::Geojson, format!("{{\"type\":\"FeatureCollection\",\"features\":[{text}]}}").into_bytes());
    }

    #[test]
    fn any_tokens_as_a_geometry(text in jsonish()) {
        let feature = format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"geometry\":{text},\"properties\":{{}}}}]}}"
        );
        drain(Format::Geojson, feature.into_bytes());
    }

    #[test]
    fn a_cut_file_gives_the_rows_before_the_cut(cut in 0_usize..400) {
        let feature = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"a":"}]"}}"#;
        let whole = format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature},{feature},{feature}]}}");
        let cut = cut.min(whole.len());
        let (rows, faults) = drain(Format::Geojson, whole.as_bytes()[..cut].to_vec());
        prop_assert!(rows <= 3);
        prop_assert_eq!(faults, usize::from(cut < whole.len()));
    }
}

#[test]
fn deep_nesting_is_one_bad_row() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let file = format!("{{\"type\":\"FeatureCollection\",\"features\":[{deep},{{}}]}}");
    assert_eq!(drain(Format::Geojson, file.into_bytes()), (2, 0));
    let endless = format!("{{\"type\":\"FeatureCollection\",\"features\":[{}", "[".repeat(1_000_000));
    assert_eq!(drain(Format::Geojson, endless.into_bytes()), (0, 1));
}
