//! Random registers, exported and imported again: the register stays the same in every format.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};
use tests::test_app::TestApp;

use super::{exported, imported, register_of, rolled_back};

tests::on_both_databases!(every_format_makes_the_same_register, two_columns_make_the_same_points,);

const OWNER: &str = "Công ty Điện lực Quảng Ninh";
const CLERK: &str = "clerk@power";

/// An ordinary or an unusual text, never with white space around it, because the register removes
/// that.
fn text() -> impl Strategy<Value = Value> {
    let parts = prop::sample::select(vec![
        "Cột",
        "đường Hạ Long",
        "ð",
        "Đ",
        ",",
        ";",
        "\"",
        "'",
        "\n",
        "&amp;",
        "<b>",
        "]]>",
        "=1+1",
        "@x",
        "ộ",
        "🗼",
        "\\",
        "%s",
        "0012",
        "null",
        "true",
        "ngõ 5/2",
    ]);
    prop::collection::vec(parts, 0..9).prop_map(|parts| match parts.join(" ").trim() {
        "" => Value::Null,
        text => json!(text),
    })
}

/// Rounds to a tenth of a millimetre, because the JSON reader is exact for numbers of fifteen
/// digits.
fn rounded(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

fn place() -> impl Strategy<Value = [f64; 2]> {
    (107.0_f64..107.3, 20.9_f64..21.1).prop_map(|(x, y)| [rounded(x), rounded(y)])
}

const ORGANIZATIONS: [&str; 7] = [
    "VNPT Quảng Ninh",
    "Viettel Quảng Ninh",
    "MobiFone Quảng Ninh",
    "Công ty Chiếu sáng Hạ Long",
    "Hợp tác xã \"Đồng; Tâm\", [xã] Đ",
    "Fibre\\Co & <ð>",
    "Cáp quang Móng Cái",
];

/// Co-owners with shares: any number of owners, any shares.
fn owners() -> impl Strategy<Value = (Value, Value)> {
    let points = prop::collection::vec(1_u16..1_400, 0..=7);
    prop_oneof![2 => Just(Vec::new()).boxed(), 3 => points.boxed()].prop_map(|points| {
        let percent = |points: u16| f64::from(points) / 100.0;
        let named = points.iter().zip(ORGANIZATIONS);
        let listed: Vec<Value> = named.map(|(share, name)| json!({"name": name, "percent": percent(*share)})).collect();
        if listed.is_empty() {
            return (Value::Null, Value::Null);
        }
        (json!(percent(10_000 - points.iter().sum::<u16>())), json!(Value::Array(listed).to_string()))
    })
}

/// Tenancies with tenant, quantity of a unit, start and note. The same tenant may occur twice.
fn tenants() -> impl Strategy<Value = Vec<(usize, u32, Option<u32>, Value)>> {
    let tenant = (0..=ORGANIZATIONS.len(), 1_u32..4, prop::option::of(0_u32..2_000_000_000), text());
    prop::collection::vec(tenant, 0..5)
}

/// The tenancies that fit into the free units, as JSON text.
fn lodged(wanted: &[(usize, u32, Option<u32>, Value)], unit: &str, mut capacity: u32) -> Value {
    let mut listed = Vec::new();
    for (tenant, quantity, since, note) in wanted {
        if *quantity > capacity {
            continue;
        }
        capacity -= quantity;
        let mut said = json!({
            // A tenancy without a name was found and is not claimed.
            "tenant": ORGANIZATIONS.get(*tenant), "unit": unit, "quantity": quantity, "status": "active",
        });
        if let Some(seconds) = since {
            said["since"] = json!(format!("20{:02}-03-05T10:11:{:02}Z", seconds % 24, seconds % 60));
        }
        if !note.is_null() {
            said["note"] = note.clone();
        }
        listed.push(said);
    }
    if listed.is_empty() { Value::Null } else { json!(Value::Array(listed).to_string()) }
}

prop_compose! {
    /// The properties that assets of every kind may have.
    fn common()(
        (percent, co_owners) in owners(),
        address in text(),
        note in text(),
        lifecycle in prop::sample::select(vec!["planned", "in_service", "restricted", "unverified"]),
        visibility in prop::sample::select(vec!["public", "operators", "restricted", "secret"]),
        critical in any::<bool>(),
        closed in prop::option::of(text()),
        day in prop::option::of((1990_i32..2030, 1_u32..13, 1_u32..29)),
        confidence in prop::sample::select(vec!["A", "B", "C", "D"]),
    ) -> Map<String, Value> {
        let reason = closed.as_ref().map(|reason| if reason.is_null() { json!("đầy") } else { reason.clone() });
        let day = day.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
        let said = json!({
            "address": address, "note": note, "lifecycle": lifecycle, "visibility": visibility, "critical": critical,
            "shareable": closed.is_none(), "not_shareable_reason": reason, "observed_on": day, "confidence": confidence,
            "owner": OWNER, "owner_percent": percent, "co_owners": co_owners, "source": "khảo sát, đợt 1",
        });
        said.as_object().unwrap().clone()
    }
}

fn pole() -> impl Strategy<Value = (Map<String, Value>, Value)> {
    let height = prop::option::of(prop_oneof![(1.0_f64..60.0).prop_map(rounded), Just(8.0), Just(12.5)]);
    let year = prop::option::of(1990_i32..2025);
    (common(), place(), height, prop::option::of(any::<bool>()), 0_u32..10, year, tenants()).prop_map(
        |(mut said, at, height, guyed, places, year, tenants)| {
            said.insert("tenancies".to_owned(), lodged(&tenants, "attachment_position", places - places / 3));
            said.insert("kind".to_owned(), json!("pole"));
            said.insert("height_m".to_owned(), json!(height));
            said.insert("guyed".to_owned(), json!(guyed));
            said.insert("year".to_owned(), json!(year));
            said.insert("attachment_position_installed".to_owned(), json!(places));
            said.insert("attachment_position_own_use".to_owned(), json!(places / 3));
            said.insert("load_nm_installed".to_owned(), json!(places * 1_000_000));
            (said, json!({"type": "Point", "coordinates": at}))
        },
    )
}

fn duct() -> impl Strategy<Value = (Map<String, Value>, Value)> {
    let line = prop::collection::vec(place(), 2..6);
    (common(), line, text(), 1_u32..9, tenants()).prop_map(|(mut said, line, from, bores, tenants)| {
        said.insert("tenancies".to_owned(), lodged(&tenants, "bore", bores - bores / 4));
        said.insert("kind".to_owned(), json!("duct_section"));
        said.insert("from_chamber".to_owned(), from);
        said.insert("bore_installed".to_owned(), json!(bores));
        said.insert("bore_blocked".to_owned(), json!(bores / 4));
        (said, json!({"type": "LineString", "coordinates": line}))
    })
}

fn plot() -> impl Strategy<Value = (Map<String, Value>, Value)> {
    (common(), place(), 0.0001_f64..0.01).prop_map(|(mut said, [x, y], side)| {
        said.insert("kind".to_owned(), json!("land_plot"));
        let (east, north) = (rounded(x + side), rounded(y + side));
        let ring = [[x, y], [east, y], [east, north], [x, north], [x, y]];
        (said, json!({"type": "Polygon", "coordinates": [ring]}))
    })
}

/// A random register as a GeoJSON file.
pub(crate) fn register(runner: &mut TestRunner, assets: usize) -> Vec<u8> {
    let asset = prop_oneof![3 => pole().boxed(), 2 => duct().boxed(), 1 => plot().boxed()];
    let drawn = prop::collection::vec(asset, assets).new_tree(runner).unwrap().current();
    let features = drawn.into_iter().enumerate().map(|(number, (mut said, geometry))| {
        said.insert("code".to_owned(), json!(format!("QN-{number:04}/ð")));
        json!({"type": "Feature", "geometry": geometry, "properties": said})
    });
    let features: Vec<Value> = features.collect();
    serde_json::to_vec(&json!({"type": "FeatureCollection", "features": features})).unwrap()
}

/// A runner that gives the same registers in every run, and others for another number.
pub(crate) fn runner(number: u8) -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[number; 32]))
}

