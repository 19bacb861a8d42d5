//! Since 1 July 2025 the people of the former cities work for the wards that took over: they keep
//! their logins and get a membership in their ward.

use domain::access::{Membership, Role};
use domain::ids::{OrganizationId, UserId};
use domain::organization::OrganizationKind;

use super::cast::Cast;
use crate::app::App;
use crate::error::AppError;
use api_store::people::{organizations, users};

/// Login, city, ward and role.
const MEMBERSHIPS: [(&str, &str, &str, Role); 3] = [
    ("reviewer@halong.example", "halong", "UBND phường Hồng Gai", Role::DistrictReviewer),
    ("lead@halong.example", "halong", "UBND phường Hồng Gai", Role::DistrictLead),
    ("reviewer@campha.example", "campha", "UBND phường Cẩm Phả", Role::DistrictReviewer),
];

/// Adds the memberships of the demo people.
pub(super) async fn membership(app: &App, cast: &Cast) -> Result<(), AppError> {
    let now = app.clock.now();
    let tx = app.store.begin_loading().await?;
    for (login, city, ward, role) in MEMBERSHIPS {
        let found =
            organizations::list(&tx, Some(ward), Some(OrganizationKind::Committee), None, 1).await?.into_iter().next();
        let organization = OrganizationId::new(found.ok_or(AppError::NotFound)?.id);
        let person: UserId = cast.person(login)?.user;
        let memberships = [Membership { organization: cast.office(city)?, role }, Membership { organization, role }];
        users::membership(&tx, person, &memberships, app.local_date(now), now).await?;
    }
    Ok(app.store.commit(tx).await?)
}
