//! Undeliverable letters with a legal effect: a person must make sure that the addressee is
//! informed in another way.

use chrono::{DateTime, Utc};
use domain::access::{Role, Stance};
use domain::ids::{CaseId, OrganizationId, TaskId};
use domain::text::Localized;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::cases::tasks::{self, Kind, NewTask};
use crate::entities::{case_parties, memberships, outbox};
use crate::{StoreResult, Tx};

/// Opens a task for the office that oversees the case, or for the administrators if there is none.
pub async fn open_task(tx: &Tx, now: DateTime<Utc>, id: Uuid, message: &outbox::Model) -> StoreResult<()> {
    let Some((office, roles)) = office(tx, message).await? else {
        tracing::error!(message = %message.id, "no regulator and no administrator to tell of an undelivered letter");
        return Ok(());
    };
    let to = if message.address.is_empty() {
        message.name.clone()
    } else {
        format!("{} <{}>", message.name, message.address)
    };
    let task = NewTask {
        id: TaskId::new(id),
        kind: Kind::UndeliveredMessage,
        case: message.case_id.map(CaseId::new),
        title: Localized {
            vi: format!("Không gửi được văn bản có giá trị pháp lý `{}` tới {to}", message.template),
            en: format!("The letter `{}` with legal effect could not be delivered to {to}", message.template),
        },
        organization: office,
        roles,
        area: None,
        due_at: None,
    };
    tasks::open(tx, now, vec![task]).await
}

async fn office(tx: &Tx, message: &outbox::Model) -> StoreResult<Option<(OrganizationId, Vec<Role>)>> {
    let regulators = vec![Role::RegulatorOfficer, Role::RegulatorLead];
    if let Some(case) = message.case_id {
        let watching = case_parties::Entity::find()
            .filter(case_parties::Column::CaseId.eq(case))
            .filter(case_parties::Column::Stance.eq(Stance::Regulator.as_str()))
            .filter(case_parties::Column::Until.is_null())
            .order_by_asc(case_parties::Column::OrganizationId)
            .one(tx)
            .await?;
        if let Some(party) = watching {
            return Ok(Some((OrganizationId::new(party.organization_id), regulators)));
        }
    }
    let today = message.created_at.date_naive();
    for roles in [regulators, vec![Role::Admin]] {
        let membership = memberships::Entity::find()
            .filter(memberships::Column::Role.is_in(roles.iter().map(|role| role.as_str())))
            .filter(memberships::Column::ValidFrom.lte(today))
            .filter(memberships::Column::ValidTo.is_null())
            .order_by_asc(memberships::Column::CreatedAt)
            .order_by_asc(memberships::Column::Id)
            .one(tx)
            .await?;
        if let Some(membership) = membership {
            return Ok(Some((OrganizationId::new(membership.organization_id), roles)));
        }
    }
    Ok(None)
}
