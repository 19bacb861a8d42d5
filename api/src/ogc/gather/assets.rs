//! Assets as features: everything of one's own, the minimum of what others own.

use chrono::{DateTime, Utc};
use domain::ids::AssetId;
use domain::registry::band::Band;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Batch, Reader};
use crate::failure::Failure;
use crate::ogc::collection::Collection;
use crate::ogc::feature::Feature;
use crate::ogc::filter::Filter;
use crate::ogc::schema::Schema;
use crate::register::view::{Detail, Lens, Sheet, sheets};
use crate::store::ogc_assets::{self, Dated};
use crate::store::sight::Sight;

/// The assets in sight after one, narrowed by what was asked for as far as the database can.
pub(super) async fn batch(
    reader: &Reader<'_>,
    sight: &Sight,
    filter: &Filter,
    after: Option<Uuid>,
    size: u64,
) -> Result<Batch, Failure> {
    let rows = ogc_assets::batch(reader.house.store.read(), filter, sight, after, size).await?;
    let full = u64::try_from(rows.len()).is_ok_and(|found| found >= size);
    let more = rows.last().filter(|_| full).map(|last| last.registered.asset.id.uuid());
    Ok(Batch { features: features(reader, sight, rows).await?, more })
}

/// One asset in sight.
pub(super) async fn one(reader: &Reader<'_>, sight: &Sight, id: Uuid) -> Result<Option<Feature>, Failure> {
    let found = ogc_assets::one(reader.house.store.read(), AssetId::new(id), sight).await?;
    Ok(features(reader, sight, found.into_iter().collect()).await?.pop())
}

/// How many are in sight and fit, where the database alone can say and there are not too many.
pub(super) async fn count(reader: &Reader<'_>, sight: &Sight, filter: &Filter) -> Result<Option<u64>, Failure> {
    Ok(ogc_assets::count(reader.house.store.read(), filter, sight).await?)
}

async fn features(reader: &Reader<'_>, sight: &Sight, rows: Vec<Dated>) -> Result<Vec<Feature>, Failure> {
    let schema = Schema::of(Collection::Assets, &reader.house.policies.kinds);
    let lens = Lens { sight, locale: reader.locale, overload: reader.house.policies.kinds.overload };
    let dates: Vec<_> = rows.iter().map(|row| row.updated_at).collect();
    let found = rows.into_iter().map(|row| row.registered).collect();
    let sheets = sheets(reader.house.store.read(), found, lens).await?;
    Ok(sheets.into_iter().zip(dates).map(|(sheet, updated_at)| feature(sheet, updated_at, &schema)).collect())
}

/// What only those see whom the asset concerns; null for others.
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

fn feature(sheet: Sheet, updated_at: DateTime<Utc>, schema: &Schema) -> Feature {
    let (area, area_name) = sheet.area.map(|area| (area.code, area.name)).unzip();
    let minimum = [
        ("code", Value::from(sheet.code)),
        ("kind", sheet.kind.into()),
        ("owner_id", sheet.owner.id.to_string().into()),
        ("owner", sheet.owner.name.into()),
        ("area", area.into()),
        ("area_name", area_name.into()),
        ("lifecycle", sheet.lifecycle.into()),
        ("shareable", sheet.shareable.into()),
        ("free_band", sheet.free_band.map(Band::as_str).into()),
        ("updated_at", json!(updated_at)),
    ];
    let (in_full, attributes) = sheet.detail.map(full).unwrap_or_default();
    let mut properties = Map::with_capacity(minimum.len() + IN_FULL.len() + attributes.len());
    properties.extend(
        minimum.into_iter().chain(IN_FULL.into_iter().zip(in_full)).map(|(name, value)| (name.to_owned(), value)),
    );
    properties
        .extend(attributes.into_iter().filter(|(name, _)| schema.attributes.iter().any(|known| known.name == *name)));
    Feature { id: sheet.id, shape: Some(sheet.geometry), properties }
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
