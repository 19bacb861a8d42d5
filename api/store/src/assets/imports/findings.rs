//! Findings about the rows of a batch.

use chrono::{DateTime, Utc};
use domain::ids::ImportId;
use domain::messages::Message;
use domain::text::Locale;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::CHUNK;
use crate::entities::import_errors::{ActiveModel, Column, Entity, Model};
use crate::{StoreResult, Tx, database::fresh};

/// A finding to store.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFinding {
    /// The row, counted from 1, without the header.
    pub row: u64,
    /// The name of the field in the file, if the finding has one.
    pub field: Option<String>,
    /// The stable name of the rule.
    pub rule: &'static str,
    /// The consequence for the row.
    pub weight: &'static str,
    pub message: Message,
    /// The row as written, truncated to the limit of an excerpt.
    pub raw: String,
}

/// Writes findings, in the order given.
pub async fn write(tx: &Tx, import: ImportId, findings: &[NewFinding], at: DateTime<Utc>) -> StoreResult<()> {
    let rows: Vec<ActiveModel> = findings
        .iter()
        .map(|finding| ActiveModel {
            id: Set(fresh::id(at)),
            import_id: Set(import.uuid()),
            row_number: Set(i64::try_from(finding.row).unwrap_or(i64::MAX)),
            field: Set(finding.field.clone()),
            rule: Set(finding.rule.to_owned()),
            weight: Set(finding.weight.to_owned()),
            message_vi: Set(finding.message.text(Locale::Vi)),
            message_en: Set(finding.message.text(Locale::En)),
            raw: Set(Some(finding.raw.clone())),
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        Entity::insert_many(chunk.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Findings of a batch by row, after a given one, of all weights or of one.
pub async fn list(
    db: &impl ConnectionTrait,
    import: ImportId,
    weight: Option<&str>,
    after: Option<(i64, Uuid)>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    use sea_orm::sea_query::ExprTrait;
    let mut query = Entity::find()
        .filter(Column::ImportId.eq(import.uuid()))
        .order_by_asc(Column::RowNumber)
        .order_by_asc(Column::Id)
        .limit(limit);
    if let Some(weight) = weight {
        query = query.filter(Column::Weight.eq(weight));
    }
    if let Some((row, id)) = after {
        query = query.filter(Column::RowNumber.gt(row).or(Column::RowNumber.eq(row).and(Column::Id.gt(id))));
    }
    Ok(query.all(db).await?)
}
