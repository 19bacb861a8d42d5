//! Clean-up campaigns by what they list.

use domain::cases::{Kind, Papers};
use domain::ids::{AssetId, CaseId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Stored;
use crate::cases::kept;
use crate::entities::cases;

/// The campaigns whose audit is under way and that list an asset, by their codes.
///
/// # Errors
/// [`super::StoreError`].
pub async fn auditing<C: ConnectionTrait>(db: &C, asset: AssetId) -> Stored<Vec<CaseId>> {
    let rows = cases::Entity::find()
        .filter(cases::Column::Kind.eq(Kind::CleanUpCampaign.as_str()))
        .filter(cases::Column::State.eq("auditing"))
        .order_by_asc(cases::Column::Code)
        .all(db)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        let case = kept(row, std::collections::BTreeSet::new())?.case;
        if let Papers::CleanUpCampaign(papers) = &case.papers
            && papers.assets.iter().any(|listed| listed.asset_id == asset)
        {
            found.push(case.id);
        }
    }
    Ok(found)
}
