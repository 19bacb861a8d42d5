//! The recipients in an organisation: the persons with a membership that can act on that day, and
//! their delegates. Since a merger these are the persons of all affiliates: a message to the
//! predecessor reaches the successor.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::access::Role;
use domain::ids::{OrganizationId, UserId};
use domain::organization::Succession;
use domain::text::Locale;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use crate::StoreResult;
use crate::entities::{delegations, memberships, organizations, users};
use crate::notices::outbox::Recipient;

/// Roles of administration or of reading only; messages of a case do not address them.
const NOT_ADDRESSED: [Role; 2] = [Role::Admin, Role::Auditor];

/// The same filter of memberships for both tables that hold them.
struct MembershipTerms {
    held: SimpleExpr,
    delegated: SimpleExpr,
}

impl MembershipTerms {
    /// The organisation and the person of each membership on a day: members and delegates.
    async fn taken<C: ConnectionTrait>(self, db: &C, today: NaiveDate) -> StoreResult<BTreeSet<(Uuid, Uuid)>> {
        let held =
            memberships::Entity::find().filter(self.held).filter(crate::people::users::held_on(today)).all(db).await?;
        let delegated = crate::people::delegations::in_force(db, self.delegated, today).await?;
        let own = held.into_iter().map(|membership| (membership.organization_id, membership.user_id));
        Ok(own
            .chain(delegated.into_iter().map(|membership| (membership.organization_id, membership.to_user_id)))
            .collect())
    }
}

/// The recipients of each organisation: those of all its affiliates. Absent persons are skipped
/// unless everyone is absent. An organisation without any person to notify still has a recipient:
/// the address of the organisation that acts for it, or an empty one, so that the message is
/// written and its failure is visible.
pub async fn people<C: ConnectionTrait>(
    db: &C,
    offices: &BTreeSet<OrganizationId>,
    today: NaiveDate,
) -> StoreResult<BTreeMap<OrganizationId, Vec<Recipient>>> {
    let succession = crate::people::succession::on(db, today).await?;
    let affiliates = succession.affiliates_of_all(offices);
    let ids = || affiliates.iter().map(|office| office.uuid());
    let memberships = MembershipTerms {
        held: memberships::Column::OrganizationId
            .is_in(ids())
            .and(memberships::Column::Role.is_not_in(NOT_ADDRESSED.map(Role::as_str))),
        delegated: delegations::Column::OrganizationId
            .is_in(ids())
            .and(delegations::Column::Role.is_not_in(NOT_ADDRESSED.map(Role::as_str))),
    };
    let seated = of_affiliates(&succession, offices, &memberships.taken(db, today).await?);
    let persons: BTreeMap<Uuid, users::Model> = users::Entity::find()
        .filter(users::Column::Id.is_in(seated.iter().map(|(_, user)| *user)))
        .filter(users::Column::Active.eq(true))
        .all(db)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let away = crate::people::absences::away(db, persons.keys().copied(), today).await?;
    let reached: Vec<(OrganizationId, &users::Model)> =
        seated.into_iter().filter_map(|(office, user)| Some((office, persons.get(&user)?))).collect();
    let attended: BTreeSet<OrganizationId> =
        reached.iter().filter(|(_, person)| !away.contains(&person.id)).map(|(office, _)| *office).collect();
    let mut recipients: BTreeMap<OrganizationId, Vec<Recipient>> = BTreeMap::new();
    for (office, person) in reached {
        if !away.contains(&person.id) || !attended.contains(&office) {
            recipients.entry(office).or_default().push(recipient(office, person));
        }
    }
    let silent = offices.iter().filter(|office| !recipients.contains_key(office)).copied().collect();
    recipients.extend(themselves(db, &succession, silent).await?);
    Ok(recipients)
}

/// Assigns the members of any affiliate of an office to that office.
fn of_affiliates(
    succession: &Succession,
    offices: &BTreeSet<OrganizationId>,
    seated: &BTreeSet<(Uuid, Uuid)>,
) -> BTreeSet<(OrganizationId, Uuid)> {
    let sits_in = |affiliates: &BTreeSet<OrganizationId>| -> BTreeSet<Uuid> {
        seated
            .iter()
            .filter(|(membership, _)| affiliates.contains(&OrganizationId::new(*membership)))
            .map(|(_, user)| *user)
            .collect()
    };
    offices
        .iter()
        .flat_map(|office| sits_in(&succession.affiliates(*office)).into_iter().map(|user| (*office, user)))
        .collect()
}

/// A recipient per office without persons: the address of the organisation that acts for it.
async fn themselves<C: ConnectionTrait>(
    db: &C,
    succession: &Succession,
    offices: BTreeSet<OrganizationId>,
) -> StoreResult<Vec<(OrganizationId, Vec<Recipient>)>> {
    let acting: BTreeSet<Uuid> = offices.iter().map(|office| succession.acting_for(*office).uuid()).collect();
    if acting.is_empty() {
        return Ok(Vec::new());
    }
    let rows = organizations::Entity::find().filter(organizations::Column::Id.is_in(acting)).all(db).await?;
    let find = |office: OrganizationId| {
        rows.iter().find(|row| row.id == succession.acting_for(office).uuid()).map(|row| vec![itself(office, row)])
    };
    Ok(offices.into_iter().filter_map(|office| Some((office, find(office)?))).collect())
}

fn recipient(office: OrganizationId, person: &users::Model) -> Recipient {
    Recipient {
        organization: Some(office),
        user: Some(UserId::new(person.id)),
        name: person.name.clone(),
        address: person.email.clone(),
        locale: person.locale.parse::<Locale>().unwrap_or_default(),
    }
}

fn itself(office: OrganizationId, acting: &organizations::Model) -> Recipient {
    let locale = acting.locale.parse::<Locale>().unwrap_or_default();
    let name = match locale {
        Locale::Vi => &acting.name_vi,
        Locale::En => &acting.name_en,
    };
    Recipient {
        organization: Some(office),
        user: None,
        name: name.clone(),
        address: acting.email.clone().unwrap_or_default(),
        locale,
    }
}

/// The active persons with one of these roles in an office or its affiliates on a day, as members
/// or delegates.
pub async fn with_roles<C: ConnectionTrait>(
    db: &C,
    office: OrganizationId,
    roles: &[Role],
    today: NaiveDate,
) -> StoreResult<BTreeSet<UserId>> {
    let named = || roles.iter().map(|role| role.as_str());
    let affiliates = crate::people::succession::on(db, today).await?.affiliates(office);
    let ids = || affiliates.iter().map(|office| office.uuid());
    let memberships = MembershipTerms {
        held: memberships::Column::OrganizationId.is_in(ids()).and(memberships::Column::Role.is_in(named())),
        delegated: delegations::Column::OrganizationId.is_in(ids()).and(delegations::Column::Role.is_in(named())),
    };
    let seated = memberships.taken(db, today).await?;
    let active = users::Entity::find()
        .filter(users::Column::Id.is_in(seated.iter().map(|(_, user)| *user)))
        .filter(users::Column::Active.eq(true))
        .all(db)
        .await?;
    Ok(active.into_iter().map(|person| UserId::new(person.id)).collect())
}
