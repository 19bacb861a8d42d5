//! Assets as features: everything of one's own, the minimum of what others own.

use domain::ids::AssetId;
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
    let places: Vec<_> = rows.iter().map(|row| (row.registered.asset.shape.clone(), row.updated_at)).collect();
    let found = rows.into_iter().map(|row| row.registered).collect();
    let sheets = sheets(reader.house.store.read(), found, lens).await?;
    let made = sheets.into_iter().zip(places).map(|(sheet, (shape, updated_at))| Feature {
        id: sheet.id,
        shape: Some(shape),
        properties: properties(&sheet, updated_at, &schema),
    });
    Ok(made.collect())
}

fn properties(sheet: &Sheet, updated_at: chrono::DateTime<chrono::Utc>, schema: &Schema) -> Map<String, Value> {
    let detail = sheet.detail.as_ref();
    let text = |read: fn(&Detail) -> Option<&str>| detail.and_then(read);
    let area = sheet.area.as_ref();
    let known = json!({
        "code": sheet.code,
        "kind": sheet.kind,
        "owner_id": sheet.owner.id,
        "owner": sheet.owner.name,
        "area": area.map(|area| &area.code),
        "area_name": area.map(|area| &area.name),
        "lifecycle": sheet.lifecycle,
        "shareable": sheet.shareable,
        "free_band": sheet.free_band.map(domain::registry::band::Band::as_str),
        "updated_at": updated_at,
        "address": text(|detail| detail.address.as_deref()),
        "source": text(|detail| detail.source.as_deref()),
        "observed_on": detail.and_then(|detail| detail.observed_on),
        "confidence": text(|detail| Some(&detail.confidence)),
        "visibility": text(|detail| Some(&detail.visibility)),
        "critical": detail.map(|detail| detail.critical),
        "not_shareable_reason": text(|detail| detail.not_shareable_reason.as_deref()),
        "decommission_on": detail.and_then(|detail| detail.decommission_on),
    });
    let Value::Object(mut properties) = known else { return Map::new() };
    for (name, value) in detail.into_iter().flat_map(|detail| &detail.attributes) {
        if schema.attributes.iter().any(|attribute| attribute.name == *name) {
            properties.insert(name.clone(), value.clone());
        }
    }
    properties
}
