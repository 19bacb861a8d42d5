//! The owner approves or rejects a proposed correction.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::ids::{AssetId, OrganizationId};
use domain::messages::{FieldProblem, Noun, Rule};
use domain::notice::LegalClass;
use domain::registry::asset::Asset;
use domain::registry::correction::{Corrected, Status};
use domain::registry::quality::class_of;
use domain::text::nfc;
use uuid::Uuid;

use super::corrected;
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::located::locate;
use crate::register::{Known, hand, load, notifications, relations, required_permission, settled, today};
use api_store::areas::area_map::Located;
use api_store::assets;
use api_store::assets::asset_corrections::{self, Correction};
use api_store::assets::asset_versions::Change;

/// The longest reason, in characters.
const REASON_LENGTH: usize = 1_000;

/// The decision of the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerDecision {
    Accept,
    Refuse { reason: String },
}

#[derive(Debug, Clone)]
pub struct SettleCorrection {
    pub correction: Uuid,
    pub answer: OwnerDecision,
}

#[derive(Debug)]
pub struct Loaded {
    correction: Correction,
    corrected: Corrected,
    known: Known,
    located: Option<Located>,
}

#[derive(Debug)]
pub enum Outcome {
    /// The asset after the correction.
    Accepted(Box<Asset>),
    /// The asset stays unchanged, for this reason.
    Refused(String),
}

#[async_trait]
impl Command for SettleCorrection {
    type Loaded = Loaded;
    type Decision = Outcome;
    type Output = Uuid;

    fn required_permission(&self) -> Permission {
        required_permission("settle_correction")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let own = context.request.actor()?.organizations();
        let correction =
            asset_corrections::find(context.tx, self.correction, Some(&own)).await?.ok_or(AppError::NotFound)?;
        context.expect_version(correction.version)?;
        let known = load(context, AssetId::new(correction.asset.uuid())).await?;
        let corrected: Corrected = serde_json::from_value(correction.said.clone()).map_err(AppError::internal)?;
        let located = match &corrected.geometry {
            Some(shape) => locate((context.tx, &context.app.compute), shape, today(context), "/geometry").await?,
            None => None,
        };
        Ok(Loaded { correction, corrected, known, located })
    }

    fn relations(&self, seen: &Loaded, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.known.registered.asset, Some(&seen.known), context)
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<Outcome, AppError> {
        let correction = &seen.correction;
        match correction.status {
            Status::Proposed => {}
            Status::Accepted | Status::Refused => {
                return Err(Rule::CorrectionIsSettled { status: correction.status.to_string() }.into());
            }
        }
        match &self.answer {
            OwnerDecision::Accept => {
                let exact = correction.accuracy_metres.filter(|_| seen.corrected.geometry.is_some());
                let class = exact.and_then(|metres| class_of(context.app.policies.quality, metres));
                let kinds = &context.app.policies.kinds;
                let after = corrected(&seen.known.registered.asset, correction, class, seen.located, kinds)?;
                Ok(Outcome::Accepted(Box::new(after)))
            }
            OwnerDecision::Refuse { reason } => {
                let reason = nfc(reason.trim());
                if reason.is_empty() || reason.chars().count() > REASON_LENGTH {
                    return Err(AppError::invalid(
                        "/reason",
                        FieldProblem::CharactersBetween { least: 1.into(), most: REASON_LENGTH.into() },
                    ));
                }
                Ok(Outcome::Refused(reason))
            }
        }
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Loaded, decided: Outcome) -> Result<Uuid, AppError> {
        let before = &seen.known.registered.asset;
        let (to, reason, template) = match &decided {
            Outcome::Accepted(_) => (Status::Accepted, None, "asset.correction_accepted"),
            Outcome::Refused(reason) => (Status::Refused, Some(reason.as_str()), "asset.correction_refused"),
        };
        let by = context.request.actor()?.user;
        if !asset_corrections::settle(context.tx, &seen.correction, (to, reason), by, context.now).await? {
            return Err(context.overtaken(Noun::Correction));
        }
        if let Outcome::Accepted(after) = &decided {
            let hand = hand(context, after, seen.correction.note.as_deref());
            settled(context, assets::update(context.tx, before, after, Change::Survey, hand).await?)?;
        }
        if let Some(owner) = before.owner() {
            let surveyor = seen.correction.by_organization;
            let recipients = BTreeSet::from([surveyor]);
            notifications::write(context, template, LegalClass::Information, before, &recipients, (surveyor, owner))
                .await?;
        }
        Ok(seen.correction.id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
