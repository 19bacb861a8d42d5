//! The words of a search for assets, read and checked.

use domain::ids::OrganizationId;
use domain::place::{Bounds, Shape};
use domain::registry::asset::Lifecycle;
use domain::workflow::denial::Fault;
use uuid::Uuid;

use super::page;
use crate::failure::Failure;
use crate::store::asset_search::{AssetQuery, Cursor, Sort};
use crate::store::{Connection, area_map};

/// The farthest that `within_m` and a route's buffer reach.
pub(super) const FARTHEST_METRES: f64 = 50_000.0;

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
pub(super) async fn query(read: &impl Connection, filters: Filters) -> Result<AssetQuery, Failure> {
    let mut faults = Vec::new();
    let mut fault = |parameter: &str, message: &str| faults.push(Fault::new(parameter, message));
    let bounds = filters.bbox.as_deref().map(bounds);
    if bounds == Some(None) {
        fault("bbox", "must be west,south,east,north in degrees, each pair in order");
    }
    let near = match (filters.near.as_deref().map(position), filters.within_m) {
        (Some(None), _) => {
            fault("near", "must be longitude,latitude in degrees");
            None
        }
        (Some(Some(_)), None) => {
            fault("within_m", "is required with near");
            None
        }
        (Some(Some(_)), Some(metres)) if !(metres > 0.0 && metres <= FARTHEST_METRES) => {
            fault("within_m", &format!("must be more than 0 and at most {FARTHEST_METRES}"));
            None
        }
        (Some(Some(shape)), Some(metres)) => Some((shape, metres)),
        (None, Some(_)) => {
            fault("near", "is required with within_m");
            None
        }
        (None, None) => None,
    };
    let lifecycles: Vec<Option<Lifecycle>> = list(filters.lifecycle.as_deref()).map(Lifecycle::named).collect();
    if lifecycles.contains(&None) {
        fault("lifecycle", "must be words of the life of an asset, separated by commas");
    }
    let after = filters.cursor.as_deref().map(Cursor::decode);
    if after == Some(None) {
        fault("cursor", "must be a cursor from the page before");
    }
    let sort = match filters.sort.as_deref() {
        None => after.iter().flatten().next().map(Cursor::sort),
        Some("id") => Some(Sort::Id),
        Some("code") => Some(Sort::Code),
        Some("updated_at") => Some(Sort::UpdatedAt),
        Some(_) => {
            fault("sort", "must be id, code or updated_at");
            None
        }
    };
    let sort = sort.unwrap_or_default();
    if after.iter().flatten().any(|place| place.sort() != sort) {
        fault("cursor", "is from a list in another order");
    }
    let limit = page::limit(filters.limit)?;
    let areas = match &filters.area {
        None => None,
        Some(code) => Some(area_map::with_parts(read, code).await?),
    };
    if !faults.is_empty() {
        return Err(Failure::Invalid(faults));
    }
    Ok(AssetQuery {
        bounds: bounds.flatten(),
        near,
        kinds: list(filters.kind.as_deref()).map(str::to_owned).collect(),
        owner: filters.owner.map(OrganizationId::new),
        areas,
        lifecycles: lifecycles.into_iter().flatten().collect(),
        shareable: filters.shareable,
        free_min: filters.free_min,
        text: filters.q,
        sort,
        after: after.flatten(),
        limit,
    })
}

fn list(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty())
}

fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let numbers: Vec<f64> = text.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}

fn bounds(text: &str) -> Option<Bounds> {
    let [west, south, east, north] = numbers(text)?;
    Bounds::new(west, south, east, north)
}

fn position(text: &str) -> Option<Shape> {
    let [longitude, latitude] = numbers(text)?;
    Shape::point(longitude, latitude).ok()
}

#[cfg(test)]
mod tests {
    use super::{bounds, position};

    #[test]
    fn boxes_and_positions_are_read_or_refused() {
        assert!(bounds("107.0,20.9,107.2,21.0").is_some());
        for wrong in ["", "1,2,3", "107.2,20.9,107.0,21.0", "a,b,c,d", "0,0,NaN,1", "-200,0,0,1", "0,0,1,inf"] {
            assert!(bounds(wrong).is_none(), "{wrong}");
        }
        assert!(position("107.08, 20.95").is_some());
        assert!(position("20.95").is_none());
    }
}
