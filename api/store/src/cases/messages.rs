//! The conversation of a case, as rows: what the parties say to each other, and what an office says to itself.

use std::collections::BTreeSet;

use domain::ids::{CaseId, MessageId, OrganizationId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use crate::entities::messages;
use crate::{StoreResult, Tx};

/// Who may read a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// All parties of the case.
    Parties,
    /// Only the people of the organisation that wrote it.
    Internal,
}

impl Audience {
    /// As stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parties => "parties",
            Self::Internal => "internal",
        }
    }
}

/// Add a message. Messages are never changed.
///
/// # Errors
/// When the database is in trouble.
pub async fn add(tx: &Tx, message: messages::Model) -> StoreResult<()> {
    let row = messages::ActiveModel {
        id: Set(message.id),
        case_id: Set(message.case_id),
        author_user: Set(message.author_user),
        author_organization: Set(message.author_organization),
        audience: Set(message.audience),
        body: Set(message.body),
        at: Set(message.at),
    };
    messages::Entity::insert_many([row]).exec_without_returning(tx).await?;
    Ok(())
}

/// The conversation as people of these organisations may read it, oldest first, from after one of the messages on.
///
/// # Errors
/// When the database is in trouble.
pub async fn of_case<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    readers: &BTreeSet<OrganizationId>,
    after: Option<Uuid>,
    limit: u64,
) -> StoreResult<Vec<messages::Model>> {
    let theirs = Condition::all()
        .add(messages::Column::Audience.eq(Audience::Internal.as_str()))
        .add(messages::Column::AuthorOrganization.is_in(readers.iter().map(|reader| reader.uuid())));
    Ok(messages::Entity::find()
        .filter(messages::Column::CaseId.eq(case.uuid()))
        .filter(Condition::any().add(messages::Column::Audience.eq(Audience::Parties.as_str())).add(theirs))
        .apply_if(after, |find, after| find.filter(messages::Column::Id.gt(after)))
        .order_by_asc(messages::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// One message.
///
/// # Errors
/// When the database is in trouble.
pub async fn find<C: ConnectionTrait>(db: &C, message: MessageId) -> StoreResult<Option<messages::Model>> {
    Ok(messages::Entity::find_by_id(message.uuid()).one(db).await?)
}
