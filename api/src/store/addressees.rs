//! Who in an organisation gets its letters: the people who have a seat there on the day and can act in it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Role, Stance};
use domain::ids::{CaseId, OrganizationId, UserId};
use domain::text::{Locale, Localized};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Stored;
use super::outbox::Recipient;
use super::rows::{case_parties, memberships, organizations, users};

/// Roles that look after the house or only read; letters of a case are not for them.
const NOT_ADDRESSED: [Role; 2] = [Role::Admin, Role::Auditor];

/// The organisations that stand in these ways to a case now.
///
/// # Errors
/// When the database is in trouble.
pub async fn parties<C: ConnectionTrait>(
    db: &C,
    case: CaseId,
    stances: &BTreeSet<Stance>,
    now: DateTime<Utc>,
) -> Stored<Vec<(OrganizationId, Stance)>> {
    let found = case_parties::Entity::find()
        .filter(case_parties::Column::CaseId.eq(case.uuid()))
        .filter(case_parties::Column::Stance.is_in(stances.iter().map(|stance| stance.as_str())))
        .filter(case_parties::Column::Since.lte(now))
        .filter(Condition::any().add(case_parties::Column::Until.is_null()).add(case_parties::Column::Until.gt(now)))
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|row| Stance::named(&row.stance).map(|stance| (OrganizationId::new(row.organization_id), stance)))
        .collect())
}

/// The people of each organisation who get its letters. An organisation in which nobody can be told still gets a recipient: its own
/// address, or none, so that the letter is written and its failure seen.
///
/// # Errors
/// When the database is in trouble.
pub async fn people<C: ConnectionTrait>(
    db: &C,
    offices: &BTreeSet<OrganizationId>,
    today: NaiveDate,
) -> Stored<BTreeMap<OrganizationId, Vec<Recipient>>> {
    let ids = || offices.iter().map(|office| office.uuid());
    let seats = memberships::Entity::find()
        .filter(memberships::Column::OrganizationId.is_in(ids()))
        .filter(memberships::Column::Role.is_not_in(NOT_ADDRESSED.map(Role::as_str)))
        .filter(memberships::Column::ValidFrom.lte(today))
        .filter(Condition::any().add(memberships::Column::ValidTo.is_null()).add(memberships::Column::ValidTo.gt(today)))
        .all(db)
        .await?;
    let seated: BTreeSet<(Uuid, Uuid)> = seats.into_iter().map(|seat| (seat.organization_id, seat.user_id)).collect();
    let persons: BTreeMap<Uuid, users::Model> = users::Entity::find()
        .filter(users::Column::Id.is_in(seated.iter().map(|(_, user)| *user)))
        .filter(users::Column::Active.eq(true))
        .all(db)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let mut told: BTreeMap<OrganizationId, Vec<Recipient>> = BTreeMap::new();
    for (office, user) in seated {
        if let Some(person) = persons.get(&user) {
            told.entry(OrganizationId::new(office)).or_default().push(recipient(office, person));
        }
    }
    for office in organizations::Entity::find().filter(organizations::Column::Id.is_in(ids())).all(db).await? {
        told.entry(OrganizationId::new(office.id)).or_insert_with(|| vec![itself(&office)]);
    }
    Ok(told)
}

fn recipient(office: Uuid, person: &users::Model) -> Recipient {
    Recipient {
        organization: Some(OrganizationId::new(office)),
        user: Some(UserId::new(person.id)),
        name: person.name.clone(),
        address: person.email.clone(),
        locale: Locale::named(&person.locale).unwrap_or_default(),
    }
}

fn itself(office: &organizations::Model) -> Recipient {
    let locale = Locale::named(&office.locale).unwrap_or_default();
    let name = match locale {
        Locale::Vi => &office.name_vi,
        Locale::En => &office.name_en,
    };
    Recipient {
        organization: Some(OrganizationId::new(office.id)),
        user: None,
        name: name.clone(),
        address: office.email.clone().unwrap_or_default(),
        locale,
    }
}

/// What organisations are called.
///
/// # Errors
/// When the database is in trouble.
pub async fn names<C: ConnectionTrait>(
    db: &C,
    offices: &BTreeSet<OrganizationId>,
) -> Stored<BTreeMap<OrganizationId, Localized>> {
    let found = organizations::Entity::find()
        .filter(organizations::Column::Id.is_in(offices.iter().map(|office| office.uuid())))
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .map(|row| (OrganizationId::new(row.id), Localized { vi: row.name_vi, en: row.name_en }))
        .collect())
}
