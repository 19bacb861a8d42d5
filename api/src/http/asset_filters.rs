//! The words of a search for assets, read and checked, with the place in the list.

use uuid::Uuid;

use super::page;
use crate::failure::Failure;
use crate::register::filters::{self, Words};
use crate::store::Connection;
use crate::store::asset_search::{AssetQuery, Cursor, Sort};
use domain::messages::FieldProblem;
use domain::registry::kind::KindCatalogue;
use domain::workflow::denial::Fault;

pub(super) use crate::register::filters::FARTHEST_METRES;

/// As they came.
#[derive(Debug, Default)]
pub(super) struct Filters {
    pub(super) bbox: Option<String>,
    pub(super) near: Option<String>,
    pub(super) within_m: Option<f64>,
    pub(super) kind: Option<String>,
    pub(super) owner: Option<Uuid>,
    pub(super) area: Option<String>,
    pub(super) lifecycle: Option<String>,
    pub(super) shareable: Option<bool>,
    pub(super) free_min: Option<u32>,
    pub(super) q: Option<String>,
    pub(super) sort: Option<String>,
    pub(super) limit: Option<u64>,
    pub(super) cursor: Option<String>,
}

/// Reads them; every fault is told at once.
pub(super) async fn query(
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
