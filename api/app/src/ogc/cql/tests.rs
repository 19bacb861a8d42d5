//! Tests accepted filters, and rejected filters with their positions, including hostile ones.

use std::sync::{Arc, LazyLock};

use domain::registry::kind::KindCatalogue;
use proptest::prelude::*;

use super::{LONGEST_BYTES, Language, read};
use crate::compute_pool::ComputePool;
use crate::error::AppError;
use crate::ogc::collection::Collection;
use crate::ogc::schema::Schema;
use api_geo::crs::Crs;
use api_store::filter::Filter;

fn schema() -> Arc<Schema> {
    static READ: LazyLock<Arc<Schema>> = LazyLock::new(|| {
        let catalogue: KindCatalogue = policies::kinds::load(&policies::source::Source::BuiltIn).unwrap();
        Arc::new(Schema::of(Collection::Assets, &catalogue))
    });
    READ.clone()
}

static POOL: LazyLock<ComputePool> = LazyLock::new(|| ComputePool::new(1, 16));

fn asked(text: &str, language: Language) -> Result<Filter, AppError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(read(&POOL, text, language, &schema(), Crs::Crs84))
}

fn text(text: &str) -> Result<Filter, AppError> {
    asked(text, Language::Text)
}

#[test]
fn both_encodings_say_the_same() {
    for (as_text, as_json) in [
        ("kind = 'pole'", r#"{"op":"=","args":[{"property":"kind"},"pole"]}"#),
        (
            "height_m > 8.5 AND shareable = true",
            r#"{"op":"and","args":[{"op":">","args":[{"property":"height_m"},8.5]},{"op":"=","args":[{"property":"shareable"},true]}]}"#,
        ),
        ("address IS NULL", r#"{"op":"isNull","args":[{"property":"address"}]}"#),
        ("kind IN ('pole','tower')", r#"{"op":"in","args":[{"property":"kind"},["pole","tower"]]}"#),
        ("height_m BETWEEN 1 AND 2", r#"{"op":"between","args":[{"property":"height_m"},1,2]}"#),
        ("code LIKE 'QN-%'", r#"{"op":"like","args":[{"property":"code"},"QN-%"]}"#),
        (
            "S_INTERSECTS(geometry, POINT(107.0 21.0))",
            r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[107.0,21.0]}]}"#,
        ),
        (
            "S_WITHIN(geometry, BBOX(107.0, 20.0, 108.0, 21.0))",
            r#"{"op":"s_within","args":[{"property":"geometry"},{"bbox":[107.0,20.0,108.0,21.0]}]}"#,
        ),
        (
            "T_AFTER(updated_at, TIMESTAMP('2026-01-01T00:00:00Z'))",
            r#"{"op":"t_after","args":[{"property":"updated_at"},{"timestamp":"2026-01-01T00:00:00Z"}]}"#,
        ),
        (
            "T_DURING(observed_on, INTERVAL('2026-01-01','..'))",
            r#"{"op":"t_during","args":[{"property":"observed_on"},{"interval":["2026-01-01",".."]}]}"#,
        ),
        (
            "CASEI(address) = CASEI('TRẦN HƯNG ĐẠO')",
            r#"{"op":"=","args":[{"op":"casei","args":[{"property":"address"}]},{"op":"casei","args":["Trần Hưng Đạo"]}]}"#,
        ),
        (
            "S_DWITHIN(geometry, POINT(107.0 21.0), 50)",
            r#"{"op":"s_dwithin","args":[{"property":"geometry"},{"type":"Point","coordinates":[107.0,21.0]},50]}"#,
        ),
    ] {
        assert_eq!(text(as_text).unwrap(), asked(as_json, Language::Json).unwrap(), "{as_text}");
    }
}

#[test]
fn what_is_not_known_is_refused_with_its_place() {
    for (said, place) in [
        ("kind = 'pole' AND rent = 1", "filter/args/1/args/0"),
        ("height_m = 'high'", "filter"),
        ("sqrt(height_m) = 2", "filter/args/0"),
        ("shareable < true", "filter"),
        ("geometry = 'x'", "filter/args/0"),
        ("S_INTERSECTS(place, POINT(107 21))", "filter/args/0"),
        ("S_INTERSECTS(geometry, POINT(21 207))", "filter/args/1"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "filter/args/1"),
        ("T_AFTER(updated_at, DATE('2026-01-01'))", "filter"),
        ("T_AFTER(code, DATE('2026-01-01'))", "filter/args/0"),
        ("T_DURING(observed_on, INTERVAL('2026-02-01','2026-01-01'))", "filter/args/1"),
        ("observed_on = DATE('2026-02-30')", "filter/args/1"),
        ("code LIKE 'x\\'", "filter/args/1"),
        ("code = NULL", "filter/args/1"),
        ("code = 'a\0b'", "filter/args/1"),
        ("A_CONTAINS(code, ('a','b'))", "filter"),
        ("kind = ", "filter"),
        ("", "filter"),
        ("'pole'", "filter"),
    ] {
        let Err(AppError::Invalid(faults)) = text(said) else { panic!("{said} was taken") };
        assert_eq!(faults.first().unwrap().pointer, place, "{said}: {faults:?}");
    }
}

/// Each filter has the maximal length and would exhaust the stack or the time of a careless parser.
#[test]
fn hostile_filters_are_refused_or_read_and_nothing_falls_over() {
    let filled = |piece: &str| piece.repeat(LONGEST_BYTES / piece.len());
    for hostile in [
        filled("("),
        filled("not "),
        filled("-"),
        filled("1=1="),
        filled("a("),
        filled("((((1,2),3),4),5),"),
        filled("1^"),
        filled("a between 1 and "),
        filled("kind='a' and "),
        filled("GEOMETRYCOLLECTION("),
        format!("{}1{}", "(".repeat(4000), ")".repeat(4000)),
        format!("not {} kind='a'", filled("not ").get(..8_000).unwrap_or_default()),
        format!("{}kind='a'", "-".repeat(8_000)),
        "x".repeat(LONGEST_BYTES + 1),
        "kind = 'a' or ".repeat(400) + "kind = 'b'",
    ] {
        assert!(text(&hostile).is_err(), "{}", hostile.get(..40).unwrap_or_default());
        assert!(asked(&hostile, Language::Json).is_err());
    }
    for hostile in [filled("["), filled(r#"{"op":"not","args":["#), filled(r#"{"bbox":["#)] {
        assert!(asked(&hostile, Language::Json).is_err());
    }
}

/// Each filter is well-formed, and would cost too much to evaluate or to parse.
#[test]
fn places_of_a_filter_are_bounded_in_number_and_vertices() {
    let condition = "S_TOUCHES(geometry, POINT(107 21))";
    assert!(text(&[condition; 10].join(" AND ")).is_ok());
    assert!(text(&[condition; 11].join(" AND ")).is_err());
    let line = |vertices: usize| vec!["1 1"; vertices].join(",");
    assert!(text(&format!("S_CROSSES(geometry, LINESTRING({},2 2))", line(999))).is_ok());
    assert!(text(&format!("S_CROSSES(geometry, LINESTRING({},2 2))", line(1_000))).is_err());
    let areas = |areas: usize| vec!["((0 0,1 0,1 1,0 0))"; areas].join(",");
    assert!(text(&format!("S_WITHIN(geometry, MULTIPOLYGON({}))", areas(101))).is_err());
    let nested = |levels: usize| {
        format!(
            r#"{}{{"op":"=","args":[{{"property":"kind"}},"a"]}}{}"#,
            r#"{"op":"not","args":["#.repeat(levels),
            "]}".repeat(levels)
        )
    };
    assert!(asked(&nested(38), Language::Json).is_ok());
    assert!(asked(&nested(60), Language::Json).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_makes_the_reader_stumble(said in "[a-z0-9_ ()'\",.<>=+*/^%-]{0,60}") {
        let _either = text(&said);
        let _either = asked(&said, Language::Json);
    }
}
