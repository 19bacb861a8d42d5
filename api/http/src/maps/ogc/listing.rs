//! Pages of features: HTML pages are rendered on each request, GeoJSON pages are cached.

use chrono::{NaiveDate, SecondsFormat};
use poem::Request;
use serde::Serialize;
use serde_json::Value;

use super::page_cache::{Asked, Pages};
use super::reply::{Form, Reply};
use super::request::{self, OgcRequest};
use super::service::{Step, crumbs, named};
use crate::caller;
use api_app::error::AppError;
use api_app::ogc::collection::Collection;
use api_app::ogc::document::links::{GEOJSON, HTML, JSON};
use api_app::ogc::feature::Written;
use api_app::ogc::fetch::{FetchedPage, Opened, hangs_on};
use api_app::ogc::page::{self, FeaturePage};
use api_app::ogc::query_params::{FeatureQuery, OF_ITEMS, Parameters, cursor_after};

/// Handles a page of features.
pub(super) async fn items(request: &Request) -> Result<Reply, AppError> {
    let collection = named(request)?;
    match Understood::of(request, collection).await {
        Ok(understood) => shown(request, collection, understood).await,
        Err(wrong) => {
            // Missing access is reported before any error in the parameters.
            let visit = OgcRequest::without_parameters(request).await?;
            visit.reader().open(collection).await?;
            Err(wrong)
        }
    }
}

/// The parsed query and the legal day. They are determined before authentication, so that the
/// caller and the change version are read from the database in one statement.
struct Understood {
    parameters: Parameters,
    question: FeatureQuery,
    today: NaiveDate,
}

impl Understood {
    async fn of(request: &Request, collection: Collection) -> Result<Self, AppError> {
        let app = caller::app(request)?;
        let schema = request::schemas(request)?.of(collection);
        let query = request.original_uri().query().unwrap_or_default();
        let parameters = Parameters::read(query, |name| OF_ITEMS.contains(&name) || schema.property(name).is_some())?;
        let today = app.local_date(app.clock.now());
        let question = FeatureQuery::read(&parameters, (schema, &app.compute), today, |at| app.local_date(at)).await?;
        Ok(Self { parameters, question, today })
    }
}

async fn shown(request: &Request, collection: Collection, understood: Understood) -> Result<Reply, AppError> {
    let Understood { parameters, question, today } = understood;
    let hangs_on = hangs_on(collection, &question);
    let (visit, version) = OgcRequest::with(request, parameters, hangs_on).await?;
    let opened = visit.reader().open(collection).await?;
    let page = Page { visit: &visit, opened: &opened, question: &question };
    match visit.form {
        Form::Html => page.for_people().await,
        Form::Json => {
            let pages: &Pages = request.data().ok_or_else(|| AppError::internal("no pages in the request"))?;
            let asked = Asked {
                collection,
                query: request.original_uri().query().unwrap_or_default().to_owned(),
                base: visit.site.base.clone(),
                locale: visit.site.locale,
                visibility: opened.visibility().cloned(),
            };
            pages.shown(asked, (version, today), page.for_programs()).await
        }
    }
}

/// A page as the client requested it.
struct Page<'a> {
    visit: &'a OgcRequest,
    opened: &'a Opened<'a>,
    question: &'a FeatureQuery,
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

impl Page<'_> {
    async fn for_people(&self) -> Result<Reply, AppError> {
        let (visit, collection, site) = (self.visit, self.opened.collection(), &self.visit.site);
        let harvest = self.opened.items(self.question).await?;
        let feature_page = FeaturePage {
            schema: visit.schema(collection),
            features: &harvest.features,
            next: self.next(&harvest).map(|next| format!("{}{next}", site.base)),
            matched: harvest.matched,
            geojson: format!("{}{}", site.base, self.with("f", Some("json"))),
        };
        let page = page::items(site, &crumbs(visit, &[Step::Collections, Step::Of(collection)]), &feature_page)?;
        Ok(Reply::html(page).in_crs(self.question.crs))
    }

    async fn for_programs(&self) -> Result<Reply, AppError> {
        let (site, crs, collection) = (&self.visit.site, self.question.crs, self.opened.collection());
        let harvest = self.opened.items(self.question).await?;
        let title = collection.title();
        let mut links = vec![
            site.link(&self.with("f", None), "self", GEOJSON, site.say("Trang này", "This page")),
            site.link(&self.with("f", Some("html")), "alternate", HTML, site.say("Trang web", "As a page")),
            site.link(&format!("/collections/{}", collection.id()), "collection", JSON, title.get(site.locale)),
        ];
        let next = self.next(&harvest);
        links.extend(next.map(|next| site.link(&next, "next", GEOJSON, site.say("Trang sau", "Next page"))));
        let features: Vec<_> = harvest.features.iter().map(|one| one.to_geojson(crs, &[])).collect();
        let document = Collected {
            kind: "FeatureCollection",
            time_stamp: self.visit.app.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true),
            number_matched: harvest.matched,
            number_returned: features.len(),
            links: &links,
            features,
        };
        Ok(Reply::json(GEOJSON, &document)?.in_crs(crs))
    }

    /// The address of the next page.
    fn next(&self, harvest: &FetchedPage) -> Option<String> {
        harvest.next.map(|last| self.with("cursor", Some(&cursor_after(last))))
    }

    /// The address of the page with one parameter replaced or removed.
    fn with(&self, name: &str, value: Option<&str>) -> String {
        let query = self.visit.parameters.with(name, value);
        let path = format!("/collections/{}/items", self.opened.collection().id());
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }
}
