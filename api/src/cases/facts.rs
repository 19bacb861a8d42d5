//! Reads what the world around a case looks like, in the transaction of the decision.

use std::collections::BTreeMap;

use domain::{
    cases::{
        Case, Facts, Papers,
        facts::{AssetFact, UnitFact},
        sharing::Request,
    },
    ids::{AssetId, CaseId},
    registry::capacity::Overload,
};

use crate::{
    failure::Failure,
    store::{Connection, Stored, case_facts},
};

/// The world around a case.
///
/// # Errors
/// [`Failure`] when the database is in trouble.
pub async fn around<C: Connection>(db: &C, overload: Overload, case: &Case) -> Result<Facts, Failure> {
    match &case.papers {
        Papers::SharingRequest(papers) => Ok(of_request(db, overload, case.id, &papers.request).await?),
    }
}

/// The world around a request that is not filed yet.
///
/// # Errors
/// [`crate::store::StoreFailure`].
pub async fn of_request<C: Connection>(db: &C, overload: Overload, case: CaseId, request: &Request) -> Stored<Facts> {
    let ids: Vec<AssetId> = request.elements.iter().map(|element| element.asset_id).collect();
    let standing = case_facts::of_assets(db, case, &ids).await?;
    let assets: BTreeMap<AssetId, AssetFact> = standing
        .into_iter()
        .map(|asset| {
            let units = asset
                .units
                .into_iter()
                .map(|unit| (unit.name, UnitFact { nature: unit.nature, ledger: unit.ledger, held: unit.held }))
                .collect();
            let fact = AssetFact {
                code: asset.code,
                kind: asset.kind,
                owner: asset.owner,
                co_owners: asset.co_owners,
                lifecycle: asset.lifecycle,
                closed_because: asset.closed_because,
                units,
                tenants: asset.tenants,
            };
            (asset.id, fact)
        })
        .collect();
    Ok(Facts { overload, assets, agencies: BTreeMap::new() })
}
