//! Outgoing messages, as rows: written in the business transaction, leased, settled.
//!
//! Delivery uses leases, not locks: [`claim`] is one guarded update with named outcomes, the
//! message is delivered outside any transaction, and only the holder of the lease can settle it.
//! While a message is leased, its `next_attempt_at` is the end of the lease or the end of the wait
//! after a failed attempt, whichever is later, so a message whose sender died becomes due again
//! automatically. `attempts` counts the attempts in which the message itself was rejected or its
//! sender died.

use chrono::{DateTime, Utc};
use domain::ids::{CaseId, OrganizationId, OutboxId, UserId};
use domain::notice::LegalClass;
use domain::text::Locale;
use sea_orm::prelude::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use serde_json::Value;
use uuid::Uuid;

use crate::entities::{notifications, outbox, status::MessageStatus};
use crate::{StoreError, StoreResult, Tx, database::leases};

/// The statuses of an undelivered message with attempts left.
const WAITING: [MessageStatus; 2] = [MessageStatus::Queued, MessageStatus::Leased];

/// A message to write.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    /// The id, which also identifies the message in the mail system.
    pub id: OutboxId,
    /// The case, with the history entry that caused the message.
    pub case: Option<(CaseId, u64)>,
    /// The kind of message, such as `sharing.offered`.
    pub template: String,
    /// Whether the message has a legal effect.
    pub class: LegalClass,
    pub to: Recipient,
    /// The data of the message template.
    pub payload: Value,
}

/// A recipient of messages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipient {
    /// The organisation of the recipient.
    pub organization: Option<OrganizationId>,
    /// The person; `None` if the organisation has no person to notify.
    pub user: Option<UserId>,
    /// The name in the greeting.
    pub name: String,
    pub address: String,
    pub locale: Locale,
}

impl NewMessage {
    /// The key of one message per cause and recipient, also when the cause runs again.
    fn dedupe_key(&self) -> String {
        let cause = self.case.map_or_else(|| self.id.to_string(), |(case, seq)| format!("{case}:{seq}"));
        let to = self.to.user.map(UserId::uuid).or(self.to.organization.map(OrganizationId::uuid)).unwrap_or_default();
        format!("{cause}:{}:{to}", self.template)
    }
}

