//! Takes one step of a story: documents, a claimed task, a survey, an action, a message.

use domain::{
    cases::{CaseContent, Kind, cleanup},
    ids::TaskId,
    workflow::name::KindName,
};

use super::{
    scenario::{Count, Step, Story, TaskStep},
    simulation::{Opened, Simulation},
    values::Placeholders,
};
use crate::{
    cases::{clock, perform_action},
    command_pipeline::execute,
    error::AppError,
    messages::PostMessage,
    register_cases::{Survey, TenancyClaim},
    tasks::TaskClaim,
};
use api_store::{
    assets,
    cases::{
        self, CaseVisibility, StoredCase,
        messages::Audience,
        task_queue::{self, Queue, QueuePage},
    },
    visibility::AssetVisibility,
};

const POSITION: &str = "attachment_position";

impl Simulation<'_> {
    pub(super) async fn step(&mut self, story: &Story, step: &Step, opened: &mut Opened) -> Result<(), AppError> {
        let who = Self::login(story, &step.who)?;
        for kind in &step.attach {
            let request = self.cast.request(who, None)?;
            let id = self.samples.attach(self.app, request, (story.kind, opened.id), kind).await?;
            opened.documents.insert(kind.to_string(), id);
        }
        if let Some(TaskStep::Claim) = step.task {
            self.claim_task(opened, who).await?;
        }
        if let Some(count) = step.survey {
            self.survey(opened, who, count).await?;
        }
        if let Some(number) = step.tag {
            let evidence = "Cáp có thẻ của đơn vị, thuộc tuyến đã khai thác từ năm 2019.".to_owned();
            let command = TenancyClaim { campaign: opened.id, number, claimant: None, evidence };
            execute(self.app, &self.cast.request(who, None)?, command).await?;
        }
        if let Some(action) = &step.act {
            clock::settle(self.app, opened.id).await?;
            let placeholders = Placeholders {
                schedule: self.schedule,
                cast: self.cast,
                story,
                today: self.schedule.local_date(self.app.clock.now()),
                documents: &opened.documents,
                assets: &opened.assets,
            };
            let command = perform_action::PerformAction {
                case: opened.id,
                kind: name(story.kind)?,
                action: action.clone(),
                comment: step.comment.clone(),
                data: placeholders.fill_in(&step.data)?,
            };
            let version = self.stored(opened).await?.case.version;
            perform_action::perform_action(self.app, &self.cast.request(who, Some(version))?, command).await?;
        }
        if let Some(body) = &step.say {
            let command = PostMessage {
                case: opened.id,
                of: name(story.kind)?,
                audience: Audience::Parties,
                body: body.clone(),
                organization: None,
            };
            execute(self.app, &self.cast.request(who, None)?, command).await?;
        }
        Ok(())
    }

    async fn stored(&self, opened: &Opened) -> Result<StoredCase, AppError> {
        let found = cases::find(self.app.store.read(), opened.id, CaseVisibility::Unrestricted).await?;
        found.ok_or(AppError::NotFound)
    }

    async fn claim_task(&self, opened: &Opened, who: &str) -> Result<(), AppError> {
        let memberships = self.cast.person(who)?.memberships.clone();
        let wanted = Queue { memberships, case: Some(opened.id), ..Queue::default() };
        let page = QueuePage { limit: 1, ..QueuePage::default() };
        let found = task_queue::page(self.app.store.read(), &wanted, &page).await?.into_iter().next();
        let found = found.ok_or(AppError::NotFound)?;
        let version = u64::try_from(found.version).map_err(AppError::internal)?;
        let command = TaskClaim { task: TaskId::new(found.id) };
        execute(self.app, &self.cast.request(who, Some(version))?, command).await?;
        Ok(())
    }

    /// Counts on a pole of the campaign what the register knows and something more.
    async fn survey(&self, opened: &Opened, who: &str, count: Count) -> Result<(), AppError> {
        let stored = self.stored(opened).await?;
        let CaseContent::CleanUpCampaign(content) = &stored.case.content else { return Err(AppError::NotFound) };
        let ids: Vec<_> = content.assets.iter().map(|listed: &cleanup::Listed| listed.asset_id).collect();
        let found = assets::find_many(self.app.store.read(), &ids, &AssetVisibility::Everything).await?;
        let mut poles: Vec<_> = found
            .iter()
            .filter_map(|one| {
                let unit = one.balances.iter().find(|unit| unit.unit == POSITION)?;
                (unit.ledger.free() >= count.unknown).then_some((&one.asset, &unit.ledger))
            })
            .collect();
        poles.sort_by(|(one, _), (other, _)| one.code.cmp(&other.code));
        let (asset, ledger) = poles.get(count.pole).ok_or(AppError::NotFound)?;
        let command = Survey {
            asset: asset.id,
            unit: POSITION.to_owned(),
            found: ledger.own_use.saturating_add(ledger.active).saturating_add(count.unknown),
            observed_on: self.schedule.local_date(self.app.clock.now()),
            reason: Some("Khảo sát chỉnh trang tuyến phố".to_owned()),
        };
        execute(self.app, &self.cast.request(who, Some(asset.version))?, command).await?;
        Ok(())
    }
}

fn name(kind: Kind) -> Result<KindName, AppError> {
    kind.name().ok_or_else(|| AppError::internal(format!("{kind} has no name")))
}
