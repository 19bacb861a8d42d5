//! The persons to whom a task can be reassigned, for those who may reassign it.

use std::collections::BTreeSet;

use domain::access::{Actor, Stance};
use domain::ids::{OrganizationId, TaskId, UserId};
use domain::messages::Rule;
use uuid::Uuid;

use super::{RESOURCE, readable_memberships};
use crate::app::App;
use crate::error::AppError;
use api_store::cases::tasks;
use api_store::{assets::labels, notices::addressees, people::absences};

/// A person who may perform a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignee {
    pub user: UserId,
    pub name: String,
    /// Whether the person is absent today.
    pub is_absent: bool,
}

/// The possible assignees by name.
///
/// # Errors
/// [`AppError::NotFound`] when the person does not see the task; [`AppError::Forbidden`] when the
/// person may not reassign it.
pub async fn of(app: &App, actor: &Actor, task: TaskId) -> Result<Vec<Assignee>, AppError> {
    let db = app.store.read();
    let task = tasks::find(db, &readable_memberships(app, actor)?, task).await?.ok_or(AppError::NotFound)?;
    let office = OrganizationId::new(task.organization_id);
    let access = &app.policies.access;
    let mut own = actor.memberships.iter().filter(|membership| membership.organization == office);
    if !own.any(|membership| access.may(membership.role, Stance::Owner, RESOURCE, "reassign")) {
        let (verb, resource) = ("reassign".to_owned(), RESOURCE.to_owned());
        return Err(AppError::forbidden(Rule::NoRoleMay { verb, resource }));
    }
    let today = app.local_date(app.clock.now());
    let able = addressees::with_roles(db, office, &tasks::roles(&task), today).await?;
    let ids: BTreeSet<Uuid> = able.iter().map(|user| user.uuid()).collect();
    let away = absences::away(db, ids.iter().copied(), today).await?;
    let mut people: Vec<Assignee> = labels::people(db, &ids)
        .await?
        .into_iter()
        .map(|(id, name)| Assignee { user: UserId::new(id), name, is_absent: away.contains(&id) })
        .collect();
    people.sort_by(|one, other| (&one.name, one.user).cmp(&(&other.name, other.user)));
    Ok(people)
}
