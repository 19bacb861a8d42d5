//! Who in an organisation gets its letters: the people who have a seat there on the day and can act in it, and those whom it was lent
//! to. Since a merger that is everybody in the house: what is written to the predecessor reaches those who carry on its work.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::access::Role;
use domain::ids::{OrganizationId, UserId};
use domain::organisation::Succession;
use domain::text::Locale;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use crate::Stored;
use crate::entities::{delegations, memberships, organizations, users};
use crate::notices::outbox::Recipient;

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
        let held =
            memberships::Entity::find().filter(self.held).filter(crate::people::users::held_on(today)).all(db).await?;
        let lent = crate::people::delegations::in_force(db, self.lent, today).await?;
        let own = held.into_iter().map(|seat| (seat.organization_id, seat.user_id));
        Ok(own.chain(lent.into_iter().map(|seat| (seat.organization_id, seat.to_user_id))).collect())
    }
}

/// The people of each organisation who get its letters: those of its whole house. Whoever is away is passed over as long as somebody
/// else is left; an office in which everybody is away is told as if nobody were. An organisation in which nobody can be told still gets
/// a recipient: the address of whoever acts for it, or none, so that the letter is written and its failure seen.
///
/// # Errors
/// When the database is in trouble.
pub async fn people<C: ConnectionTrait>(
    db: &C,
    offices: &BTreeSet<OrganizationId>,
    today: NaiveDate,
) -> Stored<BTreeMap<OrganizationId, Vec<Recipient>>> {
    let succession = crate::people::succession::on(db, today).await?;
    let houses = succession.houses(offices);
    let ids = || houses.iter().map(|office| office.uuid());
    let seats = Seats {
        held: memberships::Column::OrganizationId
            .is_in(ids())
            .and(memberships::Column::Role.is_not_in(NOT_ADDRESSED.map(Role::as_str))),
        lent: delegations::Column::OrganizationId
            .is_in(ids())
            .and(delegations::Column::Role.is_not_in(NOT_ADDRESSED.map(Role::as_str))),
    };
    let seated = of_houses(&succession, offices, &seats.taken(db, today).await?);
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
    let mut told: BTreeMap<OrganizationId, Vec<Recipient>> = BTreeMap::new();
    for (office, person) in reached {
        if !away.contains(&person.id) || !attended.contains(&office) {
            told.entry(office).or_default().push(recipient(office, person));
        }
    }
    let silent = offices.iter().filter(|office| !told.contains_key(office)).copied().collect();
    told.extend(themselves(db, &succession, silent).await?);
    Ok(told)
}

/// Whoever sits anywhere in the house of an office gets what is written to it.
fn of_houses(
    succession: &Succession,
    offices: &BTreeSet<OrganizationId>,
    seated: &BTreeSet<(Uuid, Uuid)>,
) -> BTreeSet<(OrganizationId, Uuid)> {
    let sits_in = |house: &BTreeSet<OrganizationId>| -> BTreeSet<Uuid> {
        seated.iter().filter(|(seat, _)| house.contains(&OrganizationId::new(*seat))).map(|(_, user)| *user).collect()
    };
    offices
        .iter()
        .flat_map(|office| sits_in(&succession.house(*office)).into_iter().map(|user| (*office, user)))
        .collect()
}

/// These offices at the address of whoever acts for each.
async fn themselves<C: ConnectionTrait>(
    db: &C,
    succession: &Succession,
    offices: BTreeSet<OrganizationId>,
) -> Stored<Vec<(OrganizationId, Vec<Recipient>)>> {
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

/// The active people who have one of these roles in an office, or in its house, on a day, of their own or lent.
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
    let house = crate::people::succession::on(db, today).await?.house(office);
    let ids = || house.iter().map(|office| office.uuid());
    let seats = Seats {
        held: memberships::Column::OrganizationId.is_in(ids()).and(memberships::Column::Role.is_in(named())),
        lent: delegations::Column::OrganizationId.is_in(ids()).and(delegations::Column::Role.is_in(named())),
    };
    let seated = seats.taken(db, today).await?;
    let active = users::Entity::find()
        .filter(users::Column::Id.is_in(seated.iter().map(|(_, user)| *user)))
        .filter(users::Column::Active.eq(true))
        .all(db)
        .await?;
    Ok(active.into_iter().map(|person| UserId::new(person.id)).collect())
}
