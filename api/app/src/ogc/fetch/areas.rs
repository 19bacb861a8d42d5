//! Administrative units as features, one per validity.

use domain::place::Bounds;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Batch, Reader};
use crate::error::AppError;
use crate::ogc::feature::Feature;
use api_geo::wkb;
use api_store::areas::area_list::{self, AreaFilter};
use api_store::entities::areas::Model;

/// The units after a given one, narrowed to the requested box.
pub(super) async fn batch(
    reader: &Reader<'_>,
    within: Option<Bounds>,
    after: Option<Uuid>,
    size: u64,
) -> Result<Batch, AppError> {
    let wanted = AreaFilter { within, after, limit: size, ..AreaFilter::default() };
    let rows = area_list::list(reader.app.store.read(), &wanted).await?;
    let full = u64::try_from(rows.len()).is_ok_and(|found| found >= size);
    let more = rows.last().filter(|_| full).map(|last| last.id);
    Ok(Batch { features: rows.iter().map(feature).collect::<Result<_, _>>()?, more })
}

pub(super) async fn one(reader: &Reader<'_>, id: Uuid) -> Result<Option<Feature>, AppError> {
    area_list::one(reader.app.store.read(), id).await?.as_ref().map(feature).transpose()
}

fn feature(row: &Model) -> Result<Feature, AppError> {
    let shape = row.geometry.as_deref().map(wkb::read).transpose().map_err(AppError::internal)?;
    let known = [
        ("code", Value::from(row.code.as_str())),
        ("name", row.name_vi.as_str().into()),
        ("name_en", row.name_en.as_str().into()),
        ("level", row.level.as_str().into()),
        ("parent_id", json!(row.parent_id)),
        ("valid_from", json!(row.valid_from)),
        ("valid_to", json!(row.valid_to)),
        ("source", json!(row.source)),
    ];
    Ok(Feature { id: row.id, shape, properties: known.into_iter().collect() })
}
