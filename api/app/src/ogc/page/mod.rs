//! The service as HTML: the same documents, with a map of the features on the page. The pages load
//! nothing from other hosts.

mod map;
mod words;

use std::sync::LazyLock;

use minijinja::{Environment, context, value::Serde};
use serde::Serialize;
use serde_json::Value;

use super::document::links::Site;
use super::feature::Feature;
use super::schema::Schema;
use crate::error::AppError;
use api_store::filter::property::Form;

/// The frame of all pages, with their style.
pub const BASE: &str = include_str!("base.html");

/// The breadcrumbs of a page: names and addresses of its parents.
pub type Breadcrumbs = Vec<(String, String)>;

/// A page of features.
#[derive(Debug, Clone)]
pub struct FeaturePage<'a> {
    pub schema: &'a Schema,
    pub features: &'a [Feature],
    /// The address of the next page.
    pub next: Option<String>,
    /// The number of features on all pages, if it is known.
    pub matched: Option<u64>,
    /// The address of the same page as GeoJSON.
    pub geojson: String,
}

#[derive(Serialize)]
struct Row<'a> {
    id: String,
    href: String,
    cells: Vec<Cell<'a>>,
}

#[derive(Serialize)]
struct Cell<'a> {
    title: &'a str,
    value: String,
}

/// Renders a document as a page.
///
/// # Errors
/// [`AppError::Internal`] when the template is invalid.
pub fn document(site: &Site, template: &str, crumbs: &Breadcrumbs, document: &Value) -> Result<String, AppError> {
    render(site, template, crumbs, context! { document => Serde(document) })
}

/// Renders a page of features, with their map.
///
/// # Errors
/// [`AppError::Internal`] when the template is invalid.
pub fn items(site: &Site, crumbs: &Breadcrumbs, view: &FeaturePage<'_>) -> Result<String, AppError> {
    let id = view.schema.collection.id();
    let href = |feature: &Feature| format!("{}/collections/{id}/items/{}?f=html", site.base, feature.id);
    // The table has the columns with values on this page; ids mean nothing to people.
    let says =
        |name: &str| view.features.iter().any(|one| one.properties.get(name).is_some_and(|value| !value.is_null()));
    let columns: Vec<_> =
        view.schema.all().filter(|property| property.form != Form::Id && says(&property.name)).collect();
    let rows: Vec<Row<'_>> = view
        .features
        .iter()
        .map(|feature| Row {
            id: feature.id.to_string(),
            href: href(feature),
            cells: columns
                .iter()
                .map(|property| Cell {
                    title: property.title.get(site.locale),
                    value: said(site, feature.properties.get(&property.name)),
                })
                .collect(),
        })
        .collect();
    let head: Vec<&str> = columns.iter().map(|property| property.title.get(site.locale)).collect();
    let picture = map::picture(view.features, href);
    let title = view.schema.collection.title();
    render(
        site,
        "items",
        crumbs,
        context! {
            title => title.get(site.locale),
            head => Serde(&head),
            rows => Serde(&rows),
            map => Serde(&picture),
            next => view.next.as_deref(),
            matched => view.matched,
            shown => view.features.len(),
            geojson => view.geojson.as_str(),
        },
    )
}

/// Renders one feature, with its map.
///
/// # Errors
/// [`AppError::Internal`] when the template is invalid.
pub fn item(
    site: &Site,
    crumbs: &Breadcrumbs,
    schema: &Schema,
    feature: &Feature,
    geojson: &str,
) -> Result<String, AppError> {
    let cells: Vec<Cell<'_>> = schema
        .all()
        .filter(|property| feature.properties.get(&property.name).is_some_and(|value| !value.is_null()))
        .map(|property| Cell {
            title: property.title.get(site.locale),
            value: said(site, feature.properties.get(&property.name)),
        })
        .collect();
    let picture = map::picture(std::slice::from_ref(feature), |_| String::new());
    let name = ["code", "number", "name"].into_iter().find_map(|name| feature.properties.get(name)?.as_str());
    let title = name.map_or_else(|| feature.id.to_string(), str::to_owned);
    render(site, "item", crumbs, context! { title, cells => Serde(&cells), map => Serde(&picture), geojson })
}

/// Formats a value for people.
fn said(site: &Site, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(yes)) => if *yes { site.say("có", "yes") } else { site.say("không", "no") }.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other @ (Value::Number(_) | Value::Array(_) | Value::Object(_))) => other.to_string(),
    }
}

fn render(site: &Site, template: &str, crumbs: &Breadcrumbs, own: minijinja::Value) -> Result<String, AppError> {
    let all = context! {
        lang => site.locale.as_str(),
        base => site.base.as_str(),
        t => Serde(words::in_language(site)),
        crumbs => Serde(crumbs),
        ..own
    };
    let page = PAGES.get_template(&format!("{template}.html")).and_then(|page| page.render(all));
    page.map_err(AppError::internal)
}

/// The templates, parsed once; a test renders each. The `.html` suffix of the names makes the
/// engine escape all values.
static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut pages = Environment::new();
    for (name, text) in [
        ("base.html", BASE),
        ("map.html", include_str!("map.html")),
        ("landing.html", include_str!("landing.html")),
        ("conformance.html", include_str!("conformance.html")),
        ("api.html", include_str!("api.html")),
        ("collections.html", include_str!("collections.html")),
        ("collection.html", include_str!("collection.html")),
        ("queryables.html", include_str!("queryables.html")),
        ("items.html", include_str!("items.html")),
        ("item.html", include_str!("item.html")),
    ] {
        if let Err(why) = pages.add_template(name, text) {
            tracing::error!(name, %why, "a template cannot be read");
        }
    }
    pages
});