/// Writes messages and the matching notices of the inbox, in the transaction of their cause. An
/// existing message is left unchanged.
pub async fn enqueue(tx: &Tx, now: DateTime<Utc>, messages: Vec<NewMessage>) -> StoreResult<()> {
    if messages.is_empty() {
        return Ok(());
    }
    let notices: Vec<_> =
        messages.iter().filter(|message| message.to.user.is_some()).map(|message| notice(message, now)).collect();
    let rows = messages.into_iter().map(|message| row(message, now));
    outbox::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([outbox::Column::DedupeKey])
        .exec_without_returning(tx)
        .await?;
    if !notices.is_empty() {
        notifications::Entity::insert_many(notices)
            .on_conflict_do_nothing_on([notifications::Column::DedupeKey])
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// A written message of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenMessage {
    pub template: String,
    pub class: LegalClass,
    pub organization: Option<OrganizationId>,
    pub payload: Value,
}

/// The messages of a case that history entries after `seq` caused, in the order of their ids.
///
/// # Errors
/// [`StoreError`] if a stored class is unknown.
pub async fn of_case_since<C: ConnectionTrait>(db: &C, case: CaseId, seq: u64) -> StoreResult<Vec<WrittenMessage>> {
    let rows = outbox::Entity::find()
        .filter(outbox::Column::CaseId.eq(case.uuid()))
        .filter(outbox::Column::CaseSeq.gt(i64::try_from(seq).unwrap_or(i64::MAX)))
        .order_by_asc(outbox::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(written).collect()
}

fn written(row: outbox::Model) -> StoreResult<WrittenMessage> {
    let class = row.legal_class.parse();
    Ok(WrittenMessage {
        class: class.map_err(|_unknown| StoreError::unreadable("legal class", &row.legal_class))?,
        template: row.template,
        organization: row.organization_id.map(OrganizationId::new),
        payload: row.payload,
    })
}

fn row(message: NewMessage, now: DateTime<Utc>) -> outbox::ActiveModel {
    outbox::ActiveModel {
        id: Set(message.id.uuid()),
        dedupe_key: Set(message.dedupe_key()),
        case_id: Set(message.case.map(|(case, _)| case.uuid())),
        case_seq: Set(message.case.and_then(|(_, seq)| i64::try_from(seq).ok())),
        organization_id: Set(message.to.organization.map(OrganizationId::uuid)),
        user_id: Set(message.to.user.map(UserId::uuid)),
        name: Set(message.to.name),
        address: Set(message.to.address),
        locale: Set(message.to.locale.as_str().to_owned()),
        template: Set(message.template),
        legal_class: Set(message.class.as_str().to_owned()),
        payload: Set(message.payload),
        rendered: Set(None),
        status: Set(MessageStatus::Queued),
        attempts: Set(0),
        next_attempt_at: Set(now),
        lease_owner: Set(None),
        lease_until: Set(None),
        last_error: Set(None),
        receipt: Set(None),
        created_at: Set(now),
        sent_at: Set(None),
    }
}

fn notice(message: &NewMessage, now: DateTime<Utc>) -> notifications::ActiveModel {
    notifications::ActiveModel {
        id: Set(message.id.uuid()),
        dedupe_key: Set(message.dedupe_key()),
        user_id: Set(message.to.user.map(UserId::uuid)),
        organization_id: Set(message.to.organization.map(OrganizationId::uuid)),
        case_id: Set(message.case.map(|(case, _)| case.uuid())),
        template: Set(message.template.clone()),
        legal_class: Set(message.class.as_str().to_owned()),
        payload: Set(message.payload.clone()),
        created_at: Set(now),
        read_at: Set(None),
        position: Set(None),
    }
}

/// A message whose next attempt is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub id: Uuid,
    /// The attempts that count, so far.
    pub attempts: u32,
    /// Since when the message is due.
    pub since: DateTime<Utc>,
}

/// The due messages, longest waiting first: new messages, messages to retry, and messages with an
/// expired lease.
pub async fn due<C: ConnectionTrait>(db: &C, now: DateTime<Utc>, limit: u64) -> StoreResult<Vec<Due>> {
    let rows: Vec<(Uuid, i32, DateTime<Utc>)> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Id)
        .column(outbox::Column::Attempts)
        .column(outbox::Column::NextAttemptAt)
        .filter(outbox::Column::Status.is_in(WAITING))
        .filter(outbox::Column::NextAttemptAt.lte(now))
        .order_by_asc(outbox::Column::NextAttemptAt)
        .order_by_asc(outbox::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?;
    let due = |(id, attempts, since)| Due { id, attempts: u32::try_from(attempts).unwrap_or(0), since };
    Ok(rows.into_iter().map(due).collect())
}

/// The result of an attempt to claim a message.
#[derive(Debug, Clone, PartialEq)]
pub enum MessageClaim {
    /// The claim holds until the lease ends.
    Started(Box<outbox::Model>),
    /// The message was sent, abandoned or postponed meanwhile, or does not exist.
    AlreadySettled,
    /// Another node holds the message.
    HeldBy { holder: String, until: Option<DateTime<Utc>> },
}

/// The duration of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Until then only the holder may settle the message.
    pub until: DateTime<Utc>,
    /// When the message becomes due again if the holder dies; not before `until`.
    pub due_again: DateTime<Utc>,
}

/// Claims a message: one guarded update decides the holder. The attempt counts now, so that a
/// message that crashes its sender also comes to an end.
pub async fn claim(tx: &Tx, message: Uuid, holder: &str, now: DateTime<Utc>, hold: Hold) -> StoreResult<MessageClaim> {
    let Hold { until, due_again } = hold;
    let taken = outbox::Entity::update_many()
        .col_expr(outbox::Column::Status, Expr::value(MessageStatus::Leased))
        .col_expr(outbox::Column::LeaseOwner, Expr::value(holder))
        .col_expr(outbox::Column::LeaseUntil, Expr::value(until))
        .col_expr(outbox::Column::NextAttemptAt, Expr::value(Ord::max(due_again, until)))
        .col_expr(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).add(1))
        .filter(outbox::Column::Id.eq(message))
        .filter(outbox::Column::Status.is_in(WAITING))
        .filter(outbox::Column::NextAttemptAt.lte(now))
        .exec(tx)
        .await?;
    let found = outbox::Entity::find_by_id(message).one(tx).await?;
    Ok(match found {
        Some(row) if taken.rows_affected == 1 && row.lease_owner.as_deref() == Some(holder) => {
            MessageClaim::Started(Box::new(row))
        }
        Some(outbox::Model { status: MessageStatus::Leased, lease_owner: Some(holder), lease_until, .. }) => {
            MessageClaim::HeldBy { holder, until: lease_until }
        }
        Some(_) | None => MessageClaim::AlreadySettled,
    })
}

/// The outcome of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server accepted the message.
    Sent {
        at: DateTime<Utc>,
        /// The answer of the mail server.
        receipt: String,
    },
    /// The message will be retried.
    PutOff { until: DateTime<Utc>, error: String },
    /// The message itself was not rejected: it returns to the queue, and the attempt does not
    /// count.
    Returned {
        /// When the message is due again.
        due: DateTime<Utc>,
        /// The reason; `None` if no attempt was made.
        error: Option<String>,
    },
    /// No automatic retry follows.
    Dead { error: String },
}

