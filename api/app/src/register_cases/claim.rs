//! Claims a use that a survey found and nobody registered: from then on the claimant uses the
//! capacity. The campaign that tagged the use records that it was claimed, and not by whom.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::cases::CaseContent;
use domain::cases::cleanup::{Item, ItemStatus};
use domain::ids::{CaseId, OrganizationId};
use domain::messages::{Conflict, FieldProblem, Rule};
use domain::notice::LegalClass;
use domain::registry::asset::Asset;
use domain::workflow::violation::RuleViolation;
use serde_json::json;
use uuid::Uuid;

use crate::cases::{facts::Look, follow_ups, trigger::Trigger};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::read_scope::read_scope;
use crate::register::notifications;
use api_store::assets;
use api_store::assets::ledger::{self, LedgerAuthor};
use api_store::cases::{self, CaseVisibility, StoredCase};
use api_store::visibility::AssetVisibility;

/// The name of campaigns in grants.
pub(super) const CAMPAIGN: &str = "clean_up_campaign";
/// The system action that records a claim in a campaign.
const NOTE_CLAIM: &str = "note_claim";

/// Claims a tagged use in a campaign.
#[derive(Debug, Clone)]
pub struct TenancyClaim {
    pub campaign: CaseId,
    /// The number of the tag.
    pub number: u32,
    /// The claiming organisation; needed only by people with memberships in several.
    pub claimant: Option<OrganizationId>,
    /// The evidence of the claimant's ownership.
    pub evidence: String,
}

#[derive(Debug)]
pub struct Loaded {
    kept: StoredCase,
    asset: Option<Asset>,
}

#[async_trait]
impl Command for TenancyClaim {
    type Loaded = Loaded;
    type Decision = (OrganizationId, Item);
    type Output = StoredCase;

    fn required_permission(&self) -> Permission {
        Permission::new(CAMPAIGN, "claim")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Loaded, AppError> {
        let scope = read_scope(context.app, context.request.actor()?, &Permission::new(CAMPAIGN, "read"))?;
        let kept = cases::find(context.tx, self.campaign, CaseVisibility::Scoped(&scope)).await?;
        let kept = kept.filter(|kept| kept.case.kind == *CAMPAIGN).ok_or(AppError::NotFound)?;
        let asset = match item(&kept, self.number) {
            // The participants of a campaign may see the assets that it lists.
            Some(item) => {
                assets::find(context.tx, item.asset_id, &AssetVisibility::Everything).await?.map(|one| one.asset)
            }
            None => None,
        };
        Ok(Loaded { kept, asset })
    }

    fn relations(&self, seen: &Loaded, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.kept.parties.clone()
    }

    fn decide(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<(OrganizationId, Item), AppError> {
        let claimant = self.claimant(seen, context)?;
        let found = item(&seen.kept, self.number).zip(seen.asset.as_ref());
        let (item, asset) = found.ok_or_else(|| AppError::invalid("/number", FieldProblem::NotATag))?;
        if asset.owner() == Some(claimant) {
            return Err(AppError::invalid("/number", FieldProblem::OnYourOwnAsset));
        }
        if item.status == ItemStatus::Tagged && seen.kept.case.state == *"claiming" {
            return Ok((claimant, item.clone()));
        }
        Err(RuleViolation::of(Rule::WaitsToBeClaimed).blocked_by(vec![item.status.to_string()]).into())
    }

    async fn save(
        &self,
        context: &CommandContext<'_>,
        seen: Loaded,
        decided: (OrganizationId, Item),
    ) -> Result<StoredCase, AppError> {
        let (claimant, item) = decided;
        let evidence = self.evidence.trim();
        let mover = LedgerAuthor { at: context.now, by: Some(context.request.actor()?.user), reason: Some(evidence) };
        if !ledger::claim(context.tx, item.occupancy_id, claimant, mover).await? {
            return Err(Conflict::ClaimedByAnother.into());
        }
        let data = std::iter::once(("number".to_owned(), json!(item.number))).collect();
        let noted = Trigger { case: self.campaign, action: NOTE_CLAIM, data, look: Look::Standing };
        follow_ups::trigger(context, noted).await?;
        cases::join(context.tx, self.campaign, claimant, Stance::Tenant, context.now).await?;
        if let Some((asset, owner)) = seen.asset.as_ref().and_then(|asset| Some((asset, asset.owner()?))) {
            let recipients = BTreeSet::from([claimant, owner]);
            notifications::write(context, "cleanup.claimed", LegalClass::Legal, asset, &recipients, (claimant, owner))
                .await?;
        }
        cases::find(context.tx, self.campaign, CaseVisibility::Unrestricted).await?.ok_or(AppError::NotFound)
    }

    fn subject(&self, answer: &StoredCase) -> Option<Uuid> {
        Some(answer.case.id.uuid())
    }
}

impl TenancyClaim {
    /// The claiming organisation: the named one, or the only one through which the person may
    /// claim.
    fn claimant(&self, seen: &Loaded, context: &CommandContext<'_>) -> Result<OrganizationId, AppError> {
        let actor = context.request.actor()?;
        let access = &context.app.policies.access;
        let able: BTreeSet<OrganizationId> = crate::command_pipeline::places(actor, &seen.kept.parties)
            .into_iter()
            .filter(|place| access.may(place.role, place.stance, CAMPAIGN, "claim"))
            .map(|place| place.organization)
            .collect();
        // After a merger the successor owns the predecessor's equipment, where the successor takes
        // part as well.
        let living: BTreeSet<OrganizationId> = able.difference(&actor.carried_on).copied().collect();
        let able = if living.is_empty() { able } else { living };
        match (self.claimant, able.len()) {
            (Some(named), _) if able.contains(&named) => Ok(named),
            (None, 1) => able.first().copied().ok_or(AppError::NotFound),
            (Some(_), _) => Err(AppError::invalid("/organization_id", FieldProblem::NotAClaimantOfYours)),
            (None, _) => Err(AppError::invalid("/organization_id", FieldProblem::NameYourOrganization)),
        }
    }
}

fn item(kept: &StoredCase, number: u32) -> Option<&Item> {
    match &kept.case.content {
        CaseContent::CleanUpCampaign(content) => content.item(number),
        CaseContent::SharingRequest(_)
        | CaseContent::SitingApplication(_)
        | CaseContent::ConstructionPermit(_)
        | CaseContent::CommencementNotice(_)
        | CaseContent::PlannedWorks(_)
        | CaseContent::Dispute(_)
        | CaseContent::InformationRequest(_) => None,
    }
}
