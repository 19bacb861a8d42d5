//! Handlers of the map service, except pages of features (`listing`).

use poem::Request;
use serde_json::Value;
use uuid::Uuid;

use super::reply::{Form, Reply};
use super::request::OgcRequest;
use api_app::error::AppError;
use api_app::ogc::collection::Collection;
use api_app::ogc::document::links::{GEOJSON, HTML, JSON, OPENAPI, SCHEMA};
use api_app::ogc::document::{
    api as definition, collections as listed, conformance as classes, home_page as home, queryables as asked,
};
use api_app::ogc::page::{self, Breadcrumbs};
use api_app::ogc::query_params::{OF_ITEM, OF_PAGE};

/// Landing page of the service.
pub(super) async fn landing(request: &Request) -> Result<Reply, AppError> {
    let visit = plain(request).await?;
    shown(&visit, "landing", JSON, &crumbs(&visit, &[]), &home::landing(&visit.site))
}

/// Conformance classes of the service.
pub(super) async fn conformance(request: &Request) -> Result<Reply, AppError> {
    let visit = plain(request).await?;
    shown(&visit, "conformance", JSON, &crumbs(&visit, &[]), &classes::conformance(&visit.site))
}

/// API definition of the service.
pub(super) async fn api(request: &Request) -> Result<Reply, AppError> {
    let visit = plain(request).await?;
    let open = visit.reader().collections().await?;
    let open = open.into_iter().map(|one| visit.schema(one));
    shown(&visit, "api", OPENAPI, &crumbs(&visit, &[]), &definition::definition(&visit.site, open))
}

/// Collections that the reader may read.
pub(super) async fn collections(request: &Request) -> Result<Reply, AppError> {
    let visit = plain(request).await?;
    let (open, extent) = (visit.reader().collections().await?, visit.reader().extent().await?);
    shown(&visit, "collections", JSON, &crumbs(&visit, &[]), &listed::collections(&visit.site, &open, extent))
}

/// A collection of features.
pub(super) async fn collection(request: &Request) -> Result<Reply, AppError> {
    let visit = plain(request).await?;
    let found = entered(request, &visit).await?;
    let extent = visit.reader().extent().await?;
    let way = crumbs(&visit, &[Step::Collections]);
    shown(&visit, "collection", JSON, &way, &listed::collection(&visit.site, found, extent))
}

/// Queryable properties of a collection.
pub(super) async fn queryables(request: &Request) -> Result<Reply, AppError> {
    let visit = plain(request).await?;
    let found = entered(request, &visit).await?;
    let document = asked::queryables(&visit.site, visit.schema(found));
    shown(&visit, "queryables", SCHEMA, &crumbs(&visit, &[Step::Collections, Step::Of(found)]), &document)
}

/// One feature of a collection.
pub(super) async fn item(request: &Request) -> Result<Reply, AppError> {
    let collection = named(request)?;
    let visit = OgcRequest::of(request, |name| OF_ITEM.contains(&name)).await?;
    let opened = visit.reader().open(collection).await?;
    let id = request.raw_path_param("feature").and_then(|id| Uuid::try_parse(id).ok()).ok_or(AppError::NotFound)?;
    let crs = visit.parameters.crs("crs")?;
    let feature = opened.item(id).await?;
    let site = &visit.site;
    let path = format!("/collections/{}/items/{id}", collection.id());
    let joint = |query: String| if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
    let own = joint(visit.parameters.with("f", None));
    if visit.form == Form::Html {
        let way = crumbs(&visit, &[Step::Collections, Step::Of(collection), Step::ItemsOf(collection)]);
        let geojson = format!("{}{}", site.base, joint(visit.parameters.with("f", Some("json"))));
        return Ok(Reply::html(page::item(site, &way, visit.schema(collection), &feature, &geojson)?).in_crs(crs));
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

async fn plain(request: &Request) -> Result<OgcRequest, AppError> {
    OgcRequest::of(request, |name| OF_PAGE.contains(&name)).await
}

/// The collection named in the path.
pub(super) fn named(request: &Request) -> Result<Collection, AppError> {
    request.raw_path_param("collection").and_then(|word| word.parse::<Collection>().ok()).ok_or(AppError::NotFound)
}

/// The collection named in the path, if the reader may read it.
async fn entered(request: &Request, visit: &OgcRequest) -> Result<Collection, AppError> {
    let opened = visit.reader().open(named(request)?).await?;
    Ok(opened.collection())
}

fn shown(
    visit: &OgcRequest,
    template: &str,
    kind: &'static str,
    way: &Breadcrumbs,
    document: &Value,
) -> Result<Reply, AppError> {
    match visit.form {
        Form::Json => Reply::json(kind, document),
        Form::Html => Ok(Reply::html(page::document(&visit.site, template, way, document)?)),
    }
}

/// A step of the breadcrumbs.
pub(super) enum Step {
    Collections,
    Of(Collection),
    ItemsOf(Collection),
}

/// Breadcrumbs from the landing page to a page.
pub(super) fn crumbs(visit: &OgcRequest, steps: &[Step]) -> Breadcrumbs {
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
