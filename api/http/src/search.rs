//! Search across cases, assets and organisations, for an input field that completes what is typed.

use domain::access::Actor;
use domain::cases::Kind;
use domain::messages::FieldProblem;
use domain::text::{Locale, search_words};
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use strum::VariantArray;
use uuid::Uuid;

use crate::caller::Caller;
use crate::problem::Problem;
use crate::request_context;
use api_app::app::App;
use api_app::cases::queries as case_queries;
use api_app::command_pipeline::Permission;
use api_app::error::AppError;
use api_app::read_scope::read_scope;
use api_app::reads::asset_search::{self, AssetQuery, Sort};
use api_app::reads::case_list::{self, CaseFilter, CasePage, CaseSort};
use api_app::reads::organizations;
use api_app::register::queries as asset_queries;

/// Greatest number of results of a type.
const MOST: u64 = 8;

/// Things that a search found.
#[derive(Debug, Object)]
struct SearchResultList {
    /// At most 8 of each type: cases, then assets, then organisations.
    items: Vec<SearchResult>,
}

/// A thing that a search found.
#[derive(Debug, Object)]
struct SearchResult {
    #[oai(rename = "type")]
    of: SearchType,
    id: Uuid,
    /// Code of a case or an asset.
    code: Option<String>,
    /// Title of a case, kind of an asset, or name of an organisation.
    title: String,
    /// Kind of case, asset or organisation.
    kind: String,
}

/// Type of a search result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, VariantArray)]
#[oai(rename_all = "snake_case")]
enum SearchType {
    Case,
    Asset,
    Organization,
}

impl SearchType {
    fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Asset => "asset",
            Self::Organization => "organization",
        }
    }
}

/// Handler of the search.
#[derive(Debug)]
pub struct Search;

#[OpenApi]
impl Search {
    /// Find cases, assets and organisations
    ///
    /// Finds what the caller may see by the beginnings of words; diacritics are ignored.
    #[oai(path = "/search", method = "get", operation_id = "search_result.list")]
    async fn list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Search words.
        q: Query<String>,
        /// Types to search, separated by commas; all types without it.
        types: Query<Option<String>>,
    ) -> Result<Json<SearchResultList>, Problem> {
        let mut items = Vec::new();
        let search = SearchFor { app: &app, actor: &caller.0, q: &q.0, locale: request_context::locale() };
        if search_words(&q.0).is_empty() {
            return Ok(Json(SearchResultList { items }));
        }
        for of in wanted(types.0.as_deref())? {
            let found = match of {
                SearchType::Case => search.cases().await,
                SearchType::Asset => search.assets().await,
                SearchType::Organization => search.organizations().await,
            };
            match found {
                Ok(found) => items.extend(found),
                // A reader of none of these things finds none.
                Err(AppError::Forbidden(_)) => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(Json(SearchResultList { items }))
    }
}

fn wanted(types: Option<&str>) -> Result<Vec<SearchType>, AppError> {
    let words: Vec<&str> = types.into_iter().flat_map(|types| types.split(',')).map(str::trim).collect();
    let known: Vec<&str> = SearchType::VARIANTS.iter().map(|of| of.as_str()).collect();
    if words.iter().any(|word| !known.contains(word)) {
        return Err(AppError::invalid("types", FieldProblem::one_of(&known)));
    }
    let all = SearchType::VARIANTS.iter().copied();
    Ok(all.filter(|of| words.is_empty() || words.contains(&of.as_str())).collect())
}

/// A search of a person.
struct SearchFor<'a> {
    app: &'a App,
    actor: &'a Actor,
    q: &'a str,
    locale: Locale,
}

impl SearchFor<'_> {
    async fn cases(&self) -> Result<Vec<SearchResult>, AppError> {
        let filter = CaseFilter {
            scopes: case_queries::scopes(self.app, self.actor, Kind::VARIANTS)?,
            words: search_words(self.q),
            ..CaseFilter::default()
        };
        let page = CasePage { sort: CaseSort::ChangedLast, after: None, limit: MOST };
        let found = case_list::list(self.app.store.read(), &filter, &page).await?;
        let result = |kept: &api_app::reads::cases::StoredCase| SearchResult {
            of: SearchType::Case,
            id: kept.case.id.uuid(),
            code: kept.case.code.clone(),
            title: kept.case.content.title().to_owned(),
            kind: kept.case.kind.to_string(),
        };
        Ok(found.iter().map(result).collect())
    }

    async fn assets(&self) -> Result<Vec<SearchResult>, AppError> {
        let visibility = asset_queries::visibility(self.app, self.actor).await?;
        let query =
            AssetQuery { text: Some(self.q.to_owned()), sort: Sort::Code, limit: MOST, ..AssetQuery::default() };
        let page = asset_search::page(self.app.store.read(), &query, &visibility).await?;
        let kinds = &self.app.policies.kinds;
        let title =
            |kind: &str| kinds.kind(kind).map(|kind| kind.title.get(self.locale).to_owned()).unwrap_or_default();
        let results = page.items.into_iter().map(|found| SearchResult {
            of: SearchType::Asset,
            id: found.asset.id.uuid(),
            title: title(&found.asset.kind),
            code: Some(found.asset.code),
            kind: found.asset.kind,
        });
        Ok(results.collect())
    }

    async fn organizations(&self) -> Result<Vec<SearchResult>, AppError> {
        read_scope(self.app, self.actor, &Permission::new("organization", "read"))?;
        let rows = organizations::list(self.app.store.read(), Some(self.q), None, None, MOST).await?;
        let results = rows.into_iter().map(|row| SearchResult {
            of: SearchType::Organization,
            id: row.id,
            code: None,
            title: match self.locale {
                Locale::Vi => row.name_vi,
                Locale::En => row.name_en,
            },
            kind: row.kind,
        });
        Ok(results.collect())
    }
}
