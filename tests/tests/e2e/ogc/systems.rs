//! Part 2 of OGC API – Features: coordinate systems.

use serde_json::{Value, json};
use tests::test_app::TestApp;

use super::ask::{all, ask, link, read, wrong};

tests::on_both_databases!(crs);

const CLERK: Option<&str> = Some("clerk@power");
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const EPSG_4326: &str = "http://www.opengis.net/def/crs/EPSG/0/4326";
const EPSG_3857: &str = "http://www.opengis.net/def/crs/EPSG/0/3857";
const EPSG_5899: &str = "http://www.opengis.net/def/crs/EPSG/0/5899";

async fn crs(test_app: TestApp) {
    let place = json!({"geometry": {"type": "Point", "coordinates": [107.0822, 20.9546]}});
    let id = test_app.pole_with("clerk@power", place).await;
    let collection = read(&test_app, CLERK, "/collections/assets", &[]).await;
    assert_eq!(collection["crs"], json!([CRS84, EPSG_4326, EPSG_3857, EPSG_5899]));
    assert_eq!(collection["storageCrs"], CRS84);
    // The positions according to PROJ 9.1 (`cs2cs`), and the order of the axes.
    for (name, x, y, near, bbox) in [
        (CRS84, 107.0822, 20.9546, 1e-9, "107.08,20.95,107.09,20.96"),
        (EPSG_4326, 20.9546, 107.0822, 1e-9, "20.95,107.08,20.96,107.09"),
        (EPSG_3857, 11_920_335.977, 2_386_465.946, 0.01, "11920000,2386000,11921000,2387000"),
        (EPSG_5899, 430_358.487, 2_318_074.785, 0.01, "430000,2318000,431000,2319000"),
    ] {
        for path in ["/collections/assets/items".to_owned(), format!("/collections/assets/items/{id}")] {
            let answer = ask(&test_app, CLERK, &path, &[("crs", name)]).await.good();
            assert_eq!(answer.header("content-crs"), format!("<{name}>"));
            let found = answer.body.pointer("/features/0/geometry").or_else(|| answer.body.get("geometry")).unwrap();
            let at: Vec<f64> = found["coordinates"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
            assert!((at[0] - x).abs() < near && (at[1] - y).abs() < near, "{name}: {at:?}");
        }
        let within = |bbox: &'static str| {
            let query = vec![("bbox", bbox), ("bbox-crs", name)];
            let test_app = &test_app;
            async move { all(test_app, CLERK, "assets", &query).await.len() }
        };
        assert_eq!(within(bbox).await, 1, "{name}");
        let point = format!("S_DWITHIN(geometry, POINT({x} {y}), 1)");
        assert_eq!(
            all(&test_app, CLERK, "assets", &[("filter", &point), ("filter-crs", name)]).await.len(),
            1,
            "{name}"
        );
    }
    // Without a parameter the answer uses CRS84 and names it.
    assert_eq!(
        ask(&test_app, CLERK, "/collections/assets/items", &[]).await.header("content-crs"),
        format!("<{CRS84}>")
    );
    for name in ["crs", "bbox-crs", "filter-crs"] {
        let query = [(name, "http://www.opengis.net/def/crs/EPSG/0/32648")];
        assert_eq!(wrong(&ask(&test_app, CLERK, "/collections/assets/items", &query).await)[0].0, name);
    }
    test_app.pole("clerk@power", 4).await;
    let first = read(&test_app, CLERK, "/collections/assets/items", &[("crs", EPSG_5899), ("limit", "1")]).await;
    let next = link(&first, "next", "application/geo+json").unwrap();
    assert!(next.contains("EPSG%2F0%2F5899"), "{next}");
    let single: Value =
        read(&test_app, CLERK, &format!("/collections/assets/items/{id}"), &[("crs", "[EPSG:5899]")]).await;
    assert_eq!(single["id"], json!(id));
}
