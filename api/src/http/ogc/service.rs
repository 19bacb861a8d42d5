//! What each path answers.

use chrono::SecondsFormat;
use poem::Request;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::reply::{Form, Reply};
use super::visit::Visit;
use crate::failure::Failure;
use crate::ogc::collection::Collection;
use crate::ogc::document::links::{GEOJSON, HTML, JSON, OPENAPI, SCHEMA};
use crate::ogc::document::{
    api as definition, collections as listed, conformance as classes, landing as door, queryables as asked,
};
use crate::ogc::feature::Written;
use crate::ogc::page::{self, Crumbs, Sheet};
use crate::ogc::question::{OF_ITEM, OF_ITEMS, OF_PAGE, Question, cursor_after};
use crate::ogc::schema::Schema;

/// The landing page.
pub(super) async fn landing(request: &Request) -> Result<Reply, Failure> {
    let visit = plain(request).await?;
    shown(&visit, "landing", JSON, &crumbs(&visit, &[]), &door::landing(&visit.site))
}

/// What the service conforms to.
pub(super) async fn conformance(request: &Request) -> Result<Reply, Failure> {
    let visit = plain(request).await?;
    shown(&visit, "conformance", JSON, &crumbs(&visit, &[]), &classes::conformance(&visit.site))
}

/// The definition of the service.
pub(super) async fn api(request: &Request) -> Result<Reply, Failure> {
    let visit = plain(request).await?;
    let open = visit.reader().collections().await?;
    let schemas: Vec<_> = open.into_iter().map(|one| visit.reader().schema(one)).collect();
    shown(&visit, "api", OPENAPI, &crumbs(&visit, &[]), &definition::definition(&visit.site, &schemas))
}

/// The collections that the reader may read.
pub(super) async fn collections(request: &Request) -> Result<Reply, Failure> {
    let visit = plain(request).await?;
    let (open, extent) = (visit.reader().collections().await?, visit.reader().extent().await?);
    shown(&visit, "collections", JSON, &crumbs(&visit, &[]), &listed::collections(&visit.site, &open, extent))
}

/// One collection.
pub(super) async fn collection(request: &Request) -> Result<Reply, Failure> {
    let visit = plain(request).await?;
    let found = entered(request, &visit).await?;
    let extent = visit.reader().extent().await?;
    let way = crumbs(&visit, &[Step::Collections]);
    shown(&visit, "collection", JSON, &way, &listed::collection(&visit.site, found, extent))
}

/// What can be asked for in a collection.
pub(super) async fn queryables(request: &Request) -> Result<Reply, Failure> {
    let visit = plain(request).await?;
    let found = entered(request, &visit).await?;
    let document = asked::queryables(&visit.site, &visit.reader().schema(found));
    shown(&visit, "queryables", SCHEMA, &crumbs(&visit, &[Step::Collections, Step::Of(found)]), &document)
}

/// A page of features.
pub(super) async fn items(request: &Request) -> Result<Reply, Failure> {
    let collection = named(request)?;
    let schema = schema(request, collection)?;
    let visit = Visit::of(request, |name| OF_ITEMS.contains(&name) || schema.property(name).is_some()).await?;
    visit.reader().enter(collection).await?;
    let house = &visit.house;
    let schema = visit.reader().schema(collection);
    let today = house.local_date(house.clock.now());
    let question = Question::read(&visit.parameters, &schema, today, |at| house.local_date(at)).await?;
    let harvest = visit.reader().items(collection, &question).await?;
    let path = format!("/collections/{}/items", collection.id());
    let (site, parameters) = (&visit.site, &visit.parameters);
    let href = |query: &str| if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
    let next = harvest.next.map(|last| href(&parameters.with("cursor", Some(&cursor_after(last)))));
    if visit.form == Form::Html {
        let sheet = Sheet {
            schema: &schema,
            features: &harvest.features,
            next: next.map(|next| format!("{}{next}", site.base)),
            matched: harvest.matched,
            geojson: format!("{}{}", site.base, href(&parameters.with("f", Some("json")))),
        };
        let page = page::items(site, &crumbs(&visit, &[Step::Collections, Step::Of(collection)]), &sheet)?;
        return Ok(Reply::html(page).in_crs(question.crs));
    }
    let title = collection.title();
    let mut links = vec![
        site.link(&href(&parameters.with("f", None)), "self", GEOJSON, site.say("Trang này", "This page")),
        site.link(&href(&parameters.with("f", Some("html"))), "alternate", HTML, site.say("Trang web", "As a page")),
        site.link(&format!("/collections/{}", collection.id()), "collection", JSON, title.get(site.locale)),
    ];
    links.extend(next.map(|next| site.link(&next, "next", GEOJSON, site.say("Trang sau", "Next page"))));
    let features: Vec<_> = harvest.features.iter().map(|one| one.to_geojson(question.crs, &[])).collect();
    let document = Collected {
        kind: "FeatureCollection",
        time_stamp: house.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true),
        number_matched: harvest.matched,
        number_returned: features.len(),
        links: &links,
        features,
    };
    Ok(Reply::json(GEOJSON, &document)?.in_crs(question.crs))
}

