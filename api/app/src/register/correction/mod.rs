//! A field survey corrects an asset, with photos, the device and its accuracy. The owner's own
//! survey makes a new version of the asset at once; another organisation's survey is a proposal
//! that the owner approves or rejects.

mod photo;
mod propose;
mod settle;

pub use photo::AddPhoto;
pub use propose::Correct;
pub use settle::{OwnerDecision, SettleCorrection};

use std::collections::BTreeSet;

use domain::access::Stance;
use domain::ids::OrganizationId;
use domain::registry::asset::{Asset, Confidence};
use domain::registry::correction::{Corrected, Surveyor};
use domain::registry::kind::KindCatalogue;

use super::content::{Said, say};
use crate::command_pipeline::{CommandContext, places};
use crate::error::AppError;
use api_store::areas::area_map::Located;
use api_store::assets::asset_corrections::Correction;

/// The verb of surveyors in grants.
const SURVEY: &str = "survey";

/// Whether the caller surveys for the owner.
fn surveyor(
    context: &CommandContext<'_>,
    relations: &BTreeSet<(OrganizationId, Stance)>,
) -> Result<Surveyor, AppError> {
    let access = &context.app.policies.access;
    let owns = places(context.request.actor()?, relations)
        .iter()
        .any(|place| place.stance == Stance::Owner && access.may(place.role, Stance::Owner, super::RESOURCE, SURVEY));
    Ok(if owns { Surveyor::Owner } else { Surveyor::Other })
}

/// The asset after a correction.
fn corrected(
    asset: &Asset,
    correction: &Correction,
    class: Option<Confidence>,
    located: Option<Located>,
    kinds: &KindCatalogue,
) -> Result<Asset, AppError> {
    let what: Corrected = serde_json::from_value(correction.said.clone()).map_err(AppError::internal)?;
    let mut after = asset.clone();
    let moved = what.geometry.is_some();
    let said = Said {
        shape: what.geometry,
        attributes: Some(what.attributes).filter(|attributes| !attributes.is_empty()),
        source: Some(Some(source(correction))),
        observed_on: Some(Some(correction.observed_on)),
        confidence: class,
        ..Said::default()
    };
    say(&mut after, &said, kinds)?;
    if moved {
        after.area = located.map(|located| located.area);
        after.area_is_nearest = located.is_some_and(|located| located.is_nearest);
    }
    after.version = asset.version.saturating_add(1);
    Ok(after)
}

/// The source of the data, in the wording of the register.
fn source(correction: &Correction) -> String {
    let exact = correction.accuracy_metres.map(|metres| format!("±{metres} m"));
    let parts = [Some(format!("Khảo sát thực địa: {}", correction.by_name)), correction.device.clone(), exact];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
