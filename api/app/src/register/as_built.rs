//! Registers completed works from the day of completion: a new asset, or the asset that was
//! planned.

use domain::cases::change::NewAsset;
use domain::ids::AssetId;
use domain::messages::FieldProblem;
use domain::registry::asset::{Asset, Confidence, Lifecycle};
use domain::workflow::violation::FieldError;
use serde_json::Value;

use super::content::{CapacityInput, Said, say};
use super::create::blank;
use super::{hand, settled, today};
use crate::command_pipeline::CommandContext;
use crate::error::AppError;
use crate::located::locate;
use api_store::assets::asset_versions::Change;
use api_store::visibility::AssetVisibility;
use api_store::{
    assets::{self, assets_by_code},
    people::succession,
};

/// Registers a completed asset, in the transaction of the case that reports it.
///
/// # Errors
/// [`AppError::Invalid`] with every violation of the register's rules, under the field of the
/// reporting action.
pub async fn register(context: &CommandContext<'_>, built: &NewAsset) -> Result<(), AppError> {
    let known = match assets_by_code::find(context.tx, built.owner, &built.code).await? {
        Some(id) => assets::find(context.tx, id, &AssetVisibility::Everything).await?,
        None => None,
    };
    let before = known.map(|known| known.asset);
    let mut asset = match &before {
        None => {
            let located =
                locate((context.tx, &context.app.compute), &built.shape, today(context), "/data/geometry").await?;
            let id = AssetId::new(context.new_id());
            // If a successor acts for the permit holder by now, the asset is registered in the
            // successor's name.
            let owner = succession::on(context.tx, today(context)).await?.acting_for(built.owner);
            blank(id, &built.kind, &built.shape, Lifecycle::InService, owner, located)
        }
        Some(planned) => awaited(planned, built)?,
    };
    say(&mut asset, &said(context, built), &context.app.policies.kinds).map_err(in_terms_of_the_action)?;
    let reason = format!("built under {}", built.source);
    let hand = hand(context, &asset, Some(&reason));
    match &before {
        None => Ok(assets::insert(context.tx, std::slice::from_ref(&asset), hand).await?),
        Some(before) => settled(context, assets::update(context.tx, before, &asset, Change::Move, hand).await?),
    }
}

/// The planned asset with this code, now in service. An existing asset with the same code is a
/// different asset.
fn awaited(planned: &Asset, built: &NewAsset) -> Result<Asset, AppError> {
    let waits = matches!(planned.lifecycle, Lifecycle::Planned | Lifecycle::UnderConstruction);
    if !waits || planned.kind != built.kind {
        return Err(AppError::invalid("/data/asset_code", FieldProblem::CodeIsTakenByYours));
    }
    Ok(Asset {
        lifecycle: Lifecycle::InService,
        shape: built.shape.clone(),
        version: planned.version.saturating_add(1),
        ..planned.clone()
    })
}

fn said(context: &CommandContext<'_>, built: &NewAsset) -> Said {
    let kind = context.app.policies.kinds.kind(&built.kind);
    let has_height = kind.is_some_and(|kind| kind.attributes.iter().any(|attribute| attribute.id == HEIGHT));
    let height = built.height_m.filter(|_| has_height).map(|height| (HEIGHT.to_owned(), Value::from(height)));
    let services = built.capacity.iter().map(|(unit, installed)| CapacityInput {
        unit: unit.clone(),
        installed: *installed,
        own_use: 0,
        blocked: 0,
        policy_reserve: 0,
    });
    Said {
        code: Some(built.code.clone()),
        address: built.address.clone().map(Some),
        attributes: height.map(|height| std::iter::once(height).collect()),
        capacity: Some(services.collect()),
        source: Some(Some(built.source.clone())),
        observed_on: Some(Some(built.finished_on)),
        confidence: Some(Confidence::B),
        ..Said::default()
    }
}

/// The attribute that has the height of an asset.
const HEIGHT: &str = "height_m";

fn in_terms_of_the_action(failure: AppError) -> AppError {
    let AppError::Invalid(faults) = failure else { return failure };
    let renamed = faults.into_iter().map(|fault| {
        let field = if fault.pointer.starts_with("/code") {
            fault.pointer.replacen("/code", "/asset_code", 1)
        } else {
            fault.pointer
        };
        FieldError::new(format!("/data{field}"), fault.message)
    });
    AppError::Invalid(renamed.collect())
}
