//! Monitors unattended queues: the leads of the organisation and the regulator are notified of a
//! dossier that nobody has claimed for more than a working day. Each wait causes one notification,
//! even if nodes fail meanwhile.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::{
    access::Stance,
    ids::{CaseId, OrganizationId},
    notice::LegalClass,
    workflow::{deadline, limit::Unit},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    cases::effective_law,
    command_pipeline::{Command, CommandContext, Permission, RequestContext, execute},
    error::AppError,
    notify::{self, Notification},
};
use api_store::{
    StoreError,
    cases::{self, CaseVisibility, StoredCase, queue_alarms, tasks},
    entities::tasks::Model as Task,
    people::organizations,
};

/// The shortest working day; younger tasks need no check.
const YOUNGEST: TimeDelta = TimeDelta::hours(24);
/// The largest number of tasks in one run.
const AT_ONCE: u64 = 100;

/// Notifies of every queue unattended for more than a working day; returns their number.
pub async fn run(app: &App) -> Result<usize, AppError> {
    let now = app.clock.now();
    let before = now.checked_sub_signed(YOUNGEST).unwrap_or(now);
    let mut recipients = 0_usize;
    for task in queue_alarms::silent(app.store.read(), before, AT_ONCE).await? {
        match execute(app, &RequestContext::of_system("unattended"), ReportUnattended { task }).await {
            Ok(done) => recipients = recipients.saturating_add(usize::from(done.answer)),
            Err(AppError::Conflict(_) | AppError::Again) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(recipients)
}

struct ReportUnattended {
    task: Task,
}

#[async_trait]
impl Command for ReportUnattended {
    type Loaded = StoredCase;
    type Decision = bool;
    type Output = bool;

    fn required_permission(&self) -> Permission {
        Permission::new("task", "alarm")
    }

    async fn load(&self, context: &CommandContext<'_>) -> Result<StoredCase, AppError> {
        let case = self.task.case_id.ok_or(AppError::NotFound)?;
        cases::find(context.tx, CaseId::new(case), CaseVisibility::Unrestricted).await?.ok_or(AppError::NotFound)
    }

    fn relations(&self, kept: &StoredCase, _context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
        kept.parties.clone()
    }

    fn decide(&self, kept: &StoredCase, context: &CommandContext<'_>) -> Result<bool, AppError> {
        let ruling = effective_law::of(context.app, &kept.case)?;
        let law = ruling.law();
        let day = deadline::period(law.calendar, law.office, tasks::waits_since(&self.task), 1, Unit::WorkingDays);
        Ok(context.now >= day.due_at)
    }

    async fn save(&self, context: &CommandContext<'_>, kept: StoredCase, decided: bool) -> Result<bool, AppError> {
        if !decided {
            return Ok(false);
        }
        match queue_alarms::note(context.tx, self.task.id, context.now).await {
            Ok(()) => {}
            Err(StoreError::Conflict(_)) => return Err(AppError::Again),
            Err(failure) => return Err(failure.into()),
        }
        let office = OrganizationId::new(self.task.organization_id);
        let regulators = organizations::regulators(context.tx).await?;
        notify(context, &kept, office, &BTreeSet::from([office]), LegalClass::Legal).await?;
        let watching: BTreeSet<_> = regulators.into_iter().filter(|one| *one != office).collect();
        notify(context, &kept, office, &watching, LegalClass::Information).await?;
        Ok(true)
    }

    fn subject(&self, _answer: &bool) -> Option<Uuid> {
        Some(self.task.id)
    }
}

async fn notify(
    context: &CommandContext<'_>,
    kept: &StoredCase,
    office: OrganizationId,
    recipients: &BTreeSet<OrganizationId>,
    class: LegalClass,
) -> Result<(), AppError> {
    let names = organizations::names(context.tx, &[kept.case.applicant, office]).await?;
    let payload = json!({
        "case": {"code": kept.case.code_or_id(), "title": kept.case.content.title()},
        "applicant": names.get(&kept.case.applicant),
        "authority": names.get(&office),
        "happened_on": context.app.local_date(context.now),
        "link": format!("/cases/{}", kept.case.id),
    });
    let case = Some((kept.case.id, kept.case.version));
    notify::notify(context, recipients, Notification { template: "queue.unattended", class, case, payload }).await
}
