//! Checks assets against their surroundings, and against their own ledgers.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{AreaId, AssetId, OrganizationId};
use domain::place::Shape;
use domain::registry::asset::Asset;
use domain::registry::quality::{Finding, Neighbour, loose_ends, of_books, of_itself, same_tag, twins};
use geo::{Coord, Geometry};
use serde_json::Value;

use crate::app::App;
use crate::error::AppError;
use api_store::assets::asset_search::{self, AssetQuery};
use api_store::planning::nearby::{self, Near};
use api_store::visibility::AssetVisibility;
use api_store::{
    areas::area_map,
    assets::{self, quality},
};

/// The most assets with the same tag that one asset is compared with.
const SAME_TAG: u64 = 100;

#[derive(Debug, Default)]
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    /// The owners of the assets.
    pub(super) owners: BTreeMap<AssetId, OrganizationId>,
}

/// All probable defects of these assets.
pub(super) async fn examine(app: &App, ids: &BTreeSet<AssetId>) -> Result<Examined, AppError> {
    let (read, rules) = (app.store.read(), app.policies.quality);
    let ids: Vec<AssetId> = ids.iter().copied().collect();
    let registered = assets::find_many(read, &ids, &AssetVisibility::Everything).await?;
    let books = quality::books(read, &registered).await?;
    let areas: BTreeSet<AreaId> = registered.iter().filter_map(|one| one.asset.area).collect();
    let boundaries = area_map::boundaries(read, &areas).await?;
    let mut found = Examined::default();
    for one in &registered {
        let asset = &one.asset;
        let Some(owner) = asset.owner() else { continue };
        found.owners.insert(asset.id, owner);
        let kind = app.policies.kinds.kind(&asset.kind);
        let area = asset.area.and_then(|area| boundaries.get(&area));
        found.findings.extend(of_itself(asset, kind, rules, area));
        found.findings.extend(of_books(asset, books.get(&asset.id).map(Vec::as_slice).unwrap_or_default()));
        found.findings.extend(twins(asset, &beside(app, asset, owner).await?, rules));
        found.findings.extend(same_tag(asset, &tagged(app, asset, owner).await?));
        if app.policies.planning.duct_kinds.contains(&asset.kind) {
            let tolerance = app.policies.planning.chamber_tolerance_m;
            found.findings.extend(loose_ends(asset, &chambers(app, asset, owner).await?, tolerance));
        }
    }
    Ok(found)
}

/// The ducts that may end at the chambers among these assets: a new chamber closes their ends.
pub(super) async fn ducts_at(app: &App, ids: &[AssetId]) -> Result<BTreeSet<AssetId>, AppError> {
    let (read, rules) = (app.store.read(), &app.policies.planning);
    let mut found = BTreeSet::new();
    for one in assets::find_many(read, ids, &AssetVisibility::Everything).await? {
        if rules.chamber_kinds.contains(&one.asset.kind) {
            let wanted = nearby::NearbyQuery {
                place: &one.asset.shape,
                within_metres: rules.chamber_tolerance_m,
                kinds: &rules.duct_kinds,
            };
            let near = nearby::find(read, wanted, &AssetVisibility::Everything).await?;
            found.extend(near.items.into_iter().map(|near| near.id));
        }
    }
    Ok(found)
}

/// The owner's visibility: assets that others hide from the owner change no finding.
fn visibility(owner: OrganizationId) -> AssetVisibility {
    AssetVisibility::Concern(BTreeSet::from([owner]))
}

async fn around(
    app: &App,
    place: &Shape,
    metres: f64,
    kinds: &[String],
    owner: OrganizationId,
) -> Result<Vec<Near>, AppError> {
    let wanted = nearby::NearbyQuery { place, within_metres: metres, kinds };
    Ok(nearby::find(app.store.read(), wanted, &visibility(owner)).await?.items)
}

/// Assets of the same kind and owner at the same place.
async fn beside(app: &App, asset: &Asset, owner: OrganizationId) -> Result<Vec<Neighbour>, AppError> {
    let kinds = [asset.kind.clone()];
    let near = around(app, &asset.shape, app.policies.quality.duplicate_m, &kinds, owner).await?;
    let own = near.into_iter().filter(|near| near.owner == owner);
    Ok(own.map(|near| Neighbour { asset: near.id, lifecycle: near.lifecycle, shape: near.shape, tag: None }).collect())
}

/// Assets of the same kind and owner with the same tag.
async fn tagged(app: &App, asset: &Asset, owner: OrganizationId) -> Result<Vec<Neighbour>, AppError> {
    let Some(tag) = tag(&asset.attributes) else { return Ok(Vec::new()) };
    let query = AssetQuery {
        text: Some(tag),
        owner: Some(owner),
        kinds: vec![asset.kind.clone()],
        limit: SAME_TAG,
        ..AssetQuery::default()
    };
    let page = asset_search::page(app.store.read(), &query, &visibility(owner)).await?;
    let others = page.items.into_iter().map(|one| Neighbour {
        asset: one.asset.id,
        lifecycle: one.asset.lifecycle,
        tag: tag_of(&one.asset),
        shape: one.asset.shape,
    });
    Ok(others.collect())
}

fn tag(attributes: &serde_json::Map<String, Value>) -> Option<String> {
    attributes.get("tag").and_then(Value::as_str).map(str::to_owned)
}

fn tag_of(asset: &Asset) -> Option<String> {
    tag(&asset.attributes)
}

/// The positions of the chambers at the ends of a duct.
async fn chambers(app: &App, duct: &Asset, owner: OrganizationId) -> Result<Vec<Coord<f64>>, AppError> {
    let rules = &app.policies.planning;
    let Some(line) = duct.shape.line() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for end in [line.0.first(), line.0.last()].into_iter().flatten() {
        let place = Shape::point(end.x, end.y).map_err(AppError::internal)?;
        let near = around(app, &place, rules.chamber_tolerance_m, &rules.chamber_kinds, owner).await?;
        found.extend(near.iter().filter_map(|near| match near.shape.geometry() {
            Geometry::Point(at) => Some(at.0),
            Geometry::LineString(_)
            | Geometry::Polygon(_)
            | Geometry::MultiPolygon(_)
            | Geometry::Line(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::GeometryCollection(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_) => None,
        }));
    }
    Ok(found)
}
