//! GDAL reads every file that the server writes, and the server reads files that GDAL writes.

use std::path::Path;
use std::process::Command;

use reqwest::Method;
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_client::answered;

use super::round_trip::{assert_same, register, runner};
use super::{exported, imported, register_of, rolled_back};

const CLERK: &str = "clerk@power";

/// Whether the test is skipped, with a message: only where GDAL is missing, and never in CI.
#[expect(clippy::print_stderr, reason = "a test that was passed over must be seen")]
pub(crate) fn is_passed_over(what: &str) -> bool {
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let passed_over = !in_ci && Command::new("ogr2ogr").arg("--version").output().is_err();
    if passed_over {
        eprintln!("PASSED OVER, gdal-bin is missing (`make test` installs it): {what}");
    }
    passed_over
}

fn ogr2ogr(arguments: &[&str], from: &Path, to: &Path) {
    let ran = Command::new("ogr2ogr").args(arguments).arg(to).arg(from).output().unwrap();
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gdal_reads_what_we_write() {
    if is_passed_over("gdal_reads_what_we_write") {
        return;
    }
    let test_app = TestApp::on_sqlite().await;
    imported(&test_app, CLERK, "hatang-export", register(&mut runner(9), 30)).await;
    let was = register_of(&test_app, CLERK).await;
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("geojson", "OGC:CRS84", "a.geojson"),
        ("geojson", "EPSG:5899", "b.geojson"),
        ("geojson_seq", "OGC:CRS84", "a.geojsons"),
        ("geopackage", "OGC:CRS84", "a.gpkg"),
        ("geopackage", "EPSG:5899", "b.gpkg"),
        ("shapefile", "OGC:CRS84", "a.shp.zip"),
        ("shapefile", "EPSG:3857", "b.shp.zip"),
        ("kml", "OGC:CRS84", "a.kml"),
        ("kmz", "OGC:CRS84", "a.kmz"),
        ("flatgeobuf", "OGC:CRS84", "a.fgb"),
        ("flatgeobuf", "EPSG:5899", "b.fgb"),
        ("csv", "OGC:CRS84", "a.csv"),
        ("xlsx", "OGC:CRS84", "a.xlsx"),
    ];
    for (format, crs, name) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, exported(&test_app, CLERK, &json!({"format": format, "crs": crs})).await).unwrap();
        let back = folder.path().join(format!("{name}.back"));
        let mut arguments = vec!["-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=15"];
        // A CSV file does not name its geometry column, and a workbook contains no geometry at all.
        match format {
            "csv" => arguments.extend(["-oo", "GEOM_POSSIBLE_NAMES=wkt", "-a_srs", "EPSG:4326"]),
            "xlsx" => arguments.extend(["-oo", "HEADERS=FORCE"]),
            _ => arguments.extend(["-t_srs", "OGC:CRS84"]),
        }
        if format == "shapefile" {
            // The three layers of the shapefile go into one output file.
            arguments.push("-append");
            for layer in ["assets_points", "assets_lines", "assets_areas"] {
                let to = folder.path().join(format!("{name}.{layer}.back"));
                let source = format!("/vsizip/{}", path.display());
                let ran = Command::new("ogr2ogr")
                    .args(["-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=15", "-t_srs", "OGC:CRS84"])
                    .arg(&to)
                    .args([source.as_str(), layer])
                    .output()
                    .unwrap();
                assert!(ran.status.success(), "{layer}: {}", String::from_utf8_lossy(&ran.stderr));
                let mut all = std::fs::read(&back).unwrap_or_default();
                all.extend(std::fs::read(&to).unwrap());
                std::fs::write(&back, all).unwrap();
            }
        } else {
            ogr2ogr(&arguments, &path, &back);
        }
        let text = std::fs::read_to_string(&back).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), was.len(), "{format} {crs}");
        for line in &lines {
            let code = ["code", "Name"].iter().find_map(|name| line["properties"][*name].as_str()).unwrap();
            let ours = &was[code];
            if format != "xlsx" {
                assert_eq!(line["geometry"]["type"], ours["geometry"]["type"], "{format} {crs} {code}");
                assert!(is_near(&line["geometry"], &ours["geometry"]), "{format} {crs} {code}: {line}\n{ours}");
            }
            if let Some(address) = ours["properties"]["address"].as_str().filter(|_| format != "csv") {
                assert_eq!(line["properties"]["address"], address, "{format} {crs} {code}");
            }
        }
    }
}

/// Whether two shapes have the same vertices, whatever the first vertex and the direction.
fn is_near(one: &Value, other: &Value) -> bool {
    fn corners(value: &Value) -> Vec<(f64, f64)> {
        let Some(items) = value.as_array() else { return Vec::new() };
        match (items.first().and_then(Value::as_f64), items.get(1).and_then(Value::as_f64)) {
            (Some(x), Some(y)) => vec![(x, y)],
            _ => items.iter().flat_map(corners).collect(),
        }
    }
    let (left, right) = (corners(&one["coordinates"]), corners(&other["coordinates"]));
    let near = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6;
    left.len() == right.len() && left.iter().all(|a| right.iter().any(|b| near(a, b)))
}

