//! The conversation of a case, as rows: messages between the parties, and internal messages of one
//! organisation.

use std::collections::BTreeSet;

use domain::ids::{CaseId, MessageId, OrganizationId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use crate::entities::messages;
use crate::{StoreResult, Tx};

/// The readers of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    Parties,
    /// Only members of the author's organisation.
    Internal,
}

impl Audience {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parties => "parties",
            Self::Internal => "internal",
        }
    }
}

/// Adds a message. Messages never change.
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

/// The messages that members of these organisations may read, oldest first, after a given message.
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

pub async fn find<C: ConnectionTrait>(db: &C, message: MessageId) -> StoreResult<Option<messages::Model>> {
    Ok(messages::Entity::find_by_id(message.uuid()).one(db).await?)
}
