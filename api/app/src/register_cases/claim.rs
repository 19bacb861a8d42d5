//! Claim what a survey has found and nobody has registered: from then on it is in use by the one who claims it, and the campaign in which
//! it bears a tag knows that it was claimed, and not by whom.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::access::Stance;
use domain::cases::Papers;
use domain::cases::cleanup::{Item, ItemStatus};
use domain::ids::{CaseId, OrganizationId};
use domain::messages::{Conflict, FieldProblem, Rule};
use domain::notice::LegalClass;
use domain::registry::asset::Asset;
use domain::workflow::denial::Refusal;
use serde_json::json;
use uuid::Uuid;

use crate::act::{Deed, Desk, Permission};
use crate::ask::ask;
use crate::cases::{facts::Look, follow_ups, trigger::Trigger};
use crate::error::AppError;
use crate::register::letters;
use api_store::assets;
use api_store::assets::ledger::{self, Mover};
use api_store::cases::{self, Kept, Sight as CaseSight};
use api_store::sight::Sight;

/// The name of campaigns in grants.
pub(super) const CAMPAIGN: &str = "clean_up_campaign";
/// The action of the system that tells a campaign of a claim.
const NOTE_CLAIM: &str = "note_claim";

/// Claim this.
#[derive(Debug, Clone)]
pub struct Claim {
    /// In which campaign.
    pub campaign: CaseId,
    /// What, by the number of its tag.
    pub number: u32,
    /// For which organisation; needed only by people with seats in several.
    pub claimant: Option<OrganizationId>,
    /// How it is known to be theirs.
    pub evidence: String,
}

/// What is read before.
#[derive(Debug)]
pub struct Ground {
    kept: Kept,
    asset: Option<Asset>,
}

#[async_trait]
impl Deed for Claim {
    type Seen = Ground;
    type Decided = (OrganizationId, Item);
    type Answer = Kept;

    fn asks(&self) -> Permission {
        Permission::new(CAMPAIGN, "claim")
    }

    async fn load(&self, desk: &Desk<'_>) -> Result<Ground, AppError> {
        let scope = ask(desk.house, desk.call.actor()?, &Permission::new(CAMPAIGN, "read"))?;
        let kept = cases::find(desk.tx, self.campaign, CaseSight::Scoped(&scope)).await?;
        let kept = kept.filter(|kept| kept.case.kind == *CAMPAIGN).ok_or(AppError::NotFound)?;
        let asset = match item(&kept, self.number) {
            // What a campaign lists is in sight of those who take part in it.
            Some(item) => assets::find(desk.tx, item.asset_id, &Sight::Everything).await?.map(|one| one.asset),
            None => None,
        };
        Ok(Ground { kept, asset })
    }

    fn relations(&self, seen: &Ground, _desk: &Desk<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        seen.kept.parties.clone()
    }

    fn decide(&self, seen: &Ground, desk: &Desk<'_>) -> Result<(OrganizationId, Item), AppError> {
        let claimant = self.claimant(seen, desk)?;
        let found = item(&seen.kept, self.number).zip(seen.asset.as_ref());
        let (item, asset) = found.ok_or_else(|| AppError::invalid("/number", FieldProblem::NotATag))?;
        if asset.owner() == Some(claimant) {
            return Err(AppError::invalid("/number", FieldProblem::OnYourOwnAsset));
        }
        if item.status == ItemStatus::Tagged && seen.kept.case.state == *"claiming" {
            return Ok((claimant, item.clone()));
        }
        Err(Refusal::of(Rule::WaitsToBeClaimed).blocked_by(vec![item.status.to_string()]).into())
    }

    async fn save(&self, desk: &Desk<'_>, seen: Ground, decided: (OrganizationId, Item)) -> Result<Kept, AppError> {
        let (claimant, item) = decided;
        let evidence = self.evidence.trim();
        let mover = Mover { at: desk.now, by: Some(desk.call.actor()?.user), reason: Some(evidence) };
        if !ledger::claim(desk.tx, item.occupancy_id, claimant, mover).await? {
            return Err(Conflict::ClaimedByAnother.into());
        }
        let data = std::iter::once(("number".to_owned(), json!(item.number))).collect();
        let noted = Trigger { case: self.campaign, action: NOTE_CLAIM, data, look: Look::Standing };
        follow_ups::trigger(desk, noted).await?;
        cases::join(desk.tx, self.campaign, claimant, Stance::Tenant, desk.now).await?;
        if let Some((asset, owner)) = seen.asset.as_ref().and_then(|asset| Some((asset, asset.owner()?))) {
            let told = BTreeSet::from([claimant, owner]);
            letters::write(desk, "cleanup.claimed", LegalClass::Legal, asset, &told, (claimant, owner)).await?;
        }
        cases::find(desk.tx, self.campaign, CaseSight::House).await?.ok_or(AppError::NotFound)
    }

    fn subject(&self, answer: &Kept) -> Option<Uuid> {
        Some(answer.case.id.uuid())
    }
}

impl Claim {
    /// The organisation that claims: the one named, or the only one in which the person may.
    fn claimant(&self, seen: &Ground, desk: &Desk<'_>) -> Result<OrganizationId, AppError> {
        let actor = desk.call.actor()?;
        let access = &desk.house.policies.access;
        let able: BTreeSet<OrganizationId> = crate::act::places(actor, &seen.kept.parties)
            .into_iter()
            .filter(|place| access.may(place.role, place.stance, CAMPAIGN, "claim"))
            .map(|place| place.organization)
            .collect();
        // Since a merger what hangs there is the successor's, where it takes part as well.
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

fn item(kept: &Kept, number: u32) -> Option<&Item> {
    match &kept.case.papers {
        Papers::CleanUpCampaign(papers) => papers.item(number),
        Papers::SharingRequest(_)
        | Papers::SitingApplication(_)
        | Papers::ConstructionPermit(_)
        | Papers::CommencementNotice(_)
        | Papers::PlannedWorks(_)
        | Papers::Dispute(_)
        | Papers::InformationRequest(_) => None,
    }
}
