//! The words of a search for assets, read and checked, with the place in the list.

use uuid::Uuid;

use crate::page;
use api_app::failure::Failure;
use api_app::reads::Connection;
use api_app::reads::asset_search::{AssetQuery, Cursor, Sort};
use api_app::register::filters::{self, Words};
use domain::messages::FieldProblem;
use domain::registry::kind::KindCatalogue;
use domain::workflow::denial::Fault;

pub(crate) use api_app::register::filters::FARTHEST_METRES;

/// As they came.
#[derive(Debug, Default)]
pub(crate) struct Filters {
    pub(crate) bbox: Option<String>,
    pub(crate) near: Option<String>,
    pub(crate) within_m: Option<f64>,
    pub(crate) kind: Option<String>,
    pub(crate) owner: Option<Uuid>,
    pub(crate) area: Option<String>,
    pub(crate) lifecycle: Option<String>,
    pub(crate) shareable: Option<bool>,
    pub(crate) free_min: Option<u32>,
    pub(crate) q: Option<String>,
    pub(crate) sort: Option<String>,
    pub(crate) limit: Option<u64>,
    pub(crate) cursor: Option<String>,
}

/// Reads them; every fault is told at once.
pub(crate) async fn query(
    read: &impl Connection,
    kinds: &KindCatalogue,
    filters: Filters,
) -> Result<AssetQuery, Failure> {
    let mut faults = Vec::new();
    let after = filters.cursor.as_deref().map(Cursor::decode);
    if after == Some(None) {
        faults.push(Fault::new("cursor", FieldProblem::CursorFromPageBefore));
    }
    let sort = match filters.sort.as_deref() {
        None => after.iter().flatten().next().map(Cursor::sort),
        Some("id") => Some(Sort::Id),
        Some("code") => Some(Sort::Code),
        Some("updated_at") => Some(Sort::UpdatedAt),
        Some(_) => {
            faults.push(Fault::new("sort", FieldProblem::one_of(&["id", "code", "updated_at"])));
            None
        }
    };
    let sort = sort.unwrap_or_default();
    if after.iter().flatten().any(|place| place.sort() != sort) {
        faults.push(Fault::new("cursor", FieldProblem::CursorOfAnotherOrder));
    }
    let limit = page::limit(filters.limit)?;
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
