//! Counts of assets.

use std::collections::BTreeSet;

use domain::ids::OrganizationId;
use domain::messages::FieldProblem;
use domain::workflow::violation::FieldError;
use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use crate::assets::bands::Band;
use crate::assets::bodies::Organization;
use crate::assets::filters::{self, Filters};
use crate::caller::Caller;
use crate::cases::case_filters::names;
use crate::page::PageParameters;
use crate::problem::Problem;
use crate::request_context;
use api_app::app::App;
use api_app::error::AppError;
use api_app::reads::asset_counts::CountedBy;
use api_app::reads::organizations;
use api_app::register::queries;

/// Counts of the assets that the reader may see.
#[derive(Debug, Object)]
struct AssetCounts {
    /// One item for each combination of what is counted.
    items: Vec<AssetCount>,
    total: u64,
}

/// Number of assets of a combination. A member is null unless assets are counted by it.
#[derive(Debug, Object)]
struct AssetCount {
    kind: Option<String>,
    /// Also null for assets without a band.
    free_band: Option<Band>,
    owner: Option<Organization>,
    lifecycle: Option<String>,
    assets: u64,
}

/// Handler of the counts.
#[derive(Debug)]
pub struct AssetCountLists;

#[OpenApi]
impl AssetCountLists {
    /// Count assets
    ///
    /// Counts the assets that the caller may see, with the filters of the list.
    #[oai(path = "/assets/counts", method = "get", operation_id = "asset.count")]
    async fn count(
        &self,
        app: Data<&App>,
        caller: Caller,
        filters: Filters,
        /// What assets are counted by, separated by commas.
        by: Query<Option<String>>,
    ) -> Result<Json<AssetCounts>, Problem> {
        let visibility = queries::visibility(&app, &caller.0).await?;
        let mut faults = Vec::new();
        let by: Vec<CountedBy> = names("by", by.0.as_deref(), &mut faults);
        if filters.sort.is_some() {
            faults.push(FieldError::new("sort", FieldProblem::NotOfACount));
        }
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults).into());
        }
        let read = app.store.read();
        let whole = PageParameters { limit: None, cursor: None };
        let query = filters::query(read, &app.policies.kinds, filters, &whole).await?;
        let counts = queries::counts(read, &query, &visibility, &by).await?;
        let owners: BTreeSet<_> = counts.keys().filter_map(|group| group.owner).map(OrganizationId::new).collect();
        let names = organizations::names(read, &Vec::from_iter(owners)).await.map_err(AppError::from)?;
        let locale = request_context::locale();
        let total = counts.values().sum();
        let items = counts.into_iter().map(|(group, assets)| AssetCount {
            kind: group.kind,
            free_band: group.free_band.flatten().map(Band::from),
            owner: group.owner.map(|id| {
                let name = names.get(&OrganizationId::new(id)).map(|name| name.get(locale).to_owned());
                Organization { id, name: name.unwrap_or_default() }
            }),
            lifecycle: group.lifecycle,
            assets,
        });
        Ok(Json(AssetCounts { items: items.collect(), total }))
    }
}
