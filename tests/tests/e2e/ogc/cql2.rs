//! The declared conformance classes of CQL2: one test for each, named after it.

use reqwest::StatusCode;
use serde_json::json;
use tests::test_app::TestApp;

use super::ask::{all, ask, wrong};

tests::on_both_databases!(
    cql2_text_and_cql2_json,
    basic_cql2,
    advanced_comparison_operators,
    case_insensitive_comparison_and_accent_insensitive_comparison,
    basic_spatial_functions_and_basic_spatial_functions_plus,
    spatial_functions,
    temporal_functions,
    property_property,
);

const CLERK: Option<&str> = Some("clerk@power");

/// Four assets: two poles at a street, a duct between them, and a plot around the first.
async fn street(test_app: &TestApp) {
    let assets = [
        json!({"code": "A", "kind": "pole", "geometry": {"type": "Point", "coordinates": [107.080, 20.950]},
            "address": "Trần Hưng Đạo", "attributes": {"height_m": 8.5}, "observed_on": "2023-09-10", "source": "A"}),
        json!({"code": "B", "kind": "pole", "geometry": {"type": "Point", "coordinates": [107.084, 20.950]},
            "address": "TRAN HUNG DAO", "attributes": {"height_m": 12.0}, "observed_on": "2023-09-20", "source": "A"}),
        json!({"code": "C", "kind": "duct_section",
            "geometry": {"type": "LineString", "coordinates": [[107.080, 20.950], [107.084, 20.950]]}}),
        json!({"code": "D", "kind": "land_plot", "geometry": {"type": "Polygon", "coordinates":
            [[[107.078, 20.948], [107.082, 20.948], [107.082, 20.952], [107.078, 20.952], [107.078, 20.948]]]}}),
    ];
    for asset in assets {
        test_app.post("clerk@power", "/assets", &asset).await.good();
    }
}

