//! The words of a search for assets, read and checked, with the place in the list.

use uuid::Uuid;

use crate::page::{self, PageParameters};
use crate::parameter_set::query_parameters;
use api_app::error::AppError;
use api_app::reads::Connection;
use api_app::reads::asset_search::{AssetQuery, Cursor, Sort};
use api_app::register::filters::{self, Words};
use domain::messages::FieldProblem;
use domain::registry::kind::KindCatalogue;
use domain::workflow::violation::FieldError;

pub(crate) use api_app::register::filters::FARTHEST_METRES;

query_parameters! {
    /// As they came.
    #[derive(Debug)]
    pub(crate) struct Filters {
        /// Four degrees: west, south, east, north.
        pub(crate) bbox: Option<String>,
        /// Two degrees: longitude, latitude.
        pub(crate) near: Option<String>,
        /// Metres from `near`, along the ground.
        pub(crate) within_m: Option<f64>,
        /// One or several kinds, separated by commas.
        pub(crate) kind: Option<String>,
        /// The owner who answers.
        pub(crate) owner: Option<Uuid>,
        /// The official code of an administrative unit; what lies in its parts lies in it.
        pub(crate) area: Option<String>,
        /// One or several parts of life, separated by commas.
        pub(crate) lifecycle: Option<String>,
        pub(crate) shareable: Option<bool>,
        /// At least so many places of some slot unit are free, or may be: `fit` says which.
        pub(crate) free_min: Option<u32>,
        /// Words of the code or the kind and, of assets that the reader sees in full, of the address, the source or the attributes;
        /// accents do not matter.
        pub(crate) q: Option<String>,
        /// `id`, `code` or `updated_at`.
        pub(crate) sort: Option<String>,
    }
}

/// Reads them; every fault is told at once.
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
        Some("id") => Some(Sort::Id),
        Some("code") => Some(Sort::Code),
        Some("updated_at") => Some(Sort::UpdatedAt),
        Some(_) => {
            faults.push(FieldError::new("sort", FieldProblem::one_of(&["id", "code", "updated_at"])));
            None
        }
    };
    let sort = sort.unwrap_or_default();
    if after.iter().flatten().any(|place| place.sort() != sort) {
        faults.push(FieldError::new("cursor", FieldProblem::CursorOfAnotherOrder));
    }
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
    Ok(AssetQuery { sort, after: after.flatten(), limit, ..query })
}
