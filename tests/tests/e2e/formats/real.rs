//! Real files of real places: imported, exported in every format, and imported again.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::{Value, json};
use tests::test_app::TestApp;

use super::gdal::{is_passed_over, with};
use super::round_trip::assert_same;
use super::{exported, import, imported, register_of, rolled_back};

const CLERK: &str = "clerk@power";

fn real(name: &str) -> Vec<u8> {
    std::fs::read(concat_path(name)).unwrap()
}

fn concat_path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/real").join(name)
}

/// The poles of Seattle have co-owners, tenants and dates, and all of them are in the file again.
/// `round_trip` covers every format with random registers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seattle_goes_out_and_comes_back() {
    let test_app = TestApp::on_sqlite().await;
    let first = import(&test_app, CLERK, "seattle-pole-attachments", real("seattle-pole-attachments-2021.csv")).await;
    assert_eq!((first["status"].as_str().unwrap(), &first["assets_created"]), ("done", &json!(1_989)), "{first}");
    let was = register_of(&test_app, CLERK).await;
    let on = was.values().filter(|one| one["properties"]["tenancies"].is_string()).count();
    assert!(on > 1_500, "{on}");
    let mut batch = first;
    for format in ["csv", "geopackage", "shapefile", "xlsx"] {
        let file = exported(&test_app, CLERK, &json!({"format": format})).await;
        rolled_back(&test_app, CLERK, &batch).await;
        batch = imported(&test_app, CLERK, "hatang-export", file).await;
        let is = register_of(&test_app, CLERK).await;
        assert_same(&was, &is, 0.0, format);
    }
}

/// The example network of the standard (OFDS): its nodes and spans leave as nodes and spans, and
/// are imported again with the same content.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fibre_network_goes_out_in_its_own_standard_and_comes_back() {
    if is_passed_over("a_fibre_network_goes_out_in_its_own_standard_and_comes_back") {
        return;
    }
    let test_app = TestApp::on_sqlite().await;
    let nodes = import(&test_app, CLERK, "ofds-nodes", real("ofds-nodes.geojson")).await;
    let spans = import(&test_app, CLERK, "ofds-spans", real("ofds-spans.geojson")).await;
    assert_eq!((&nodes["status"], &spans["status"]), (&json!("done"), &json!("done")), "{nodes} {spans}");
    let was = register_of(&test_app, CLERK).await;
    assert_eq!(was.len(), 3);
    let file = exported(&test_app, CLERK, &json!({"format": "ofds"})).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ofds.zip");
    std::fs::write(&path, file).unwrap();
    let member = |name: &str| Command::new("unzip").arg("-p").arg(&path).arg(name).output().unwrap().stdout;
    holds_to_the_standard(&serde_json::from_slice(&member("network-package.json")).unwrap());

    rolled_back(&test_app, CLERK, &spans).await;
    rolled_back(&test_app, CLERK, &nodes).await;
    for (name, member) in [("ofds-nodes", member("nodes.geojson")), ("ofds-spans", member("spans.geojson"))] {
        let shipped = policies::mappings::shipped(name).unwrap();
        // The register now has a name for the provider, so the mapping need not replace it.
        with(&test_app, &shipped.replace("answering_names = [\"FibreCo\"]\n", ""), member).await;
    }
    let is = register_of(&test_app, CLERK).await;
    assert_eq!(is.len(), was.len());
    for (code, one) in &was {
        let (_, other) = is.iter().find(|(known, _)| known.ends_with(&format!("/{code}"))).unwrap();
        assert_eq!(one["geometry"], other["geometry"], "{code}");
        for name in ["kind", "lifecycle", "owner", "bore_installed", "bore_taken"] {
            assert_eq!(one["properties"][name], other["properties"][name], "{code}: {name}");
        }
        let tenants = |asset: &Value| {
            let listed: Value =
                serde_json::from_str(asset["properties"]["tenancies"].as_str().unwrap_or("[]")).unwrap();
            listed.as_array().unwrap().iter().map(|one| one["tenant"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(tenants(one), tenants(other), "{code}");
    }
    assert!(is.values().any(|one| one["properties"]["tenancies"].to_string().contains("FastWeb")));
}

/// The requirements of the standard's schema (0.3) for a network, as far as the register holds the
/// data.
fn holds_to_the_standard(package: &Value) {
    assert_eq!(package["networks"].as_array().unwrap().len(), 1, "{package}");
    let network = &package["networks"][0];
    let crs = json!({"name": "urn:ogc:def:crs:OGC::CRS84", "uri": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"});
    assert_eq!((&network["crs"], &network["links"][0]["rel"]), (&crs, &json!("describedby")));
    uuid::Uuid::parse_str(network["id"].as_str().unwrap()).unwrap();
    let listed = |name: &str| network[name].as_array().filter(|items| !items.is_empty()).unwrap();
    let ids = |name: &str| listed(name).iter().map(|one| one["id"].as_str().unwrap()).collect::<BTreeSet<_>>();
    let (organisations, nodes, spans) = (ids("organisations"), ids("nodes"), ids("spans"));
    assert_eq!((nodes.len(), spans.len()), (2, 1));
    let status = ["proposed", "planned", "underConstruction", "operational", "decommissioned", "inactive"];
    for part in listed("nodes").iter().chain(listed("spans")) {
        assert!(status.contains(&part["status"].as_str().unwrap()), "{part}");
        let providers = part["networkProviders"].as_array().cloned().unwrap_or_default();
        for named in providers.iter().chain([&part["physicalInfrastructureProvider"]]) {
            assert!(organisations.contains(named["id"].as_str().unwrap()), "{named}");
        }
        let (place, shape) = if nodes.contains(part["id"].as_str().unwrap()) {
            (&part["location"], "Point")
        } else {
            (&part["route"], "LineString")
        };
        assert_eq!(place["type"], shape, "{part}");
    }
}