/// The codes of the assets that a filter finds, in order.
async fn codes(test_app: &TestApp, filter: &str) -> String {
    let language = if filter.starts_with('{') { "cql2-json" } else { "cql2-text" };
    let found = all(test_app, CLERK, "assets", &[("filter", filter), ("filter-lang", language)]).await;
    let mut codes: Vec<&str> = found.iter().map(|one| one["properties"]["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    codes.concat()
}

async fn finds(test_app: &TestApp, cases: &[(&str, &str)]) {
    for (filter, wanted) in cases {
        assert_eq!(codes(test_app, filter).await, *wanted, "{filter}");
    }
}

async fn cql2_text_and_cql2_json(test_app: TestApp) {
    street(&test_app).await;
    finds(&test_app, &[
        ("kind = 'pole' and (height_m > 9 or code = 'A')", "AB"),
        (r#"{"op":"and","args":[{"op":"=","args":[{"property":"kind"},"pole"]},{"op":">","args":[{"property":"height_m"},9]}]}"#, "B"),
    ])
    .await;
    for hostile in
        ["((((((((((((((((((((((((((((((1", "not not not", "kind = 'pole", "{\"op\":\"and\"}", &"(".repeat(8000)]
    {
        wrong(&ask(&test_app, CLERK, "/collections/assets/items", &[("filter", hostile)]).await);
        let as_json = [("filter", hostile), ("filter-lang", "cql2-json")];
        wrong(&ask(&test_app, CLERK, "/collections/assets/items", &as_json).await);
    }
    let long = "x".repeat(9_000);
    let answer = ask(&test_app, CLERK, "/collections/assets/items", &[("filter", long.as_str())]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

async fn basic_cql2(test_app: TestApp) {
    street(&test_app).await;
    finds(
        &test_app,
        &[
            ("code = 'A'", "A"),
            ("code <> 'A'", "BCD"),
            ("code < 'B'", "A"),
            ("code <= 'B'", "AB"),
            ("code > 'B'", "CD"),
            ("code >= 'B'", "BCD"),
            ("height_m = 8.5", "A"),
            ("NOT (height_m = 8.5)", "B"),
            ("shareable = true", "ABCD"),
            ("shareable", "ABCD"),
            ("observed_on = DATE('2023-09-10')", "A"),
            ("updated_at > TIMESTAMP('2023-10-02T00:00:00Z')", "ABCD"),
            ("updated_at < TIMESTAMP('2023-10-02T00:00:00+07:00')", ""),
            ("address IS NULL", "CD"),
            ("address IS NOT NULL", "AB"),
            ("TRUE", "ABCD"),
            ("FALSE", ""),
            ("code = 'A' AND TRUE OR code = 'D'", "AD"),
        ],
    )
    .await;
}

async fn advanced_comparison_operators(test_app: TestApp) {
    street(&test_app).await;
    finds(
        &test_app,
        &[
            ("address LIKE 'Tr_n%'", "A"),
            ("address NOT LIKE 'Tr_n%'", "B"),
            ("height_m BETWEEN 8.5 AND 12", "AB"),
            ("height_m NOT BETWEEN 9 AND 12", "A"),
            ("code IN ('A','D','Z')", "AD"),
            ("code NOT IN ('A','D')", "BC"),
            ("height_m IN (12)", "B"),
        ],
    )
    .await;
}

async fn case_insensitive_comparison_and_accent_insensitive_comparison(test_app: TestApp) {
    street(&test_app).await;
    finds(
        &test_app,
        &[
            ("CASEI(address) = CASEI('TRẦN HƯNG ĐẠO')", "A"),
            ("ACCENTI(address) = ACCENTI('Trân Hưng Đao')", "A"),
            ("CASEI(ACCENTI(address)) = 'tran hung dao'", "AB"),
            ("CASEI(ACCENTI(address)) LIKE 'tran%'", "AB"),
            ("CASEI(code) IN (CASEI('a'), CASEI('b'))", "AB"),
        ],
    )
    .await;
}

async fn basic_spatial_functions_and_basic_spatial_functions_plus(test_app: TestApp) {
    street(&test_app).await;
    finds(&test_app, &[
        ("S_INTERSECTS(geometry, POINT(107.080 20.950))", "ACD"),
        ("S_INTERSECTS(geometry, BBOX(107.083, 20.949, 107.085, 20.951))", "BC"),
        ("S_INTERSECTS(geometry, LINESTRING(107.083 20.949, 107.083 20.951))", "C"),
        ("S_INTERSECTS(geometry, POLYGON((107.079 20.949, 107.081 20.949, 107.081 20.951, 107.079 20.951, 107.079 20.949)))", "ACD"),
        ("S_INTERSECTS(geometry, MULTIPOINT((107.084 20.950), (107.078 20.948)))", "BCD"),
        ("S_INTERSECTS(geometry, MULTILINESTRING((107.083 20.949, 107.083 20.951), (107 20, 107.01 20)))", "C"),
        ("S_INTERSECTS(geometry, MULTIPOLYGON(((107.083 20.949, 107.085 20.949, 107.085 20.951, 107.083 20.951, 107.083 20.949))))", "BC"),
        ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(107.084 20.950), LINESTRING(107 20, 107.01 20)))", "BC"),
        ("S_INTERSECTS(BBOX(107.083, 20.949, 107.085, 20.951), geometry)", "BC"),
        (r#"{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[107.083,20.949,107.085,20.951]}]}"#, "BC"),
        ("NOT S_INTERSECTS(geometry, POINT(107.080 20.950))", "B"),
    ])
    .await;
}

async fn spatial_functions(test_app: TestApp) {
    street(&test_app).await;
    let around_first = "POLYGON((107.078 20.948, 107.082 20.948, 107.082 20.952, 107.078 20.952, 107.078 20.948))";
    for (name, wanted) in [
        ("S_EQUALS", "D"),
        ("S_DISJOINT", "B"),
        ("S_TOUCHES", ""),
        ("S_WITHIN", "AD"),
        ("S_CONTAINS", "D"),
        ("S_CROSSES", "C"),
        ("S_OVERLAPS", ""),
        ("S_INTERSECTS", "ACD"),
    ] {
        assert_eq!(codes(&test_app, &format!("{name}(geometry, {around_first})")).await, wanted, "{name}");
    }
    finds(
        &test_app,
        &[
            ("S_TOUCHES(geometry, POINT(107.084 20.950))", "C"),
            ("S_OVERLAPS(geometry, BBOX(107.081, 20.951, 107.09, 20.96))", "D"),
            ("S_WITHIN(POINT(107.080 20.950), geometry)", "AD"),
            ("S_DISJOINT(geometry, geometry)", ""),
            ("S_WITHIN(POINT(1 1), BBOX(0,0,2,2))", "ABCD"),
            ("S_DWITHIN(geometry, POINT(107.084 20.951), 112)", "BC"),
            ("S_DWITHIN(geometry, POINT(107.084 20.951), 100)", ""),
        ],
    )
    .await;
}

async fn temporal_functions(test_app: TestApp) {
    street(&test_app).await;
    // A was observed on the 10th, B on the 20th. The others were never observed.
    for (call, wanted) in [
        ("T_AFTER(observed_on, DATE('2023-09-10'))", "B"),
        ("T_BEFORE(observed_on, DATE('2023-09-20'))", "A"),
        ("T_CONTAINS(INTERVAL('2023-09-01','2023-09-15'), observed_on)", "A"),
        ("T_DISJOINT(observed_on, INTERVAL('2023-09-01','2023-09-15'))", "B"),
        ("T_DURING(observed_on, INTERVAL('2023-09-10','2023-09-30'))", "B"),
        ("T_EQUALS(observed_on, DATE('2023-09-10'))", "A"),
        ("T_FINISHEDBY(INTERVAL('2023-09-01','2023-09-10'), observed_on)", "A"),
        ("T_FINISHES(observed_on, INTERVAL('2023-09-01','2023-09-20'))", "B"),
        ("T_INTERSECTS(observed_on, INTERVAL('2023-09-10','..'))", "AB"),
        ("T_MEETS(INTERVAL('..','2023-09-10'), observed_on)", "A"),
        ("T_METBY(INTERVAL('2023-09-20','..'), observed_on)", "B"),
        ("T_OVERLAPPEDBY(INTERVAL('2023-09-05','2023-09-30'), INTERVAL('2023-09-01', observed_on))", "AB"),
        ("T_OVERLAPS(INTERVAL('2023-09-01', observed_on), INTERVAL('2023-09-05','2023-09-15'))", "A"),
        ("T_STARTEDBY(INTERVAL('2023-09-10','2023-09-30'), observed_on)", "A"),
        ("T_STARTS(observed_on, INTERVAL('2023-09-20','2023-09-30'))", "B"),
        ("T_AFTER(updated_at, TIMESTAMP('2023-10-01T00:00:00Z'))", "ABCD"),
        ("T_DURING(updated_at, INTERVAL('2023-10-01T00:00:00Z','2023-10-03T00:00:00Z'))", "ABCD"),
        ("NOT T_AFTER(observed_on, DATE('2023-09-10'))", "A"),
    ] {
        assert_eq!(codes(&test_app, call).await, wanted, "{call}");
    }
}

async fn property_property(test_app: TestApp) {
    street(&test_app).await;
    finds(
        &test_app,
        &[
            ("code = source", "A"),
            ("code <> source", "B"),
            ("'A' = code", "A"),
            ("9 < height_m", "B"),
            ("'a' = 'a'", "ABCD"),
            ("1 > 2", ""),
            ("S_INTERSECTS(geometry, geometry)", "ABCD"),
        ],
    )
    .await;
}
