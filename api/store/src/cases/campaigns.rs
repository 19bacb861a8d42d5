//! Clean-up campaigns by what they list.

use domain::cases::{CaseContent, Kind};
use domain::ids::{AssetId, CaseId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::StoreResult;
use crate::cases::kept;
use crate::entities::cases;

/// The campaigns whose audit is under way and that list an asset, by their codes.
///
/// # Errors
/// [`super::StoreError`].
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
        if let CaseContent::CleanUpCampaign(papers) = &case.papers
            && papers.assets.iter().any(|listed| listed.asset_id == asset)
        {
            found.push(case.id);
        }
    }
    Ok(found)
}
