//! Part 1 of OGC API – Features, and the classes of part 3 about items: one test for each declared
//! class, named after it.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_client::answered;

use super::ask::{all, ask, link, page, read, wrong};

tests::on_both_databases!(
    core,
    oas30,
    html,
    geojson,
    queryables,
    queryables_query_parameters,
    filter_and_features_filter,
    datetime_picks_what_held_then,
);

const GEOJSON: &str = "application/geo+json";
const CLERK: Option<&str> = Some("clerk@power");

/// Creates poles on the grid, numbered from one.
async fn poles(test_app: &TestApp, how_many: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..how_many {
        ids.push(test_app.pole("clerk@power", 4).await);
    }
    ids
}

#[test]
fn each_class_that_is_declared_has_its_test() {
    let tested = [
        "core",
        "oas30",
        "html",
        "geojson",
        "crs",
        "queryables",
        "queryables-query-parameters",
        "filter",
        "features-filter",
        "cql2-text",
        "cql2-json",
        "basic-cql2",
        "advanced-comparison-operators",
        "case-insensitive-comparison",
        "accent-insensitive-comparison",
        "basic-spatial-functions",
        "basic-spatial-functions-plus",
        "spatial-functions",
        "temporal-functions",
        "property-property",
    ];
    let sources = [include_str!("features.rs"), include_str!("cql2.rs"), include_str!("systems.rs")].concat();
    for name in tested {
        let function = name.replace('-', "_");
        let found = sources.lines().any(|line| line.starts_with("async fn ") && line.contains(&function));
        assert!(found, "there is no test for {name}");
    }
    let declared: Vec<_> =
        api_app::ogc::document::conformance::CLASSES.iter().map(|class| class.rsplit('/').next().unwrap()).collect();
    assert_eq!(declared, tested);
}

