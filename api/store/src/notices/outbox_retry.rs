//! Retries abandoned messages: one, or all that match a filter.

use chrono::{DateTime, Utc};
use domain::ids::OrganizationId;
use sea_orm::prelude::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entities::{outbox, status::MessageStatus};
use crate::filter::{Pattern, Piece};
use crate::{StoreResult, Tx, database::dialect};

/// Filter of the dead messages; empty means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeadMessages {
    /// Only messages whose last error contains this text; case-sensitive.
    pub error: Option<String>,
    /// Only messages to an organisation.
    pub organization: Option<OrganizationId>,
    /// Only messages written at this instant or later.
    pub written_from: Option<DateTime<Utc>>,
    /// Only messages written before this instant.
    pub written_before: Option<DateTime<Utc>>,
}

/// Returns a dead message to the queue with all its attempts. `false` if it is not dead.
pub async fn retry(tx: &Tx, message: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    Ok(queue(tx, Condition::all().add(outbox::Column::Id.eq(message)), now).await? == 1)
}

/// Returns all matching dead messages to the queue with all their attempts, and returns their
/// number.
pub async fn retry_all(tx: &Tx, which: &DeadMessages, now: DateTime<Utc>) -> StoreResult<u64> {
    let fit = Condition::all()
        .add_option(which.error.as_deref().map(|text| {
            let characters = text.chars().map(Piece::Character);
            let pattern = [Piece::Some].into_iter().chain(characters).chain([Piece::Some]).collect();
            dialect::is_like(tx.get_database_backend(), Expr::col(outbox::Column::LastError), &Pattern(pattern))
        }))
        .add_option(which.organization.map(|organization| outbox::Column::OrganizationId.eq(organization.uuid())))
        .add_option(which.written_from.map(|from| outbox::Column::CreatedAt.gte(from)))
        .add_option(which.written_before.map(|before| outbox::Column::CreatedAt.lt(before)));
    queue(tx, fit, now).await
}

async fn queue(tx: &Tx, which: Condition, now: DateTime<Utc>) -> StoreResult<u64> {
    let queued = outbox::Entity::update_many()
        .col_expr(outbox::Column::Status, Expr::value(MessageStatus::Queued))
        .col_expr(outbox::Column::Attempts, Expr::value(0))
        .col_expr(outbox::Column::NextAttemptAt, Expr::value(now))
        .filter(which)
        .filter(outbox::Column::Status.eq(MessageStatus::Dead))
        .exec(tx)
        .await?;
    Ok(queued.rows_affected)
}