/// The numbers in the coordinates of a geometry, for a comparison with tolerance.
fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(items) => items.iter().flat_map(numbers).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            value.as_f64().into_iter().collect()
        }
    }
}

pub(crate) fn assert_same(was: &BTreeMap<String, Value>, is: &BTreeMap<String, Value>, slack: f64, what: &str) {
    assert_eq!(was.keys().collect::<Vec<_>>(), is.keys().collect::<Vec<_>>(), "{what}");
    for (code, one) in was {
        let other = &is[code];
        assert_eq!(one["properties"], other["properties"], "{what}: {code}");
        assert_eq!(one["geometry"]["type"], other["geometry"]["type"], "{what}: {code}");
        let (left, right) = (numbers(&one["geometry"]["coordinates"]), numbers(&other["geometry"]["coordinates"]));
        let near = left.len() == right.len() && left.iter().zip(&right).all(|(a, b)| (a - b).abs() <= slack);
        assert!(near, "{what}: {code}\n{left:?}\n{right:?}");
    }
}

async fn every_format_makes_the_same_register(test_app: TestApp) {
    // Other coordinate systems come last, because each of them moves positions slightly.
    let wanted = [
        ("geojson", "OGC:CRS84"),
        ("geojson_seq", "OGC:CRS84"),
        ("csv", "OGC:CRS84"),
        ("geopackage", "OGC:CRS84"),
        ("shapefile", "OGC:CRS84"),
        ("kml", "OGC:CRS84"),
        ("kmz", "OGC:CRS84"),
        ("flatgeobuf", "OGC:CRS84"),
        ("xlsx", "OGC:CRS84"),
        ("geojson", "EPSG:5899"),
        ("geopackage", "EPSG:5899"),
        ("shapefile", "EPSG:5899"),
        ("flatgeobuf", "EPSG:3857"),
    ];
    for number in 0..2 {
        let first = imported(&test_app, CLERK, "hatang-export", register(&mut runner(number), 40)).await;
        let was = register_of(&test_app, CLERK).await;
        assert_eq!(was.len(), 40);
        let listed = |name: &str| was.values().filter(|one| one["properties"][name].is_string()).count();
        assert!(listed("co_owners") > 15 && listed("tenancies") > 10);
        assert!(
            was.values().any(|one| one["properties"]["tenancies"].to_string().contains("null")),
            "found, unclaimed"
        );
        let mut batch = first;
        for (format, crs) in wanted {
            let file = exported(&test_app, CLERK, &json!({"format": format, "crs": crs})).await;
            rolled_back(&test_app, CLERK, &batch).await;
            assert!(register_of(&test_app, CLERK).await.is_empty());
            batch = imported(&test_app, CLERK, "hatang-export", file).await;
            assert_eq!(batch["assets_created"], 40, "{format} {crs}");
            // A projection changes a position by less than a millimetre.
            let slack = if crs == "OGC:CRS84" { 0.0 } else { 3e-7 };
            assert_same(&was, &register_of(&test_app, CLERK).await, slack, &format!("{format} {crs} {number}"));
        }
        rolled_back(&test_app, CLERK, &batch).await;
    }
}

