//! Organisations: operators, owners, authorities, agencies.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::OrganizationId,
    organization::{Known, Merger, MergerParty, OrganizationKind},
    text::{Locale, Localized, fold, nfc},
};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{StoreError, StoreResult, Tx, entities::organizations, people::succession::tenure};

/// The organisations that are regulators today.
pub async fn regulators<C: ConnectionTrait>(db: &C) -> StoreResult<Vec<OrganizationId>> {
    let rows = organizations::Entity::find()
        .filter(organizations::Column::Kind.eq(OrganizationKind::Regulator.as_str()))
        .filter(organizations::Column::ValidTo.is_null())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| OrganizationId::new(row.id)).collect())
}

/// The operators with a validity on a day.
pub async fn operators<C: ConnectionTrait>(db: &C, on: NaiveDate) -> StoreResult<Vec<OrganizationId>> {
    use organizations::Column;
    let rows = organizations::Entity::find()
        .filter(Column::Kind.eq(OrganizationKind::Operator.as_str()))
        .filter(Column::ValidFrom.lte(on))
        .filter(sea_orm::Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gt(on)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| OrganizationId::new(row.id)).collect())
}

pub async fn names<C: ConnectionTrait>(
    db: &C,
    ids: &[OrganizationId],
) -> StoreResult<BTreeMap<OrganizationId, Localized>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = organizations::Entity::find()
        .filter(organizations::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (OrganizationId::new(row.id), Localized { vi: row.name_vi, en: row.name_en }))
        .collect())
}

/// All organisations with the fields that a merger checks.
pub async fn in_existence<C: ConnectionTrait>(db: &C) -> StoreResult<Known> {
    let mut known = Known::new();
    for row in organizations::Entity::find().all(db).await? {
        let kind = StoreError::read_code("organizations.kind", &row.kind)?;
        let tenure = tenure(row.valid_from, row.valid_to, row.successor_id)?;
        let name = Localized { vi: row.name_vi, en: row.name_en };
        known.insert(OrganizationId::new(row.id), MergerParty { name, kind, tenure });
    }
    Ok(known)
}

/// Ends an organisation on the day before the merger and sets its successor; `false` if it already
/// had an end.
pub async fn end(tx: &Tx, merger: &Merger, at: DateTime<Utc>) -> StoreResult<bool> {
    use organizations::Column;
    let ends = (Some(merger.effective_on), Some(merger.successor.uuid()));
    let in_existence = Column::ValidTo.is_null().and(Column::SuccessorId.is_null());
    rewrite_end(tx, merger, ends, in_existence, at).await
}

/// Removes the end that a merger set on an organisation; `false` if the organisation no longer has
/// that end.
pub async fn go_on(tx: &Tx, merger: &Merger, at: DateTime<Utc>) -> StoreResult<bool> {
    use organizations::Column;
    let ending = Column::ValidTo.eq(merger.effective_on).and(Column::SuccessorId.eq(merger.successor.uuid()));
    rewrite_end(tx, merger, (None, None), ending, at).await
}

async fn rewrite_end(
    tx: &Tx,
    merger: &Merger,
    (to, successor): (Option<NaiveDate>, Option<Uuid>),
    guard: SimpleExpr,
    at: DateTime<Utc>,
) -> StoreResult<bool> {
    use organizations::Column;
    let done = organizations::Entity::update_many()
        .col_expr(Column::ValidTo, Expr::value(to))
        .col_expr(Column::SuccessorId, Expr::value(successor))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(at))
        .filter(Column::Id.eq(merger.predecessor.uuid()))
        .filter(guard)
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The editable fields of an organisation.
#[derive(Debug, Clone)]
pub struct Written {
    pub name_vi: String,
    /// The English name; `None` means the Vietnamese one.
    pub name_en: Option<String>,
    /// The office's own address.
    pub email: Option<String>,
    /// The language of its messages.
    pub locale: Locale,
}

pub async fn find<C: ConnectionTrait>(db: &C, id: OrganizationId) -> StoreResult<Option<organizations::Model>> {
    Ok(organizations::Entity::find_by_id(id.uuid()).one(db).await?)
}

/// Organisations after a given one, by id; `q` ignores accents.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    q: Option<&str>,
    kind: Option<OrganizationKind>,
    after: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<organizations::Model>> {
    let mut query = organizations::Entity::find();
    if let Some(q) = q {
        query = query.filter(organizations::Column::NameFolded.contains(fold(q)));
    }
    if let Some(kind) = kind {
        query = query.filter(organizations::Column::Kind.eq(kind.as_str()));
    }
    if let Some(after) = after {
        query = query.filter(organizations::Column::Id.gt(after));
    }
    Ok(query.order_by_asc(organizations::Column::Id).limit(limit).all(db).await?)
}

pub async fn insert(
    tx: &Tx,
    id: OrganizationId,
    kind: OrganizationKind,
    written: &Written,
    from: NaiveDate,
    at: DateTime<Utc>,
) -> StoreResult<()> {
    let row = organizations::ActiveModel {
        id: Set(id.uuid()),
        kind: Set(kind.as_str().to_owned()),
        valid_from: Set(from),
        valid_to: Set(None),
        successor_id: Set(None),
        jurisdiction: Set(None),
        version: Set(1),
        created_at: Set(at),
        ..active(written, at)
    };
    organizations::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Updates an organisation if its version is still the version that was read; `false` otherwise.
pub async fn update(
    tx: &Tx,
    id: OrganizationId,
    read_version: i64,
    written: &Written,
    at: DateTime<Utc>,
) -> StoreResult<bool> {
    let row = organizations::ActiveModel { version: Set(read_version.saturating_add(1)), ..active(written, at) };
    let done = organizations::Entity::update_many()
        .set(row)
        .filter(organizations::Column::Id.eq(id.uuid()))
        .filter(organizations::Column::Version.eq(read_version))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

fn active(written: &Written, at: DateTime<Utc>) -> organizations::ActiveModel {
    let vi = nfc(written.name_vi.trim());
    let en = written.name_en.as_deref().map(str::trim).filter(|name| !name.is_empty()).map_or_else(|| vi.clone(), nfc);
    organizations::ActiveModel {
        name_folded: Set(fold(&format!("{vi} {en}"))),
        name_vi: Set(vi),
        name_en: Set(en),
        email: Set(written.email.clone()),
        locale: Set(written.locale.as_str().to_owned()),
        updated_at: Set(at),
        ..Default::default()
    }
}
