//! Records a survey of an asset: an unregistered use becomes an occupancy without a tenant, so that
//! the free capacity shrinks now, and the organisations concerned have a period to claim it.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use domain::access::{Role, Stance};
use domain::ids::{AssetId, OrganizationId, TaskId};
use domain::messages::{FieldProblem, Rule};
use domain::registry::asset::Asset;
use domain::registry::capacity::Grade;
use domain::text::Localized;
use domain::workflow::violation::RuleViolation;
use serde_json::json;
use uuid::Uuid;

use crate::cases::{facts::Look, follow_ups, trigger::Trigger};
use crate::command_pipeline::{Command, CommandContext, Permission};
use crate::error::AppError;
use crate::register::view::{self, AssetView};
use crate::register::{Known, hand, load, relations, required_permission, settled};
use api_store::assets;
use api_store::assets::asset_versions::Change;
use api_store::assets::ledger::{self, FoundUse};
use api_store::cases::campaigns;
use api_store::cases::tasks::{self, Kind, NewTask};

/// The note of an occupancy that nobody has claimed.
const UNIDENTIFIED: &str = "unidentified";
/// The system action that records a survey in a clean-up campaign.
const NOTE_SURVEY: &str = "note_survey";

/// The count of a survey.
#[derive(Debug, Clone)]
pub struct Survey {
    pub asset: AssetId,
    pub unit: String,
    /// The quantity in use.
    pub found: u32,
    /// The day of the survey.
    pub observed_on: NaiveDate,
    /// Further observations of the surveyor.
    pub reason: Option<String>,
}

/// The consequences of the survey.
#[derive(Debug)]
pub struct Outcome {
    after: Asset,
    unidentified: u32,
    red: Vec<String>,
}

#[async_trait]
impl Command for Survey {
    type Loaded = Known;
    type Decision = Outcome;
    type Output = AssetView;

    fn required_permission(&self) -> Permission {
        required_permission("declare")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<Known, AppError> {
        let known = load(context, self.asset).await?;
        known.expect_version(context)?;
        Ok(known)
    }

    fn relations(&self, seen: &Known, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        relations(&seen.registered.asset, Some(seen), context)
    }

    fn decide(&self, seen: &Known, context: &CommandContext<'_>) -> Result<Outcome, AppError> {
        let asset = &seen.registered.asset;
        let Some(balances) = seen.registered.balances.iter().find(|balances| balances.unit == self.unit) else {
            return Err(AppError::invalid("/unit", FieldProblem::NoSuchUnit));
        };
        let registered = balances.ledger.own_use.saturating_add(balances.ledger.active);
        let unidentified = self.found.saturating_sub(registered);
        if unidentified > balances.ledger.free() {
            return Err(RuleViolation::of(Rule::SurveyExceedsCapacity)
                .blocked_by(vec![format!("{}: {unidentified} found, {} free", self.unit, balances.ledger.free())])
                .into());
        }
        let after = balances.ledger.reserve(unidentified).map_err(AppError::internal)?;
        let red = if after.grade(context.app.policies.kinds.overload) == Grade::Red {
            vec![self.unit.clone()]
        } else {
            Vec::new()
        };
        let after =
            Asset { observed_on: Some(self.observed_on), version: asset.version.saturating_add(1), ..asset.clone() };
        Ok(Outcome { after, unidentified, red })
    }

    async fn save(&self, context: &CommandContext<'_>, seen: Known, decided: Outcome) -> Result<AssetView, AppError> {
        let hand = hand(context, &decided.after, self.reason.as_deref());
        settled(
            context,
            assets::update(context.tx, &seen.registered.asset, &decided.after, Change::Survey, hand).await?,
        )?;
        for _ in 0..decided.unidentified {
            let found = FoundUse {
                asset: self.asset,
                unit: self.unit.clone(),
                quantity: 1,
                tenant: None,
                note: Some(UNIDENTIFIED.to_owned()),
                import: None,
                since: None,
            };
            if let Err(short) = ledger::occupy(context.tx, &found, hand.mover).await? {
                return settled(context, assets::Changed::Short(short)).and(Err(AppError::NotFound));
            }
        }
        tasks::open(context.tx, context.now, Self::follow_up(context, &decided)).await?;
        self.notify_campaigns(context).await?;
        view::after(context, self.asset).await
    }

    fn subject(&self, answer: &AssetView) -> Option<Uuid> {
        Some(answer.id)
    }
}

impl Survey {
    /// Records the survey and the found use in the campaigns that audit the street.
    async fn notify_campaigns(&self, context: &CommandContext<'_>) -> Result<(), AppError> {
        for campaign in campaigns::auditing(context.tx, self.asset).await? {
            let said = [("asset_id", json!(self.asset)), ("on", json!(self.observed_on))];
            let data = said.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            let noted = Trigger { case: campaign, action: NOTE_SURVEY, data, look: Look::Standing };
            follow_ups::trigger(context, noted).await?;
        }
        Ok(())
    }

    /// Gives the owner tasks: to check the found use within the claim period, and to inspect
    /// overloaded units.
    fn follow_up(context: &CommandContext<'_>, decided: &Outcome) -> Vec<NewTask> {
        let Some(owner) = decided.after.owner() else {
            return Vec::new();
        };
        let rules = context.app.policies.register;
        let code = &decided.after.code;
        let task = |title: Localized, due_at| NewTask {
            id: TaskId::new(context.new_id()),
            kind: Kind::Inspection,
            case: None,
            title,
            organization: owner,
            roles: vec![Role::OwnerClerk, Role::OwnerManager, Role::OperatorPlanner, Role::OperatorManager],
            area: decided.after.area,
            due_at,
        };
        let mut wanted = Vec::new();
        if decided.unidentified > 0 {
            let count = decided.unidentified;
            wanted.push(task(
                Localized {
                    vi: format!("{code}: {count} vị trí chưa rõ chủ; chờ nhận trong {} ngày", rules.claim_days),
                    en: format!(
                        "{code}: {count} unidentified attachment(s); to be claimed within {} days",
                        rules.claim_days
                    ),
                },
                context.now.checked_add_days(Days::new(u64::from(rules.claim_days))),
            ));
        }
        if !decided.red.is_empty() {
            wanted.push(task(
                Localized {
                    vi: format!("{code}: quá tải (mức đỏ), cần kiểm tra"),
                    en: format!("{code}: overloaded (red), to be inspected"),
                },
                None,
            ));
        }
        wanted
    }
}
