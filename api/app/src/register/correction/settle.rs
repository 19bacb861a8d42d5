//! The owner takes a proposed correction over, or not.

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
use crate::act::{Deed, Desk, Permission};
use crate::error::AppError;
use crate::located::locate;
use crate::register::{Known, asks, hand, letters, load, relations, settled, today};
use api_store::areas::area_map::Located;
use api_store::assets;
use api_store::assets::asset_corrections::{self, Correction};
use api_store::assets::asset_versions::Change;

/// The most characters of a reason.
const REASON_LENGTH: usize = 1_000;

/// What the owner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is so.
    Accept,
    /// It is not.
    Refuse {
        /// Why.
        reason: String,
    },
}

/// Say this to this proposal.
#[derive(Debug, Clone)]
pub struct SettleCorrection {
    /// Which.
    pub correction: Uuid,
    /// What.
    pub answer: Answer,
}

/// What is read before.
#[derive(Debug)]
pub struct Ground {
    correction: Correction,
    corrected: Corrected,
    known: Known,
    located: Option<Located>,
}

/// What follows.
#[derive(Debug)]
pub enum Outcome {
    /// The asset as it is from now on.
    Accepted(Box<Asset>),
    /// It stays as it is, for this reason.
    Refused(String),
}

#[async_trait]
impl Deed for SettleCorrection {
    type Seen = Ground;
    type Decided = Outcome;
    type Answer = Uuid;

    fn asks(&self) -> Permission {
        asks("settle_correction")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Ground, AppError> {
        let own = desk.call.actor()?.organizations();
        let correction =
            asset_corrections::find(desk.tx, self.correction, Some(&own)).await?.ok_or(AppError::NotFound)?;
        desk.expect_version(correction.version)?;
        let known = load(desk, AssetId::new(correction.asset.uuid())).await?;
        let corrected: Corrected = serde_json::from_value(correction.said.clone()).map_err(AppError::internal)?;
        let located = match &corrected.geometry {
            Some(shape) => locate((desk.tx, &desk.house.compute), shape, today(desk), "/geometry").await?,
            None => None,
        };
        Ok(Ground { correction, corrected, known, located })
    }

    fn relations(&self, seen: &Ground, desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.known.registered.asset, Some(&seen.known), desk)
    }

    fn decide(&self, seen: &Ground, desk: &Desk<'_>) -> Result<Outcome, AppError> {
        let correction = &seen.correction;
        match correction.status {
            Status::Proposed => {}
            Status::Accepted | Status::Refused => {
                return Err(Rule::CorrectionIsSettled { status: correction.status.to_string() }.into());
            }
        }
        match &self.answer {
            Answer::Accept => {
                let exact = correction.accuracy_metres.filter(|_| seen.corrected.geometry.is_some());
                let class = exact.and_then(|metres| class_of(desk.house.policies.quality, metres));
                let kinds = &desk.house.policies.kinds;
                let after = corrected(&seen.known.registered.asset, correction, class, seen.located, kinds)?;
                Ok(Outcome::Accepted(Box::new(after)))
            }
            Answer::Refuse { reason } => {
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

    async fn save(&self, desk: &Desk<'_>, seen: Ground, decided: Outcome) -> Result<Uuid, AppError> {
        let before = &seen.known.registered.asset;
        let (to, reason, letter) = match &decided {
            Outcome::Accepted(_) => (Status::Accepted, None, "asset.correction_accepted"),
            Outcome::Refused(reason) => (Status::Refused, Some(reason.as_str()), "asset.correction_refused"),
        };
        let by = desk.call.actor()?.user;
        if !asset_corrections::settle(desk.tx, &seen.correction, (to, reason), by, desk.now).await? {
            return Err(desk.overtaken(Noun::Correction));
        }
        if let Outcome::Accepted(after) = &decided {
            let hand = hand(desk, after, seen.correction.note.as_deref());
            settled(desk, assets::update(desk.tx, before, after, Change::Survey, hand).await?)?;
        }
        if let Some(owner) = before.owner() {
            let surveyor = seen.correction.by_organization;
            let told = BTreeSet::from([surveyor]);
            letters::write(desk, letter, LegalClass::Information, before, &told, (surveyor, owner)).await?;
        }
        Ok(seen.correction.id)
    }

    fn subject(&self, answer: &Uuid) -> Option<Uuid> {
        Some(*answer)
    }
}
