//! The document of all collections, and the document of one.

use domain::place::Bounds;
use serde_json::{Value, json};
use strum::VariantArray;

use super::links::{GEOJSON, HTML, JSON, QUERYABLES, SCHEMA, Site};
use crate::ogc::collection::Collection;
use api_geo::crs::Crs;

/// The collections that the caller may read.
#[must_use]
pub fn collections(site: &Site, open: &[Collection], extent: Option<Bounds>) -> Value {
    let each: Vec<Value> = open.iter().map(|one| collection(site, *one, extent)).collect();
    json!({
        "collections": each,
        "crs": systems(),
        "links": site.itself("/collections", JSON),
    })
}

#[must_use]
pub fn collection(site: &Site, collection: Collection, extent: Option<Bounds>) -> Value {
    let path = format!("/collections/{}", collection.id());
    let title = collection.title();
    let title = title.get(site.locale);
    let [own, page] = site.itself(&path, JSON);
    let items = format!("{path}/items");
    let queryables = site.say("Có thể lọc theo", "What can be asked for");
    // The temporal extent is open on both sides.
    let mut around = json!({ "temporal": { "interval": [[null, null]] } });
    if let (Some(bounds), Some(around)) = (extent, around.as_object_mut()) {
        let edges = [bounds.west, bounds.south, bounds.east, bounds.north];
        around.insert("spatial".to_owned(), json!({ "bbox": [edges], "crs": Crs::Crs84.uri() }));
    }
    json!({
        "id": collection.id(),
        "title": title,
        "description": collection.description().get(site.locale),
        "itemType": "feature",
        "extent": around,
        "crs": systems(),
        "storageCrs": Crs::Crs84.uri(),
        "links": [
            own,
            page,
            site.link(&items, "items", GEOJSON, title),
            site.link(&format!("{items}?f=html"), "items", HTML, title),
            site.link(&format!("{path}/queryables"), QUERYABLES, SCHEMA, queryables),
            site.link(&format!("{path}/queryables?f=html"), QUERYABLES, HTML, queryables),
        ],
    })
}

fn systems() -> Vec<&'static str> {
    Crs::VARIANTS.iter().map(|crs| crs.uri()).collect()
}
