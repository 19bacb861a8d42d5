//! Letters on their way out, as rows: written in the business transaction, leased, settled.
//!
//! Delivery is by lease and not by lock: [`claim`] is one guarded update with named outcomes, the letter is delivered outside any
//! transaction, and settling is guarded by the holder of the lease. While a letter is leased, its `next_attempt_at` is the end of
//! the lease or of the wait that a failed attempt would have, whichever is later, so a letter whose carrier died comes due again by
//! itself. `attempts` counts the attempts in which the letter itself was refused or its carrier died.

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

use crate::entities::{notifications, outbox, status::LetterStatus};
use crate::{StoreResult, Tx, database::leases};

/// The statuses of a letter that waits to leave.
const WAITING: [LetterStatus; 2] = [LetterStatus::Queued, LetterStatus::Leased];

/// A letter to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLetter {
    /// Its id, which is for ever its name in the mail world.
    pub id: OutboxId,
    /// What it is about; with the entry of the history that caused it.
    pub case: Option<(CaseId, u64)>,
    /// Which letter, `sharing.offered`.
    pub letter: String,
    /// Whether something legal hangs on it.
    pub class: LegalClass,
    /// Whom it is for.
    pub to: Recipient,
    /// What the letter needs to know.
    pub payload: Value,
}

/// One who gets letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipient {
    /// The organisation on whose behalf.
    pub organization: Option<OrganizationId>,
    /// The person; nobody when the organisation has no person who could be told.
    pub user: Option<UserId>,
    /// How the letter greets.
    pub name: String,
    /// Where it goes.
    pub address: String,
    /// In which language.
    pub locale: Locale,
}

impl NewLetter {
    /// One letter for one cause and one recipient, however often the cause is run.
    fn dedupe_key(&self) -> String {
        let cause = self.case.map_or_else(|| self.id.to_string(), |(case, seq)| format!("{case}:{seq}"));
        let to = self.to.user.map(UserId::uuid).or(self.to.organization.map(OrganizationId::uuid)).unwrap_or_default();
        format!("{cause}:{}:{to}", self.letter)
    }
}

/// Write letters and the notices of the inbox that go with them, in the transaction of what caused them.
/// A letter that is already written is left alone.
///
/// # Errors
/// When the database is in trouble.
pub async fn enqueue(tx: &Tx, now: DateTime<Utc>, letters: Vec<NewLetter>) -> StoreResult<()> {
    if letters.is_empty() {
        return Ok(());
    }
    let notices: Vec<_> =
        letters.iter().filter(|letter| letter.to.user.is_some()).map(|letter| notice(letter, now)).collect();
    let rows = letters.into_iter().map(|letter| row(letter, now));
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

fn row(letter: NewLetter, now: DateTime<Utc>) -> outbox::ActiveModel {
    outbox::ActiveModel {
        id: Set(letter.id.uuid()),
        dedupe_key: Set(letter.dedupe_key()),
        case_id: Set(letter.case.map(|(case, _)| case.uuid())),
        case_seq: Set(letter.case.and_then(|(_, seq)| i64::try_from(seq).ok())),
        organization_id: Set(letter.to.organization.map(OrganizationId::uuid)),
        user_id: Set(letter.to.user.map(UserId::uuid)),
        name: Set(letter.to.name),
        address: Set(letter.to.address),
        locale: Set(letter.to.locale.as_str().to_owned()),
        letter: Set(letter.letter),
        legal_class: Set(letter.class.as_str().to_owned()),
        payload: Set(letter.payload),
        rendered: Set(None),
        status: Set(LetterStatus::Queued),
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

fn notice(letter: &NewLetter, now: DateTime<Utc>) -> notifications::ActiveModel {
    notifications::ActiveModel {
        id: Set(letter.id.uuid()),
        dedupe_key: Set(letter.dedupe_key()),
        user_id: Set(letter.to.user.map(UserId::uuid)),
        organization_id: Set(letter.to.organization.map(OrganizationId::uuid)),
        case_id: Set(letter.case.map(|(case, _)| case.uuid())),
        letter: Set(letter.letter.clone()),
        legal_class: Set(letter.class.as_str().to_owned()),
        payload: Set(letter.payload.clone()),
        created_at: Set(now),
        read_at: Set(None),
        position: Set(None),
    }
}

/// A letter that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The letter.
    pub id: Uuid,
    /// The attempts that count, so far.
    pub attempts: u32,
    /// Since when it is due.
    pub since: DateTime<Utc>,
}

/// The letters that are due, longest waiting first: new ones, ones to be tried again, ones whose lease ran out.
///
/// # Errors
/// When the database is in trouble.
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

/// What came of reaching for a letter.
#[derive(Debug, Clone, PartialEq)]
pub enum MessageClaim {
    /// It is ours until the lease ends.
    Started(Box<outbox::Model>),
    /// It was sent, given up or put off by somebody else in the meantime, or is not there.
    AlreadySettled,
    /// Somebody else has it.
    HeldBy {
        /// Which node.
        holder: String,
        /// Until when.
        until: Option<DateTime<Utc>>,
    },
}

/// How long a claim of a letter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Until when only the holder may settle it.
    pub until: DateTime<Utc>,
    /// When it comes due again if the holder dies; not before `until`.
    pub due_again: DateTime<Utc>,
}

/// Reach for a letter: one guarded update decides who has it. The attempt is counted now, so that a letter that kills its carrier
/// comes to an end too.
///
/// # Errors
/// When the database is in trouble.
pub async fn claim(tx: &Tx, letter: Uuid, holder: &str, now: DateTime<Utc>, hold: Hold) -> StoreResult<MessageClaim> {
    let Hold { until, due_again } = hold;
    let taken = outbox::Entity::update_many()
        .col_expr(outbox::Column::Status, Expr::value(LetterStatus::Leased))
        .col_expr(outbox::Column::LeaseOwner, Expr::value(holder))
        .col_expr(outbox::Column::LeaseUntil, Expr::value(until))
        .col_expr(outbox::Column::NextAttemptAt, Expr::value(Ord::max(due_again, until)))
        .col_expr(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).add(1))
        .filter(outbox::Column::Id.eq(letter))
        .filter(outbox::Column::Status.is_in(WAITING))
        .filter(outbox::Column::NextAttemptAt.lte(now))
        .exec(tx)
        .await?;
    let found = outbox::Entity::find_by_id(letter).one(tx).await?;
    Ok(match found {
        Some(row) if taken.rows_affected == 1 && row.lease_owner.as_deref() == Some(holder) => {
            MessageClaim::Started(Box::new(row))
        }
        Some(outbox::Model { status: LetterStatus::Leased, lease_owner: Some(holder), lease_until, .. }) => {
            MessageClaim::HeldBy { holder, until: lease_until }
        }
        Some(_) | None => MessageClaim::AlreadySettled,
    })
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The letter was taken; with what the carrier said.
    Sent {
        /// When.
        at: DateTime<Utc>,
        /// The carrier's words.
        receipt: String,
    },
    /// It will be tried again.
    PutOff {
        /// When.
        until: DateTime<Utc>,
        /// Why.
        error: String,
    },
    /// The letter itself was not refused: it goes back, and the attempt does not count.
    Returned {
        /// When it is due again.
        due: DateTime<Utc>,
        /// Why; nothing when it was not tried.
        error: Option<String>,
    },
    /// It will not be tried again by itself.
    Dead {
        /// Why.
        error: String,
    },
}