const PLAIN: &str = r#"
name = "plain"
title = "what ogr2ogr makes of a few columns"
source = "ogr2ogr"
[asset]
code = { column = "code", required = true }
kind = { column = "kind" }
position = POSITION
address = { column = "address" }
[asset.attributes]
height_m = { column = "height_m" }
year = { column = "year" }
guyed = { column = "guyed" }
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn we_read_what_gdal_writes() {
    if is_passed_over("we_read_what_gdal_writes") {
        return;
    }
    let test_app = TestApp::on_sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let poles = (0..25).map(|number| {
        let place = [107.0 + f64::from(number) * 0.01, 20.9 + f64::from(number % 7) * 0.013];
        let said = json!({
            "code": format!("QN-{number:03}"), "kind": "pole", "address": format!("Số {number}, đường Hạ Long"),
            "height_m": 8.5 + f64::from(number) / 4.0, "year": 2000 + number, "guyed": number % 2 == 0,
        });
        json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": said})
    });
    let poles: Vec<Value> = poles.collect();
    let from = folder.path().join("poles.geojson");
    std::fs::write(&from, json!({"type": "FeatureCollection", "features": poles}).to_string()).unwrap();
    let feature = PLAIN.replace("POSITION", "\"feature\"");
    let mut batch = with(&test_app, &feature, std::fs::read(&from).unwrap()).await;
    let was = register_of(&test_app, CLERK).await;
    assert_eq!(was.len(), 25);
    let wkt = format!(
        "crs = \"EPSG:5899\"\nformat = \"csv\"\n{}",
        PLAIN.replace("POSITION", "{ wkt = { column = \"WKT\" } }")
    );
    let made: [(&str, &[&str], &str); 10] = [
        ("a.gpkg", &["-f", "GPKG"], &feature),
        ("b.gpkg", &["-f", "GPKG", "-t_srs", "EPSG:5899"], &feature),
        ("a.shp.zip", &["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"], &feature),
        ("b.shp.zip", &["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8", "-t_srs", "EPSG:5899"], &feature),
        ("c.shp.zip", &["-f", "ESRI Shapefile", "-lco", "ENCODING=CP1258"], &feature),
        ("a.fgb", &["-f", "FlatGeobuf"], &feature),
        ("b.fgb", &["-f", "FlatGeobuf", "-t_srs", "EPSG:3857"], &feature),
        ("a.kml", &["-f", "KML"], &feature),
        ("a.geojsonl", &["-f", "GeoJSONSeq", "-lco", "RS=YES"], &feature),
        ("a.csv", &["-f", "CSV", "-t_srs", "EPSG:5899", "-lco", "GEOMETRY=AS_WKT", "-lco", "SEPARATOR=COMMA"], &wkt),
    ];
    for (name, arguments, mapping) in made {
        let to = folder.path().join(name);
        ogr2ogr(arguments, &from, &to);
        rolled_back(&test_app, CLERK, &batch).await;
        batch = with(&test_app, mapping, std::fs::read(&to).unwrap()).await;
        let is = register_of(&test_app, CLERK).await;
        if name == "c.shp.zip" {
            // Windows-1258 lacks some letters and GDAL writes replacements, so only the geometries
            // are compared.
            assert_eq!(is.len(), was.len());
        } else {
            assert_same(&was, &is, 2e-6, name);
        }
    }
}

/// Imports a file with this mapping text.
pub(crate) async fn with(test_app: &TestApp, mapping: &str, file: Vec<u8>) -> Value {
    let file = reqwest::multipart::Part::bytes(file).file_name("file");
    let form = reqwest::multipart::Form::new().part("file", file).text("mapping", mapping.to_owned());
    let sent = test_app.ask(CLERK, Method::POST, "/imports?mode=commit").multipart(form);
    let batch = answered(sent).await.unwrap().good();
    let ended = super::ended(test_app, CLERK, &format!("/imports/{}", batch.text("/id"))).await;
    let errors = test_app.get(CLERK, &format!("/imports/{}/errors", batch.text("/id"))).await;
    assert_eq!((&ended["status"], &ended["rows_failed"]), (&json!("done"), &json!(0)), "{ended}\n{errors}");
    ended
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_network_of_the_standard_holds_nodes_and_spans() {
    if is_passed_over("the_network_of_the_standard_holds_nodes_and_spans") {
        return;
    }
    let test_app = TestApp::on_sqlite().await;
    imported(&test_app, CLERK, "hatang-export", register(&mut runner(4), 30)).await;
    let was = register_of(&test_app, CLERK).await;
    let lines = was.values().filter(|one| one["geometry"]["type"] == "LineString").count();
    let file = exported(&test_app, CLERK, &json!({"format": "ofds"})).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ofds.zip");
    std::fs::write(&path, file).unwrap();
    let member = |name: &str| -> Value {
        let read = Command::new("unzip").arg("-p").arg(&path).arg(name).output();
        serde_json::from_slice(&read.unwrap().stdout).unwrap()
    };
    let (nodes, spans, package) = (member("nodes.geojson"), member("spans.geojson"), member("network-package.json"));
    assert_eq!(nodes["features"].as_array().unwrap().len(), was.len() - lines);
    assert_eq!(spans["features"].as_array().unwrap().len(), lines);
    let network = &package["networks"][0];
    assert_eq!(network["nodes"].as_array().unwrap().len() + network["spans"].as_array().unwrap().len(), was.len());
    let tenants = was.values().filter_map(|one| one["properties"]["tenancies"].as_str()).flat_map(|listed| {
        let listed: Vec<Value> = serde_json::from_str(listed).unwrap();
        listed.into_iter().filter_map(|one| one["tenant"].as_str().map(str::to_owned))
    });
    // The owner and the tenants of its assets.
    let named = tenants.collect::<std::collections::BTreeSet<_>>().len() + 1;
    assert_eq!(network["organisations"].as_array().unwrap().len(), named);
    assert!(features_are_whole(&spans));
}

fn features_are_whole(collection: &Value) -> bool {
    collection["features"].as_array().unwrap().iter().all(|feature| {
        feature["geometry"]["type"] == "LineString" && feature["properties"]["network"]["name"] == "Hatang"
    })
}
