//! GDAL reads our tiles and finds the inserted features on them.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use tests::external_tools;
use tests::test_app::TestApp;

use super::world::Plan;
use super::world::{bytes, register, tile_of};
use domain::registry::asset::Asset;
use tests::test_app::cast::POWER;

async fn gdal_finds_what_is_on_a_tile(test_app: TestApp) {
    if external_tools::is_passed_over("ogr2ogr", "gdal-bin", "tiles read by GDAL") {
        return;
    }
    let plans: Vec<Plan> = (0..9_u32)
        .map(|number| (107.080 + f64::from(number) * 0.001, 20.95 + f64::from(number % 3) * 0.001))
        .map(|at| Plan { at, to: None, owner: POWER, critical: false, secret: false })
        .chain([Plan {
            at: (107.08, 20.949),
            to: Some((107.09, 20.953)),
            owner: POWER,
            critical: false,
            secret: false,
        }])
        .collect();
    let assets: Vec<Asset> = (1_u128..).zip(&plans).map(|(number, plan)| plan.asset(number)).collect();
    register(&test_app, &assets).await;
    let test_app = test_app.with_offices().await;

    let near = features(&test_app, "assets", "assets", tile_of(14, plans[4].at)).await;
    let mut codes = BTreeSet::new();
    for feature in &near {
        let code = feature["properties"]["code"].as_str().unwrap();
        let asset = assets.iter().find(|asset| asset.code == code).unwrap();
        let ours = asset.shape.to_geojson();
        codes.insert(code);
        // A unit of this tile is half a metre.
        if ours["type"] == "Point" {
            for axis in 0..2 {
                let (there, here) = (&feature["geometry"]["coordinates"][axis], &ours["coordinates"][axis]);
                assert!((there.as_f64().unwrap() - here.as_f64().unwrap()).abs() < 1e-5, "{feature}");
            }
        } else {
            assert_eq!(feature["geometry"]["type"], "LineString");
        }
    }
    assert_eq!(codes.len(), 10);
    let far = features(&test_app, "assets", "assets", tile_of(8, plans[4].at)).await;
    let counted: u64 = far.iter().map(|feature| feature["properties"]["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, 10);
    let areas = features(&test_app, "areas", "areas", tile_of(8, plans[4].at)).await;
    assert!(
        areas.len() > 5 && areas.iter().any(|area| area["properties"]["name"].as_str().unwrap().contains("Hạ Long"))
    );
}

/// A layer of a tile as GDAL reads it, in longitude and latitude.
async fn features(test_app: &TestApp, layer: &str, within: &str, (zoom, x, y): (u8, u32, u32)) -> Vec<Value> {
    let tile = bytes(test_app, "planner@vnpt", &format!("/tiles/{layer}/{zoom}/{x}/{y}")).await;
    let folder = test_app.folder("tiles");
    std::fs::create_dir_all(&folder).unwrap();
    let (file, out) = (folder.join(format!("{zoom}-{x}-{y}.mvt")), folder.join(format!("{layer}-{zoom}.geojson")));
    std::fs::write(&file, tile).unwrap();
    let mut command = Command::new("ogr2ogr");
    for (name, number) in [("Z", u32::from(zoom)), ("X", x), ("Y", y)] {
        command.arg("-oo").arg(format!("{name}={number}"));
    }
    let said =
        command.args(["-f", "GeoJSON", "-t_srs", "OGC:CRS84"]).arg(&out).arg(&file).arg(within).output().unwrap();
    assert!(said.status.success() && said.stderr.is_empty(), "{}", String::from_utf8_lossy(&said.stderr));
    let found: Value = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    found["features"].as_array().unwrap().clone()
}

tests::on_both_databases!(gdal_finds_what_is_on_a_tile);
