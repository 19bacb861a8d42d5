//! Who in an organisation gets its letters: the people who have a seat there on the day and can act in it, and those whom it was lent
//! to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::access::Role;
use domain::ids::{OrganizationId, UserId};
use domain::text::Locale;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::Stored;
use super::outbox::Recipient;
use super::rows::{delegations, memberships, organizations, users};

/// Roles that look after the house or only read; letters of a case are not for them.
const NOT_ADDRESSED: [Role; 2] = [Role::Admin, Role::Auditor];

/// Which seats are meant, in the words of both tables that know of them.
struct Seats {
    held: SimpleExpr,
    lent: SimpleExpr,
}

impl Seats {
    /// Office and person of each on a day: its own people, and those who stand in for them.
    async fn taken<C: ConnectionTrait>(self, db: &C, today: NaiveDate) -> Stored<BTreeSet<(Uuid, Uuid)>> {
        let held = memberships::Entity::find()
            .filter(self.held)
            .filter(memberships::Column::ValidFrom.lte(today))
            .filter(
                Condition::any()
                    .add(memberships::Column::ValidTo.is_null())
                    .add(memberships::Column::ValidTo.gt(today)),
            )
            .all(db)
            .await?;
        let lent = super::delegations::in_force(db, self.lent, today).await?;
        let own = held.into_iter().map(|seat| (seat.organization_id, seat.user_id));
        Ok(own.chain(lent.into_iter().map(|seat| (seat.organization_id, seat.to_user_id))).collect())
    }
}

/// The people of each organisation who get its letters. Whoever is away is passed over as long as somebody else is left; an office in
/// which everybody is away is told as if nobody were. An organisation in which nobody can be told still gets a recipient: its own
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
    let seats = Seats {
        held: memberships::Column::OrganizationId
            .is_in(ids())
            .and(memberships::Column::Role.is_not_in(NOT_ADDRESSED.map(Role::as_str))),
        lent: delegations::Column::OrganizationId
            .is_in(ids())
            .and(delegations::Column::Role.is_not_in(NOT_ADDRESSED.map(Role::as_str))),
    };
    let seated = seats.taken(db, today).await?;
    let persons: BTreeMap<Uuid, users::Model> = users::Entity::find()
        .filter(users::Column::Id.is_in(seated.iter().map(|(_, user)| *user)))
        .filter(users::Column::Active.eq(true))
        .all(db)
        .await?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let away = super::absences::away(db, persons.keys().copied(), today).await?;
    let reached: Vec<(Uuid, &users::Model)> =
        seated.into_iter().filter_map(|(office, user)| Some((office, persons.get(&user)?))).collect();
    let attended: BTreeSet<Uuid> =
        reached.iter().filter(|(_, person)| !away.contains(&person.id)).map(|(office, _)| *office).collect();
    let mut told: BTreeMap<OrganizationId, Vec<Recipient>> = BTreeMap::new();
    for (office, person) in reached {
        if !away.contains(&person.id) || !attended.contains(&office) {
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

/// The active people who have one of these roles in an office on a day, of their own or lent.
///
/// # Errors
/// When the database is in trouble.
pub async fn with_roles<C: ConnectionTrait>(
    db: &C,
    office: OrganizationId,
    roles: &[Role],
    today: NaiveDate,
) -> Stored<BTreeSet<UserId>> {
    let named = || roles.iter().map(|role| role.as_str());
    let seats = Seats {
        held: memberships::Column::OrganizationId.eq(office.uuid()).and(memberships::Column::Role.is_in(named())),
        lent: delegations::Column::OrganizationId.eq(office.uuid()).and(delegations::Column::Role.is_in(named())),
    };
    let seated = seats.taken(db, today).await?;
    let active = users::Entity::find()
        .filter(users::Column::Id.is_in(seated.iter().map(|(_, user)| *user)))
        .filter(users::Column::Active.eq(true))
        .all(db)
        .await?;
    Ok(active.into_iter().map(|person| UserId::new(person.id)).collect())
}
