//! Since 1 July 2025 the people of the former cities work for the wards that took over: they keep
//! their logins and get a membership in their ward.

use domain::access::{Membership, Role};
use domain::ids::OrganizationId;
use domain::organization::OrganizationKind;

use super::cast::Cast;
use crate::app::App;
use crate::error::AppError;
use api_store::people::{organizations, users};

/// Login, city, ward and role.
const MEMBERSHIPS: [(&str, &str, &str, Role); 3] = [
    ("reviewer@halong.example", "halong", "hongai", Role::DistrictReviewer),
    ("lead@halong.example", "halong", "hongai", Role::DistrictLead),
    ("reviewer@campha.example", "campha", "campha-ward", Role::DistrictReviewer),
];

/// The wards that the scenario names: key, Vietnamese and English name.
const WARDS: [(&str, &str, &str); 3] = [
    ("hongai", "UBND phường Hồng Gai", "People's Committee of phuong Hong Gai"),
    ("campha-ward", "UBND phường Cẩm Phả", "People's Committee of phuong Cam Pha"),
    ("baichay", "UBND phường Bãi Cháy", "People's Committee of phuong Bai Chay"),
];

/// The names of the ward for which the people of a city work now.
pub(super) fn successor(city: &str) -> Option<(&'static str, &'static str)> {
    let (_, _, ward, _) = MEMBERSHIPS.iter().find(|(_, office, _, _)| *office == city)?;
    WARDS.iter().find(|(key, _, _)| key == ward).map(|(_, vi, en)| (*vi, *en))
}

/// Adds the memberships of the demo people.
pub(super) async fn membership(app: &App, cast: &mut Cast) -> Result<(), AppError> {
    let now = app.clock.now();
    let tx = app.store.begin_loading().await?;
    for (key, name, _) in WARDS {
        let found =
            organizations::list(&tx, Some(name), Some(OrganizationKind::Committee), None, 1).await?.into_iter().next();
        cast.know(key, OrganizationId::new(found.ok_or(AppError::NotFound)?.id));
    }
    for (login, _, ward, role) in MEMBERSHIPS {
        cast.join(login, Membership { organization: cast.office(ward)?, role });
        let person = cast.person(login)?;
        users::membership(&tx, person.user, &person.memberships, app.local_date(now), now).await?;
    }
    Ok(app.store.commit(tx).await?)
}
