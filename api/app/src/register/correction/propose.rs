//! Corrects an asset after a field survey, or proposes the correction to its owner.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::access::{Role, Stance};
use domain::ids::{AssetId, OrganizationId, TaskId};
use domain::messages::{FieldProblem, Rule};
use domain::notice::LegalClass;
use domain::registry::asset::Asset;
use domain::registry::correction::{self, Corrected, Status, Surveyor};
use domain::text::{Localized, nfc};
use domain::workflow::violation::FieldError;
use serde_json::json;
use uuid::Uuid;

use super::{SURVEY, corrected, surveyor};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::located::locate;
use crate::register::{Known, hand, load, notifications, relations, required_permission, settled, today, visibility};
use api_store::areas::area_map::Located;
use api_store::assets;
use api_store::assets::asset_corrections::{self, Correction};
use api_store::assets::asset_photos::{self, Viewer};
use api_store::assets::asset_versions::Change;
use api_store::cases::tasks::{self, Kind, NewTask};
use api_store::entities::asset_photos::Model as Photo;

/// The longest device name, in characters.
const DEVICE_LENGTH: usize = 100;
/// The longest note, in characters.
const NOTE_LENGTH: usize = 2_000;

/// The result of a field survey.
#[derive(Debug, Clone)]
pub struct Correct {
    pub asset: AssetId,
    /// The values after the correction.
    pub corrected: Corrected,
    /// The day of the survey.
    pub observed_on: NaiveDate,
    /// The accuracy of the device.
    pub accuracy_metres: Option<f64>,
    /// The device that measured the position.
    pub device: Option<String>,
    /// Further observations of the surveyor.
    pub note: Option<String>,
    /// The photos as evidence.
    pub photos: Vec<Uuid>,
}

#[derive(Debug)]
pub struct Loaded {
    known: Known,
    located: Option<Located>,
    photos: Vec<Photo>,
}

#[derive(Debug)]
pub struct Outcome {
    correction: Correction,
    /// The corrected asset; `None` when its owner must decide first.
    after: Option<Asset>,
}

#[async_trait]
impl Command for Correct {
    type Loaded = Loaded;
    type Decision = Outcome;
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        required_permission(SURVEY)
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let known = load(context, self.asset).await?;
        known.expect_version(context)?;
        let located = match &self.corrected.geometry {
            Some(shape) => locate((context.tx, &context.app.compute), shape, today(context), "/geometry").await?,
            None => None,
        };
        let visibility = visibility(context).await?;
        let viewer = Viewer { actor: context.request.actor()?, visibility: &visibility, today: today(context) };
        let photos = asset_photos::visible(context.tx, &known.registered.asset, &self.photos, viewer).await?;
        Ok(Loaded { known, located, photos })
    }

    fn relations(&self, seen: &Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.known.registered.asset, Some(&seen.known), context)
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<Outcome, AppError> {
        let asset = &seen.known.registered.asset;
        let by = surveyor(context, &self.relations(seen, context))?;
        let survey = correction::Survey {
            observed_on: self.observed_on,
            accuracy_metres: self.accuracy_metres,
            photos: self.photos.len(),
            by,
        };
        let mut faults = self.unknown_photos(&seen.photos);
        for (pointer, text, most) in [("/device", &self.device, DEVICE_LENGTH), ("/note", &self.note, NOTE_LENGTH)] {
            if text.as_ref().is_some_and(|text| text.chars().count() > most) {
                faults.push(FieldError::new(pointer, FieldProblem::TooManyCharacters { most: most.into() }));
            }
        }
        let rules = context.app.policies.quality;
        let class = correction::check(rules, &self.corrected, &survey, today(context)).map_err(|more| {
            let all: Vec<FieldError> = faults.iter().cloned().chain(more).collect();
            AppError::Invalid(all)
        })?;
        if !faults.is_empty() {
            return Err(AppError::Invalid(faults));
        }
        let correction = self.written(seen, context, by)?;
        // A correction that the owner could not accept is not proposed either.
        let after = corrected(asset, &correction, class, seen.located, &context.app.policies.kinds)?;
        Ok(Outcome { correction, after: (by == Surveyor::Owner).then_some(after) })
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Loaded, decided: Outcome) -> Result<Uuid, AppError> {
        let before = &seen.known.registered.asset;
        let settled_by = decided.after.as_ref().map(|_| context.request.actor()).transpose()?.map(|actor| actor.user);
        asset_corrections::add(context.tx, &decided.correction, settled_by).await?;
        match &decided.after {
            Some(after) => {
                let hand = hand(context, after, self.note.as_deref());
                settled(context, assets::update(context.tx, before, after, Change::Survey, hand).await?)?;
            }
            None => ask_the_owner(context, before, &decided.correction).await?,
        }
        Ok(decided.correction.id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}

impl Correct {
    fn unknown_photos(&self, known: &[Photo]) -> Vec<FieldError> {
        let strangers = self.photos.iter().enumerate().filter(|(_, id)| !known.iter().any(|photo| photo.id == **id));
        strangers.map(|(place, _)| FieldError::new(format!("/photo_ids/{place}"), FieldProblem::NotAPhoto)).collect()
    }

    fn written(&self, seen: &Loaded, context: &CommandContext<'_>, by: Surveyor) -> Result<Correction, AppError> {
        let asset = &seen.known.registered.asset;
        let actor = context.request.actor()?;
        let own = actor.organizations();
        let owner = asset.owner().filter(|owner| own.contains(owner));
        let organization =
            owner.or(actor.living().first().copied()).ok_or_else(|| AppError::forbidden(Rule::SurveysForNobody))?;
        // Each photo with its hash: another file under the same name would differ.
        let photos: Vec<_> = seen.photos.iter().map(|photo| json!({"id": photo.id, "sha256": photo.sha256})).collect();
        let line = |text: &Option<String>| text.as_deref().map(|text| nfc(text.trim())).filter(|text| !text.is_empty());
        let (status, settled_at) = match by {
            Surveyor::Owner => (Status::Accepted, Some(context.now)),
            Surveyor::Other => (Status::Proposed, None),
        };
        Ok(Correction {
            id: context.new_id(),
            asset: asset.id,
            asset_version: seen.known.seen_version,
            status,
            said: serde_json::to_value(&self.corrected).map_err(AppError::internal)?,
            photos: json!(photos),
            observed_on: self.observed_on,
            accuracy_metres: self.accuracy_metres,
            device: line(&self.device),
            note: line(&self.note),
            by: Some(actor.user),
            by_name: actor.name.clone(),
            by_organization: organization,
            created_at: context.now,
            settled_at,
            reason: None,
            version: 1,
        })
    }
}

async fn ask_the_owner(context: &CommandContext<'_>, asset: &Asset, correction: &Correction) -> Result<(), AppError> {
    let Some(owner) = asset.owner() else { return Ok(()) };
    let sides = (correction.by_organization, owner);
    let recipients = BTreeSet::from([owner]);
    notifications::write(context, "asset.correction_proposed", LegalClass::Information, asset, &recipients, sides)
        .await?;
    let task = NewTask {
        id: TaskId::new(context.new_id()),
        kind: Kind::Inspection,
        case: None,
        title: Localized {
            vi: format!("{}: đề nghị đính chính sau khảo sát thực địa", asset.code),
            en: format!("{}: a survey in the field proposes a correction", asset.code),
        },
        organization: owner,
        roles: vec![Role::OwnerClerk, Role::OwnerManager, Role::OperatorPlanner, Role::OperatorManager],
        area: asset.area,
        due_at: None,
    };
    Ok(tasks::open(context.tx, context.now, vec![task]).await?)
}
