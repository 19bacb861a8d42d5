//! The assets that a case asks for, as rows, so that the cases of an asset are found without
//! decoding case content.

use domain::{cases::sharing::Element, ids::CaseId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;

use crate::{StoreResult, Tx, entities::case_elements};

/// Replaces the elements of a case.
pub async fn replace(tx: &Tx, case: CaseId, elements: &[Element]) -> StoreResult<()> {
    case_elements::Entity::delete_many().filter(case_elements::Column::CaseId.eq(case.uuid())).exec(tx).await?;
    let mut wanted: BTreeMap<(uuid::Uuid, &str), i64> = BTreeMap::new();
    for element in elements {
        for unit in &element.units {
            *wanted.entry((element.asset_id.uuid(), unit.unit.as_str())).or_default() += i64::from(unit.quantity);
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let rows = wanted.into_iter().map(|((asset, unit), quantity)| case_elements::ActiveModel {
        case_id: Set(case.uuid()),
        asset_id: Set(asset),
        unit: Set(unit.to_owned()),
        quantity: Set(quantity),
    });
    case_elements::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}
