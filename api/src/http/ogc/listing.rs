//! A page of features: for people as it is written, for programs kept once it is.

use std::sync::Arc;

use chrono::SecondsFormat;
use poem::Request;
use serde::Serialize;
use serde_json::Value;

use super::kept::{Asked, Pages};
use super::reply::{Form, Reply};
use super::service::{Step, crumbs, named};
use super::visit::Visit;
use crate::failure::Failure;
use crate::http::caller;
use crate::ogc::document::links::{GEOJSON, HTML, JSON};
use crate::ogc::feature::Written;
use crate::ogc::gather::{Harvest, Opened};
use crate::ogc::page::{self, Sheet};
use crate::ogc::question::{OF_ITEMS, Question, cursor_after};
use crate::ogc::schema::Schema;

/// A page of features.
pub(super) async fn items(request: &Request) -> Result<Reply, Failure> {
    let collection = named(request)?;
    let house = caller::house(request)?;
    let schema = Arc::new(Schema::of(collection, &house.policies.kinds));
    let visit = Visit::of(request, |name| OF_ITEMS.contains(&name) || schema.property(name).is_some()).await?;
    let opened = visit.reader().open(collection).await?;
    let today = house.local_date(house.clock.now());
    let question = Question::read(&visit.parameters, &schema, today, |at| house.local_date(at)).await?;
    let page = Page { visit: &visit, opened: &opened, schema: &schema, question: &question };
    match visit.form {
        Form::Html => page.for_people().await,
        Form::Json => {
            let pages: &Pages = request.data().ok_or_else(|| Failure::internal("no pages in the request"))?;
            let asked = Asked {
                collection,
                query: request.original_uri().query().unwrap_or_default().to_owned(),
                base: visit.site.base.clone(),
                locale: visit.site.locale,
                sight: opened.sight().cloned(),
            };
            let as_of = (opened.hangs_on(&question).read(house.store.read()).await?, today);
            pages.shown(asked, as_of, page.for_programs()).await
        }
    }
}

/// A page that is asked for.
struct Page<'a> {
    visit: &'a Visit,
    opened: &'a Opened<'a>,
    schema: &'a Schema,
    question: &'a Question,
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
    async fn for_people(&self) -> Result<Reply, Failure> {
        let (visit, collection, site) = (self.visit, self.opened.collection(), &self.visit.site);
        let harvest = self.opened.items(self.question).await?;
        let sheet = Sheet {
            schema: self.schema,
            features: &harvest.features,
            next: self.next(&harvest).map(|next| format!("{}{next}", site.base)),
            matched: harvest.matched,
            geojson: format!("{}{}", site.base, self.with("f", Some("json"))),
        };
        let page = page::items(site, &crumbs(visit, &[Step::Collections, Step::Of(collection)]), &sheet)?;
        Ok(Reply::html(page).in_crs(self.question.crs))
    }

    async fn for_programs(&self) -> Result<Reply, Failure> {
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
            time_stamp: self.visit.house.clock.now().to_rfc3339_opts(SecondsFormat::Secs, true),
            number_matched: harvest.matched,
            number_returned: features.len(),
            links: &links,
            features,
        };
        Ok(Reply::json(GEOJSON, &document)?.in_crs(crs))
    }

    /// Where the next page is.
    fn next(&self, harvest: &Harvest) -> Option<String> {
        harvest.next.map(|last| self.with("cursor", Some(&cursor_after(last))))
    }

    /// Where the same is with another parameter, or without it.
    fn with(&self, name: &str, value: Option<&str>) -> String {
        let query = self.visit.parameters.with(name, value);
        let path = format!("/collections/{}/items", self.opened.collection().id());
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }
}
