//! Clean-up campaigns that list an asset.

use domain::cases::{CaseContent, Kind};
use domain::ids::{AssetId, CaseId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::StoreResult;
use crate::cases::kept;
use crate::entities::cases;

/// The codes of the campaigns in audit that list an asset.
pub async fn auditing<C: ConnectionTrait>(db: &C, asset: AssetId) -> StoreResult<Vec<CaseId>> {
    let rows = cases::Entity::find()
        .filter(cases::Column::Kind.eq(Kind::CleanUpCampaign.as_str()))
        .filter(cases::Column::State.eq("auditing"))
        .order_by_asc(cases::Column::Code)
        .all(db)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        let case = kept(row, std::collections::BTreeSet::new())?.case;
        if let CaseContent::CleanUpCampaign(content) = &case.content
            && content.assets.iter().any(|listed| listed.asset_id == asset)
        {
            found.push(case.id);
        }
    }
    Ok(found)
}