/// A table with two columns for the position, in each coordinate system: points stay the same.
async fn two_columns_make_the_same_points(test_app: TestApp) {
    let first = imported(&test_app, CLERK, "hatang-export", register(&mut runner(3), 40)).await;
    let was = register_of(&test_app, CLERK).await;
    let is_pole = |one: &Value| one["properties"]["kind"] == "pole";
    let was: BTreeMap<String, Value> = was.into_iter().filter(|(_, one)| is_pole(one)).collect();
    assert!(was.len() > 10);
    let mut files = Vec::new();
    for crs in ["OGC:CRS84", "EPSG:4326", "EPSG:3857", "EPSG:5899"] {
        let wanted = json!({"format": "csv", "crs": crs, "place": "columns", "filter": {"kind": "pole"}});
        files.push((crs, exported(&test_app, CLERK, &wanted).await));
    }
    let mut batch = first;
    for (crs, file) in files {
        rolled_back(&test_app, CLERK, &batch).await;
        let header = String::from_utf8_lossy(&file).lines().next().unwrap().to_owned();
        let (position, names) = match crs {
            "EPSG:3857" | "EPSG:5899" => (
                "{ metres = { easting = { column = \"easting\" }, northing = { column = \"northing\" } } }",
                ",easting,northing",
            ),
            _ => (
                "{ degrees = { longitude = { column = \"longitude\" }, latitude = { column = \"latitude\" } } }",
                ",longitude,latitude",
            ),
        };
        assert!(header.ends_with(names), "{header}");
        let shipped = policies::mappings::shipped("hatang-export").unwrap();
        let mapping = shipped.replace("{ feature_or_wkt = { column = \"wkt\" } }", position);
        batch = super::gdal::with(&test_app, &format!("crs = \"{crs}\"\n{mapping}"), file).await;
        // A projection changes a position by less than a millimetre.
        let slack = if crs.ends_with("84") || crs.ends_with("4326") { 0.0 } else { 3e-8 };
        assert_same(&was, &register_of(&test_app, CLERK).await, slack, crs);
    }
}
