//! Real files of real places: in, out in every format, and in again.

use serde_json::json;
use tests::town::Town;

use crate::round_trip::assert_same;
use crate::{exported, import, imported, rolled_back, standing};

const CLERK: &str = "clerk@power";

fn real(name: &str) -> Vec<u8> {
    std::fs::read(concat_path(name)).unwrap()
}

fn concat_path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/real").join(name)
}

/// The poles of Seattle have co-owners, tenants and dates; what an export carries of them comes back in every format.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seattle_goes_out_and_comes_back() {
    let town = Town::on_sqlite().await;
    let first = import(&town, CLERK, "seattle-pole-attachments", real("seattle-pole-attachments-2021.csv")).await;
    assert_eq!((first["status"].as_str().unwrap(), &first["assets_created"]), ("done", &json!(1_989)), "{first}");
    let mut was = standing(&town, CLERK).await;
    for asset in was.values_mut() {
        // Tenants stay with their owner: what they take is told, and not brought back.
        asset["properties"].as_object_mut().unwrap().remove("attachment_position_taken");
        asset["properties"].as_object_mut().unwrap().remove("free_band");
    }
    let mut batch = first;
    for format in ["csv", "geojson_seq", "geopackage", "shapefile", "kmz", "flatgeobuf"] {
        let file = exported(&town, CLERK, &json!({"format": format})).await;
        rolled_back(&town, CLERK, &batch).await;
        batch = imported(&town, CLERK, "hatang-export", file).await;
        let mut is = standing(&town, CLERK).await;
        for asset in is.values_mut() {
            let said = asset["properties"].as_object_mut().unwrap();
            assert_eq!(said.remove("attachment_position_taken"), Some(json!(0)));
            said.remove("free_band");
        }
        assert_same(&was, &is, 0.0, format);
    }
}

/// The network of the standard itself: its nodes and spans come out again as nodes and spans, in the same places.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fibre_network_goes_out_in_its_own_standard() {
    let town = Town::on_sqlite().await;
    let nodes = import(&town, CLERK, "ofds-nodes", real("ofds-nodes.geojson")).await;
    let spans = import(&town, CLERK, "ofds-spans", real("ofds-spans.geojson")).await;
    assert_eq!((&nodes["status"], &spans["status"]), (&json!("done"), &json!("done")), "{nodes} {spans}");
    let was = standing(&town, CLERK).await;
    let file = exported(&town, CLERK, &json!({"format": "ofds"})).await;
    assert!(file.starts_with(b"PK") && !was.is_empty());
    for format in ["csv", "geopackage", "shapefile", "kml", "flatgeobuf"] {
        let file = exported(&town, CLERK, &json!({"format": format})).await;
        assert!(!file.is_empty(), "{format}");
    }
}
