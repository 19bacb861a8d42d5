//! Query parameters of an asset search, parsed and validated.

use uuid::Uuid;

use crate::cases::case_filters::parsed;
use crate::identifiers::identifiers;
use crate::page::{self, PageParameters};
use crate::parameter_set::query_parameters;
use api_app::error::AppError;
use api_app::reads::Connection;
use api_app::reads::asset_search::{AssetQuery, Cursor, Sort};
use api_app::register::filters::{self, Words};
use domain::ids::AssetId;
use domain::messages::FieldProblem;
use domain::registry::kind::KindCatalogue;
use domain::workflow::violation::FieldError;

pub(crate) use api_app::register::filters::FARTHEST_METRES;

/// The largest number of `ids`.
const MOST_IDS: usize = 500;

query_parameters! {
    /// Unparsed query parameters of an asset search.
    #[derive(Debug)]
    pub(crate) struct Filters {
        /// Identifiers of at most 500 assets, separated by commas.
        pub(crate) ids: Option<String>,
        /// Bounding box in degrees: west, south, east, north.
        pub(crate) bbox: Option<String>,
        /// Position in degrees: longitude, latitude.
        pub(crate) near: Option<String>,
        /// Greatest distance from `near`, in metres on the ground.
        pub(crate) within_m: Option<f64>,
        /// One or several asset kinds, separated by commas.
        pub(crate) kind: Option<String>,
        /// Owner that answers requests.
        pub(crate) owner: Option<Uuid>,
        /// Official code of an administrative unit; includes the units within it.
        pub(crate) area: Option<String>,
        /// One or several lifecycle states, separated by commas.
        pub(crate) lifecycle: Option<String>,
        pub(crate) shareable: Option<bool>,
        /// Least free quantity of some slot unit; `fit` tells whether the quantity is certain.
        pub(crate) free_min: Option<u32>,
        /// Search words: code and kind for all assets; also address, source and attributes for
        /// assets visible in full. Diacritics are ignored.
        pub(crate) q: Option<String>,
        /// Order of the list; `distance` is measured from `near`, and a `-` reverses an order.
        pub(crate) sort: Option<String>,
    }
}

/// Validates the parameters and reports every error at once.
pub(crate) async fn query(
    read: &impl Connection,
    kinds: &KindCatalogue,
    filters: Filters,
    page: &PageParameters,
) -> Result<AssetQuery, AppError> {
    let mut faults = Vec::new();
    let after = page.cursor.as_deref().map(Cursor::decode);
    if after == Some(None) {
        faults.push(FieldError::new("cursor", FieldProblem::CursorFromPageBefore));
    }
    let sort = match filters.sort.as_deref() {
        None => after.iter().flatten().next().map(Cursor::sort),
        asked @ Some(_) => parsed::<Sort>("sort", asked, &mut faults),
    };
    let sort = sort.unwrap_or_default();
    if sort.is_measured() && filters.near.is_none() {
        faults.push(FieldError::new("near", FieldProblem::RequiredWithDistance));
    }
    if after.iter().flatten().any(|place| place.sort() != sort) {
        faults.push(FieldError::new("cursor", FieldProblem::CursorOfAnotherOrder));
    }
    let ids = filters
        .ids
        .as_deref()
        .and_then(|ids| identifiers("ids", ids, MOST_IDS).map_err(|fault| faults.push(fault)).ok());
    let ids = ids.map(|ids| ids.into_iter().map(AssetId::new).collect());
    let limit = page::limit(page.limit)?;
    let words = Words {
        bbox: filters.bbox,
        near: filters.near,
        within_m: filters.within_m,
        kind: filters.kind,
        owner: filters.owner,
        area: filters.area,
        lifecycle: filters.lifecycle,
        shareable: filters.shareable,
        free_min: filters.free_min,
        q: filters.q,
    };
    let query = filters::query(read, kinds, &words, faults).await?;
    Ok(AssetQuery { ids, sort, after: after.flatten(), limit, ..query })
}