/// A page of features as GeoJSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Collected<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    time_stamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_matched: Option<u64>,
    number_returned: usize,
    links: &'a [Value],
    features: Vec<Written<'a>>,
}

/// One feature.
pub(super) async fn item(request: &Request) -> Result<Reply, Failure> {
    let collection = named(request)?;
    let visit = Visit::of(request, |name| OF_ITEM.contains(&name)).await?;
    visit.reader().enter(collection).await?;
    let id = request.raw_path_param("feature").and_then(|id| Uuid::try_parse(id).ok()).ok_or(Failure::NotFound)?;
    let crs = visit.parameters.crs("crs")?;
    let feature = visit.reader().item(collection, id).await?;
    let site = &visit.site;
    let path = format!("/collections/{}/items/{id}", collection.id());
    let joint = |query: String| if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
    let own = joint(visit.parameters.with("f", None));
    if visit.form == Form::Html {
        let way = crumbs(&visit, &[Step::Collections, Step::Of(collection), Step::ItemsOf(collection)]);
        let schema = visit.reader().schema(collection);
        let geojson = format!("{}{}", site.base, joint(visit.parameters.with("f", Some("json"))));
        return Ok(Reply::html(page::item(site, &way, &schema, &feature, &geojson)?).in_crs(crs));
    }
    let title = collection.title();
    let links = [
        site.link(&own, "self", GEOJSON, site.say("Đối tượng này", "This feature")),
        site.link(
            &joint(visit.parameters.with("f", Some("html"))),
            "alternate",
            HTML,
            site.say("Trang web", "As a page"),
        ),
        site.link(&format!("/collections/{}", collection.id()), "collection", JSON, title.get(site.locale)),
    ];
    Ok(Reply::json(GEOJSON, &feature.to_geojson(crs, &links))?.in_crs(crs))
}

async fn plain(request: &Request) -> Result<Visit, Failure> {
    Visit::of(request, |name| OF_PAGE.contains(&name)).await
}

fn named(request: &Request) -> Result<Collection, Failure> {
    request.raw_path_param("collection").and_then(Collection::named).ok_or(Failure::NotFound)
}

fn schema(request: &Request, collection: Collection) -> Result<Schema, Failure> {
    let house = request.data::<crate::house::House>();
    let house = house.ok_or_else(|| Failure::internal("the house is not in the request"))?;
    Ok(Schema::of(collection, &house.policies.kinds))
}

async fn entered(request: &Request, visit: &Visit) -> Result<Collection, Failure> {
    let collection = named(request)?;
    visit.reader().enter(collection).await?;
    Ok(collection)
}

fn shown(visit: &Visit, template: &str, kind: &'static str, way: &Crumbs, document: &Value) -> Result<Reply, Failure> {
    match visit.form {
        Form::Json => Reply::json(kind, document),
        Form::Html => Ok(Reply::html(page::document(&visit.site, template, way, document)?)),
    }
}

/// A page on the way to another.
enum Step {
    Collections,
    Of(Collection),
    ItemsOf(Collection),
}

fn crumbs(visit: &Visit, steps: &[Step]) -> Crumbs {
    let site = &visit.site;
    let name = |collection: &Collection| collection.title().get(site.locale).to_owned();
    let mut way = vec![(site.say("Dịch vụ bản đồ", "Map service").to_owned(), format!("{}/?f=html", site.base))];
    way.extend(steps.iter().map(|step| match step {
        Step::Collections => {
            (site.say("Các bộ dữ liệu", "Collections").to_owned(), format!("{}/collections?f=html", site.base))
        }
        Step::Of(one) => (name(one), format!("{}/collections/{}?f=html", site.base, one.id())),
        Step::ItemsOf(one) => {
            (site.say("Dữ liệu", "Features").to_owned(), format!("{}/collections/{}/items?f=html", site.base, one.id()))
        }
    }));
    way
}