/// The result of settling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    Done,
    /// Another node holds the lease now and will settle the message.
    LeaseLost,
}

/// Stores the outcome of an attempt, if the caller still holds the lease. The first attempt stores
/// the rendered message for the later ones.
pub async fn settle(
    tx: &Tx,
    message: Uuid,
    holder: &str,
    outcome: &Outcome,
    rendered: Option<Value>,
) -> StoreResult<Settled> {
    let update = outbox::Entity::update_many()
        .col_expr(outbox::Column::LeaseOwner, Expr::value(Option::<String>::None))
        .col_expr(outbox::Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .apply_if(rendered, |update, rendered| update.col_expr(outbox::Column::Rendered, Expr::value(rendered)))
        .filter(leases::held::<MessageStatus>(message, holder));
    let update = match outcome {
        Outcome::Sent { at, receipt } => update
            .col_expr(outbox::Column::Status, Expr::value(MessageStatus::Sent))
            .col_expr(outbox::Column::SentAt, Expr::value(*at))
            .col_expr(outbox::Column::Receipt, Expr::value(receipt.as_str()))
            .col_expr(outbox::Column::LastError, Expr::value(Option::<String>::None)),
        Outcome::PutOff { until, error } => update
            .col_expr(outbox::Column::Status, Expr::value(MessageStatus::Queued))
            .col_expr(outbox::Column::NextAttemptAt, Expr::value(*until))
            .col_expr(outbox::Column::LastError, Expr::value(error.as_str())),
        Outcome::Returned { due, error } => update
            .col_expr(outbox::Column::Status, Expr::value(MessageStatus::Queued))
            .col_expr(outbox::Column::NextAttemptAt, Expr::value(*due))
            .col_expr(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).sub(1))
            .apply_if(error.as_deref(), |update, error| update.col_expr(outbox::Column::LastError, Expr::value(error))),
        Outcome::Dead { error } => update
            .col_expr(outbox::Column::Status, Expr::value(MessageStatus::Dead))
            .col_expr(outbox::Column::LastError, Expr::value(error.as_str())),
    };
    let written = update.exec(tx).await?;
    Ok(if written.rows_affected == 1 { Settled::Done } else { Settled::LeaseLost })
}

pub async fn find<C: ConnectionTrait>(db: &C, message: Uuid) -> StoreResult<Option<outbox::Model>> {
    Ok(outbox::Entity::find_by_id(message).one(db).await?)
}

/// Filter of the list.
#[derive(Debug, Clone, Default)]
pub struct OutboxFilter {
    pub status: Option<MessageStatus>,
    pub case: Option<Uuid>,
    /// Only messages written before this one.
    pub before: Option<Uuid>,
    pub limit: u64,
}

/// Messages of the outbox, newest first.
pub async fn list<C: ConnectionTrait>(db: &C, wanted: &OutboxFilter) -> StoreResult<Vec<outbox::Model>> {
    Ok(outbox::Entity::find()
        .apply_if(wanted.status, |find, status| find.filter(outbox::Column::Status.eq(status)))
        .apply_if(wanted.case, |find, case| find.filter(outbox::Column::CaseId.eq(case)))
        .apply_if(wanted.before, |find, before| find.filter(outbox::Column::Id.lt(before)))
        .order_by_desc(outbox::Column::Id)
        .limit(wanted.limit)
        .all(db)
        .await?)
}

/// The state of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depth {
    /// The number of undelivered messages with attempts left.
    pub waiting: i64,
    /// The number of abandoned messages.
    pub dead: i64,
    /// When the oldest waiting message was written.
    pub oldest: Option<DateTime<Utc>>,
}

/// Counts the waiting and the abandoned messages.
pub async fn depth<C: ConnectionTrait>(db: &C) -> StoreResult<Depth> {
    use sea_orm::PaginatorTrait;
    let having = |statuses: &[MessageStatus]| {
        outbox::Entity::find().filter(outbox::Column::Status.is_in(statuses.iter().copied()))
    };
    let waiting = PaginatorTrait::count(having(&WAITING), db).await?;
    let dead = PaginatorTrait::count(having(&[MessageStatus::Dead]), db).await?;
    let oldest = having(&WAITING)
        .select_only()
        .column(outbox::Column::CreatedAt)
        .order_by_asc(outbox::Column::CreatedAt)
        .into_tuple()
        .one(db)
        .await?;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Depth { waiting: number(waiting), dead: number(dead), oldest })
}