/// What came of settling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It is written down.
    Done,
    /// The lease had passed to somebody else, who will settle it.
    LeaseLost,
}

/// Write down how an attempt ended, if the lease is still ours. What the letter said is kept with it from the first attempt on.
///
/// # Errors
/// When the database is in trouble.
pub async fn settle(
    tx: &Tx,
    letter: Uuid,
    holder: &str,
    outcome: &Outcome,
    rendered: Option<Value>,
) -> StoreResult<Settled> {
    let update = outbox::Entity::update_many()
        .col_expr(outbox::Column::LeaseOwner, Expr::value(Option::<String>::None))
        .col_expr(outbox::Column::LeaseUntil, Expr::value(Option::<DateTime<Utc>>::None))
        .apply_if(rendered, |update, rendered| update.col_expr(outbox::Column::Rendered, Expr::value(rendered)))
        .filter(leases::held::<LetterStatus>(letter, holder));
    let update = match outcome {
        Outcome::Sent { at, receipt } => update
            .col_expr(outbox::Column::Status, Expr::value(LetterStatus::Sent))
            .col_expr(outbox::Column::SentAt, Expr::value(*at))
            .col_expr(outbox::Column::Receipt, Expr::value(receipt.as_str()))
            .col_expr(outbox::Column::LastError, Expr::value(Option::<String>::None)),
        Outcome::PutOff { until, error } => update
            .col_expr(outbox::Column::Status, Expr::value(LetterStatus::Queued))
            .col_expr(outbox::Column::NextAttemptAt, Expr::value(*until))
            .col_expr(outbox::Column::LastError, Expr::value(error.as_str())),
        Outcome::Returned { due, error } => update
            .col_expr(outbox::Column::Status, Expr::value(LetterStatus::Queued))
            .col_expr(outbox::Column::NextAttemptAt, Expr::value(*due))
            .col_expr(outbox::Column::Attempts, Expr::col(outbox::Column::Attempts).sub(1))
            .apply_if(error.as_deref(), |update, error| update.col_expr(outbox::Column::LastError, Expr::value(error))),
        Outcome::Dead { error } => update
            .col_expr(outbox::Column::Status, Expr::value(LetterStatus::Dead))
            .col_expr(outbox::Column::LastError, Expr::value(error.as_str())),
    };
    let written = update.exec(tx).await?;
    Ok(if written.rows_affected == 1 { Settled::Done } else { Settled::LeaseLost })
}

/// One letter.
///
/// # Errors
/// When the database is in trouble.
pub async fn find<C: ConnectionTrait>(db: &C, letter: Uuid) -> StoreResult<Option<outbox::Model>> {
    Ok(outbox::Entity::find_by_id(letter).one(db).await?)
}

/// Which letters are listed.
#[derive(Debug, Clone, Default)]
pub struct OutboxFilter {
    /// Only with this status.
    pub status: Option<LetterStatus>,
    /// Only of this case.
    pub case: Option<Uuid>,
    /// Only those written before this one.
    pub before: Option<Uuid>,
    /// At most so many.
    pub limit: u64,
}

/// Letters, newest first.
///
/// # Errors
/// When the database is in trouble.
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
    /// Letters that wait to leave.
    pub waiting: i64,
    /// Letters that were given up.
    pub dead: i64,
    /// When the oldest letter that waits was written.
    pub oldest: Option<DateTime<Utc>>,
}

/// How many letters wait to leave, since when, and how many were given up.
///
/// # Errors
/// When the database is in trouble.
pub async fn depth<C: ConnectionTrait>(db: &C) -> StoreResult<Depth> {
    use sea_orm::PaginatorTrait;
    let having = |statuses: &[LetterStatus]| {
        outbox::Entity::find().filter(outbox::Column::Status.is_in(statuses.iter().copied()))
    };
    let waiting = PaginatorTrait::count(having(&WAITING), db).await?;
    let dead = PaginatorTrait::count(having(&[LetterStatus::Dead]), db).await?;
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