async fn core(test_app: TestApp) {
    let ids = poles(&test_app, 5).await;
    let landing = read(&test_app, None, "", &[]).await;
    assert_eq!(landing, read(&test_app, None, "/", &[]).await);
    for (rel, kind) in [
        ("self", "application/json"),
        ("alternate", "text/html"),
        ("service-desc", "application/vnd.oai.openapi+json;version=3.0"),
        ("conformance", "application/json"),
        ("data", "application/json"),
    ] {
        let href = link(&landing, rel, kind).unwrap_or_else(|| panic!("no link {rel}"));
        let path = href.strip_prefix(test_app.client().address()).unwrap();
        assert_eq!(answered(test_app.client().bare(Method::GET, path)).await.unwrap().status, StatusCode::OK, "{path}");
    }
    let declared = read(&test_app, None, "/conformance", &[]).await;
    assert!(
        declared["conformsTo"]
            .as_array()
            .unwrap()
            .contains(&json!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"))
    );

    let listed = read(&test_app, CLERK, "/collections", &[]).await;
    let names: Vec<&str> =
        listed["collections"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(names, ["assets", "areas", "planned-works", "permits"]);
    for one in listed["collections"].as_array().unwrap() {
        let alone = read(&test_app, CLERK, &format!("/collections/{}", one["id"].as_str().unwrap()), &[]).await;
        assert_eq!(*one, alone);
        assert!(link(one, "items", GEOJSON).is_some() && one["extent"]["temporal"].is_object());
    }
    assert_eq!(ask(&test_app, CLERK, "/collections/cables", &[]).await.status, StatusCode::NOT_FOUND);

    // With pages of two items, two pages link to a next page and the last does not.
    let found = all(&test_app, CLERK, "assets", &[("limit", "2")]).await;
    let found: BTreeSet<_> = found.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(found, ids.iter().cloned().collect());
    let first = read(&test_app, CLERK, "/collections/assets/items", &[("limit", "2")]).await;
    assert_eq!((&first["numberReturned"], &first["numberMatched"]), (&json!(2), &json!(5)));
    assert!(first["timeStamp"].as_str().unwrap().starts_with("2023-10-02T"));
    for (rel, kind) in
        [("self", GEOJSON), ("alternate", "text/html"), ("next", GEOJSON), ("collection", "application/json")]
    {
        assert!(link(&first, rel, kind).is_some(), "no link {rel}");
    }
    // A limit above the maximum counts as the maximum.
    assert_eq!(
        read(&test_app, CLERK, "/collections/assets/items", &[("limit", "99999999999999999999")]).await["numberReturned"],
        5
    );

    // The edges belong to a box. A line matches if the line itself enters the box, not only its
    // bounding box.
    let line = json!({"code": "QN-DCT-1", "kind": "duct_section",
        "geometry": {"type": "LineString", "coordinates": [[107.0, 20.9], [107.01, 20.91]]}});
    test_app.post("clerk@power", "/assets", &line).await.good();
    for (bbox, count) in [
        ("107.0803,20.95,107.0806,20.96", 2),
        ("107.0803,20.95,-10,107.0806,20.96,10", 2),
        ("107.0,20.9,107.002,20.902", 1),
        ("107.006,20.9,107.01,20.904", 0),
        ("107.5,20,107.6,21", 0),
        ("100,20,-170,21", 6),
    ] {
        assert_eq!(all(&test_app, CLERK, "assets", &[("bbox", bbox)]).await.len(), count, "{bbox}");
    }
    for (name, value) in [
        ("bbox", "1,2,3"),
        ("bbox", "107,22,108,21"),
        ("bbox", "a,b,c,d"),
        ("datetime", "yesterday"),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "ten"),
        ("cursor", "x"),
        ("colour", "red"),
        ("f", "xml"),
        ("crs", "http://www.opengis.net/def/crs/EPSG/0/32648"),
        ("kind", "a\0b"),
    ] {
        let answer = ask(&test_app, CLERK, "/collections/assets/items", &[(name, value)]).await;
        assert_eq!(wrong(&answer).first().unwrap().0, name, "{value}");
    }
    for path in ["", "/conformance", "/collections", "/collections/areas", "/api"] {
        wrong(&ask(&test_app, CLERK, path, &[("colour", "red")]).await);
    }
    wrong(&ask(&test_app, CLERK, "/collections/assets/items", &[("limit", "2"), ("limit", "3")]).await);

    let one = read(&test_app, CLERK, &format!("/collections/assets/items/{}", ids[0]), &[]).await;
    assert_eq!((&one["id"], &one["properties"]["code"]), (&json!(ids[0]), &json!("QN-POL-000001")));
    assert!(link(&one, "self", GEOJSON).is_some() && link(&one, "collection", "application/json").is_some());
    for id in ["nothing", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(
            ask(&test_app, CLERK, &format!("/collections/assets/items/{id}"), &[]).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let posted = answered(test_app.client().bare(Method::POST, "/ogc/collections").json(&json!({}))).await.unwrap();
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
}

async fn oas30(test_app: TestApp) {
    let answer = ask(&test_app, CLERK, "/api", &[]).await;
    assert_eq!(answer.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    let definition = answer.good().body;
    assert!(definition["openapi"].as_str().unwrap().starts_with("3.0."));
    for (path, operation) in definition["paths"].as_object().unwrap() {
        for parameter in operation["get"]["parameters"].as_array().unwrap() {
            if let Some(name) = parameter["$ref"].as_str() {
                assert!(definition.pointer(name.trim_start_matches('#')).is_some(), "{path}: {name}");
            }
        }
        // Every path without a parameter in the definition exists.
        if !path.contains('{') {
            assert_eq!(ask(&test_app, CLERK, path, &[]).await.status, StatusCode::OK, "{path}");
        }
    }
    // The definition omits collections that the caller may not read.
    assert!(read(&test_app, None, "/api", &[]).await["paths"].get("/collections/assets/items").is_none());
}

async fn html(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let strange = json!({"address": "<script>alert('x')</script> & \"Trần\""});
    let id = test_app.pole_with("clerk@power", strange).await;
    let item = format!("/collections/assets/items/{id}");
    for path in [
        "",
        "/conformance",
        "/api",
        "/collections",
        "/collections/areas",
        "/collections/assets/queryables",
        "/collections/areas/items",
        "/collections/planned-works/items",
        "/collections/permits/items",
        "/collections/assets/items",
        &item,
    ] {
        for (language, word) in [("vi", "Hạ tầng"), ("en", "Hatang")] {
            let shown = page(&test_app, CLERK, path, language).await;
            assert!(shown.contains(&format!("<html lang=\"{language}\">")) && shown.contains(word), "{path}");
            // The page loads nothing from elsewhere and escapes all stored values.
            assert!(!shown.contains("<script") && !shown.contains("src=") && !shown.contains("undefined"), "{path}");
        }
    }
    let shown = page(&test_app, CLERK, &item, "en").await;
    assert!(shown.contains("<svg") && shown.contains("&lt;script&gt;"), "{shown}");
    assert!(page(&test_app, None, "/collections/areas/items", "vi").await.contains("<path class=\"area\""));
    let by_parameter = test_app.client().bare(Method::GET, "/ogc/collections?f=html").send().await.unwrap();
    assert_eq!(by_parameter.headers()["content-type"], "text/html; charset=utf-8");
}

async fn geojson(test_app: TestApp) {
    let id = test_app.pole("clerk@power", 4).await;
    for path in ["/collections/assets/items".to_owned(), format!("/collections/assets/items/{id}")] {
        let answer = ask(&test_app, CLERK, &path, &[]).await.good();
        assert_eq!(answer.header("content-type"), GEOJSON);
        let feature =
            if answer.body["type"] == "FeatureCollection" { answer.body["features"][0].clone() } else { answer.body };
        assert_eq!((&feature["type"], &feature["id"]), (&json!("Feature"), &json!(id)));
        assert_eq!(feature["geometry"], json!({"type": "Point", "coordinates": [107.0803, 20.95]}));
        assert_eq!(feature["properties"]["address"], "Trần Hưng Đạo, Hạ Long");
    }
}

async fn queryables(test_app: TestApp) {
    let collection = read(&test_app, CLERK, "/collections/assets", &[]).await;
    let href =
        link(&collection, "http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json").unwrap();
    let answer = answered(
        test_app
            .client()
            .bare(Method::GET, href.strip_prefix(test_app.client().address()).unwrap())
            .bearer_auth("clerk@power"),
    );
    let answer = answer.await.unwrap().good();
    assert_eq!(answer.header("content-type"), "application/schema+json");
    let schema = answer.body;
    assert_eq!(
        (&schema["$id"], &schema["type"], &schema["additionalProperties"]),
        (&json!(href), &json!("object"), &json!(false))
    );
    assert_eq!(schema["properties"]["geometry"]["format"], "geometry-any");
    for (name, kind) in
        [("kind", "string"), ("height_m", "number"), ("shareable", "boolean"), ("observed_on", "string")]
    {
        assert_eq!(schema["properties"][name]["type"], kind, "{name}");
    }
    assert_eq!(schema["properties"]["updated_at"]["format"], "date-time");
}

async fn queryables_query_parameters(test_app: TestApp) {
    let poles = poles(&test_app, 3).await;
    test_app.pole_with("clerk@power", json!({"attributes": {"height_m": 8.5}, "address": "Bãi Cháy"})).await;
    for (name, value, count) in [
        ("code", "QN-POL-000002", 1),
        ("kind", "pole", 4),
        ("kind", "tower", 0),
        ("height_m", "8.5", 1),
        ("address", "Bãi Cháy", 1),
        ("shareable", "true", 4),
    ] {
        assert_eq!(all(&test_app, CLERK, "assets", &[(name, value)]).await.len(), count, "{name}={value}");
    }
    assert_eq!(
        all(&test_app, CLERK, "assets", &[("kind", "pole"), ("code", "QN-POL-000001")]).await[0]["id"],
        poles[0]
    );
    for (name, value) in [("height_m", "high"), ("shareable", "yes"), ("observed_on", "2023"), ("rent", "1")] {
        assert_eq!(wrong(&ask(&test_app, CLERK, "/collections/assets/items", &[(name, value)]).await)[0].0, name);
    }
}

async fn filter_and_features_filter(test_app: TestApp) {
    poles(&test_app, 4).await;
    let found = |query: &'static [(&'static str, &'static str)]| all(&test_app, CLERK, "assets", query);
    // A filter combines with the other parameters and continues on the next pages.
    assert_eq!(found(&[("filter", "code > 'QN-POL-000001'"), ("limit", "1")]).await.len(), 3);
    let both = &[("filter", "code > 'QN-POL-000001'"), ("bbox", "107.0809,20,108,21")];
    assert_eq!(found(both).await.len(), 2);
    // The name of the filter language in the draft of the standard, and coordinates with latitude
    // first.
    let draft = &[("filter", "code = 'QN-POL-000003'"), ("filter-lang", "cql-text")];
    assert_eq!(found(draft).await.len(), 1);
    let turned = &[
        ("filter", "S_INTERSECTS(geometry, POINT(20.95 107.0803))"),
        ("filter-crs", "http://www.opengis.net/def/crs/EPSG/0/4326"),
    ];
    assert_eq!(found(turned).await.len(), 1);
    for query in [("filter", "rent = 1"), ("filter", "code ="), ("filter-lang", "sql"), ("filter-crs", "EPSG:32648")] {
        let answer = ask(&test_app, CLERK, "/collections/assets/items", &[query]).await;
        assert!(wrong(&answer)[0].0.starts_with(query.0), "{query:?}");
    }
}

async fn datetime_picks_what_held_then(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let codes = |features: Vec<Value>| -> BTreeSet<String> {
        let named =
            features.iter().map(|one| format!("{} {}", one["properties"]["code"], one["properties"]["valid_from"]));
        named.collect()
    };
    let today = codes(all(&test_app, None, "areas", &[("limit", "10")]).await);
    let same = codes(all(&test_app, None, "areas", &[("datetime", "2023-10-02T05:00:00Z")]).await);
    let later = codes(all(&test_app, None, "areas", &[("datetime", "2025-07-01")]).await);
    let ever = codes(all(&test_app, None, "areas", &[("datetime", "../.."), ("limit", "50")]).await);
    assert_eq!(today, same);
    assert!(!today.is_empty() && today != later && ever.is_superset(&today) && ever.is_superset(&later));
    // The day before a set takes effect is the last day of the previous set.
    assert_eq!(codes(all(&test_app, None, "areas", &[("datetime", "2025-06-30")]).await), today);
    let both = codes(all(&test_app, None, "areas", &[("datetime", "2025-06-30/2025-07-01")]).await);
    assert_eq!(both, today.union(&later).cloned().collect());
    let stored = test_app.app();
    let on = |day: &str| api_store::areas::area_list::AreaFilter {
        on: Some(day.parse().unwrap()),
        limit: 10_000,
        ..api_store::areas::area_list::AreaFilter::default()
    };
    let register = api_store::areas::area_list::list(stored.store.read(), &on("2025-07-01")).await.unwrap();
    assert_eq!(register.len(), later.len());

    test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    for (when, count) in
        [("2023-01-01/2023-09-30", 0), ("2023-10-02/..", 2), ("../2023-10-01", 0), ("2023-10-01/2023-10-03", 2)]
    {
        assert_eq!(all(&test_app, None, "permits", &[("datetime", when)]).await.len(), count, "{when}");
    }
    let pole = test_app.pole("clerk@power", 4).await;
    let since = all(&test_app, CLERK, "assets", &[("datetime", "2023-10-02T02:00:00Z/..")]).await;
    assert_eq!(since.len(), 1, "{pole}");
    assert!(all(&test_app, CLERK, "assets", &[("datetime", "../2023-10-01T00:00:00Z")]).await.is_empty());
}
