//! Caches principals, i.e. persons with their memberships; a version counter invalidates them.
//!
//! Every request needs its principal. One small statement finds the person together with the change
//! counter of everything that affects memberships (`migrations/src/m0021_roster`). The memberships
//! are read again only after a change, or on another legal day. So a membership withdrawn on one
//! node is gone at the next request on every other node.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Actor, Membership, Role};
use domain::ids::{OrganizationId, UserId};
use domain::text::Locale;
use moka::sync::Cache;
use sea_orm::sea_query::{Query, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryResult};
use uuid::Uuid;

use crate::change_versions::{self, Changes, Version};
use crate::entities::{sessions, users};
use crate::{
    StoreResult,
    people::{delegations, succession},
};

/// The maximum number of cached persons.
const MOST: u64 = 10_000;

/// The state under which a person was read: the version of the memberships, and the legal day.
type AsOf = (Version, NaiveDate);

/// The names of the versions in a statement.
const PEOPLE: &str = "version";
const CHANGES: &str = "changes";

/// The principals that a node has cached.
#[derive(Debug, Clone)]
pub struct PrincipalCache(Cache<Uuid, (AsOf, Actor)>);

impl Default for PrincipalCache {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}

impl PrincipalCache {
    /// The active person of a session that is neither expired nor revoked, with the memberships of
    /// the day, own and delegated, each extended to the affiliates of its organisation.
    pub async fn behind<C: ConnectionTrait>(
        &self,
        db: &C,
        token_hash: &str,
        (now, today): (DateTime<Utc>, NaiveDate),
    ) -> StoreResult<Option<Actor>> {
        Ok(self.active(db, has_session(token_hash, now), today, None).await?.map(|(actor, _)| actor))
    }

    /// The same person, and the version of another subject, which the same statement reads.
    pub async fn behind_with<C: ConnectionTrait>(
        &self,
        db: &C,
        token_hash: &str,
        (now, today): (DateTime<Utc>, NaiveDate),
        changes: Changes,
    ) -> StoreResult<Option<(Actor, Version)>> {
        let found = self.active(db, has_session(token_hash, now), today, Some(changes)).await?;
        found.map(|(actor, row)| Ok((actor, Version::of(&row, CHANGES)?))).transpose()
    }

    /// An active person with the same memberships, without a session: for other ways of
    /// authentication, and for work that continues after the session.
    pub async fn person<C: ConnectionTrait>(&self, db: &C, id: UserId, today: NaiveDate) -> StoreResult<Option<Actor>> {
        Ok(self.active(db, users::Column::Id.eq(id.uuid()), today, None).await?.map(|(actor, _)| actor))
    }

    /// The state under which a person was last read.
    #[cfg(test)]
    pub(crate) fn as_of(&self, user: UserId) -> Option<AsOf> {
        self.0.get(&user.uuid()).map(|(as_of, _)| as_of)
    }

    async fn active<C: ConnectionTrait>(
        &self,
        db: &C,
        who: SimpleExpr,
        today: NaiveDate,
        changes: Option<Changes>,
    ) -> StoreResult<Option<(Actor, QueryResult)>> {
        let mut found = Query::select();
        found.column(users::Column::Id).from(users::Entity).and_where(who).and_where(users::Column::Active.eq(true));
        let asked = [(PEOPLE, Changes::of_people())].into_iter().chain(changes.map(|changes| (CHANGES, changes)));
        change_versions::ask(&mut found, db.get_database_backend(), asked);
        let Some(found) = db.query_one(&found).await? else { return Ok(None) };
        let (id, as_of): (Uuid, AsOf) = (found.try_get("", "id")?, (Version::of(&found, PEOPLE)?, today));
        if let Some((then, actor)) = self.0.get(&id)
            && then == as_of
        {
            return Ok(Some((actor, found)));
        }
        let actor = read(db, id, today).await?;
        if let Some(actor) = &actor {
            self.0.insert(id, (as_of, actor.clone()));
        }
        Ok(actor.map(|actor| (actor, found)))
    }
}

/// The condition for the holder of a session that is neither expired nor revoked.
fn has_session(token_hash: &str, now: DateTime<Utc>) -> SimpleExpr {
    let holder = Query::select()
        .column(sessions::Column::UserId)
        .from(sessions::Entity)
        .and_where(sessions::Column::TokenHash.eq(token_hash))
        .and_where(sessions::Column::RevokedAt.is_null())
        .and_where(sessions::Column::ExpiresAt.gt(now))
        .take();
    users::Column::Id.in_subquery(holder)
}

async fn read<C: ConnectionTrait>(db: &C, id: Uuid, today: NaiveDate) -> StoreResult<Option<Actor>> {
    let Some(person) = users::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let memberships = crate::people::users::memberships(db, &[id], today).await?;
    let delegated = delegations::borrowed(db, id, today).await?;
    let memberships: BTreeSet<Membership> = memberships
        .into_iter()
        .filter_map(|row| {
            row.role
                .parse::<Role>()
                .ok()
                .map(|role| Membership { organization: OrganizationId::new(row.organization_id), role })
        })
        .chain(delegated)
        .collect();
    let succession = succession::on(db, today).await?;
    let memberships = succession.widened(memberships);
    let organizations: BTreeSet<OrganizationId> =
        memberships.iter().map(|membership| membership.organization).collect();
    Ok(Some(Actor {
        user: UserId::new(id),
        name: person.name,
        locale: person.locale.parse::<Locale>().unwrap_or_default(),
        memberships: memberships.into_iter().collect(),
        carried_on: organizations.into_iter().filter(|one| succession.is_carried_on(*one)).collect(),
    }))
}
