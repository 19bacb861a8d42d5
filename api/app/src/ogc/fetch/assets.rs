//! Assets as features: all properties of the reader's own assets, the minimum of others.

use domain::ids::AssetId;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Batch, Reader};
use crate::error::AppError;
use crate::ogc::collection::Collection;
use crate::ogc::feature::{Feature, Properties};
use api_store::filter::Filter;
use api_store::maps::ogc_assets::{self, Detail, Seeing, Shown};
use api_store::visibility::AssetVisibility;

/// The visible assets after a given one, narrowed by the filter as far as the database can.
pub(super) async fn batch(
    reader: &Reader<'_>,
    visibility: &AssetVisibility,
    filter: &Filter,
    after: Option<Uuid>,
    size: u64,
) -> Result<Batch, AppError> {
    let rules = reader.app.policies.kinds.bands();
    let seeing = Seeing { visibility, rules: &rules };
    let rows = ogc_assets::batch(reader.app.store.read(), filter, seeing, after, size).await?;
    let full = u64::try_from(rows.len()).is_ok_and(|found| found >= size);
    let more = rows.last().filter(|_| full).map(|last| last.id);
    Ok(Batch { features: rows.into_iter().map(|row| feature(reader, row)).collect(), more })
}

/// One asset, if the reader may see it.
pub(super) async fn one(
    reader: &Reader<'_>,
    visibility: &AssetVisibility,
    id: Uuid,
) -> Result<Option<Feature>, AppError> {
    let rules = reader.app.policies.kinds.bands();
    let seeing = Seeing { visibility, rules: &rules };
    let found = ogc_assets::one(reader.app.store.read(), AssetId::new(id), seeing).await?;
    Ok(found.map(|row| feature(reader, row)))
}

/// The number of visible, matching assets; `None` unless the database alone can count them and they
/// are not too many.
pub(super) async fn count(
    reader: &Reader<'_>,
    visibility: &AssetVisibility,
    filter: &Filter,
) -> Result<Option<u64>, AppError> {
    let rules = reader.app.policies.kinds.bands();
    Ok(ogc_assets::count(reader.app.store.read(), filter, Seeing { visibility, rules: &rules }).await?)
}

/// Properties that only the organisations concerned see; null for others.
const IN_FULL: [&str; 8] = [
    "address",
    "source",
    "observed_on",
    "confidence",
    "visibility",
    "critical",
    "not_shareable_reason",
    "decommission_on",
];

fn feature(reader: &Reader<'_>, row: Shown) -> Feature {
    let schema = reader.schemas.of(Collection::Assets);
    let (area, area_name) = row.area.unzip();
    let minimum = [
        ("code", Value::from(row.code)),
        ("kind", row.kind.into()),
        ("owner_id", row.owner.to_string().into()),
        ("owner", row.owner_name.get(reader.locale).into()),
        ("area", area.into()),
        ("area_name", area_name.map(|name| name.get(reader.locale).to_owned()).into()),
        ("lifecycle", row.lifecycle.into()),
        ("shareable", row.shareable.into()),
        ("free_band", row.free_band.into()),
        ("updated_at", json!(row.updated_at)),
    ];
    let (in_full, attributes) = row.detail.map(full).unwrap_or_default();
    let mut properties: Properties = minimum.into_iter().chain(IN_FULL.into_iter().zip(in_full)).collect();
    properties
        .extend(attributes.into_iter().filter(|(name, _)| schema.attributes.iter().any(|known| known.name == *name)));
    Feature { id: row.id, shape: Some(row.shape), properties }
}

fn full(detail: Detail) -> ([Value; IN_FULL.len()], Map<String, Value>) {
    let in_full = [
        detail.address.into(),
        detail.source.into(),
        json!(detail.observed_on),
        detail.confidence.into(),
        detail.visibility.into(),
        detail.critical.into(),
        detail.not_shareable_reason.into(),
        json!(detail.decommission_on),
    ];
    (in_full, detail.attributes)
}
