//! Since 1 July 2025 the people of the old cities work for the wards that took over: they keep their logins and get a seat there.

use domain::access::{Role, Seat};
use domain::ids::{OrganizationId, UserId};
use domain::organisation::OrganizationKind;

use super::cast::Cast;
use crate::error::AppError;
use crate::house::House;
use api_store::people::{organizations, users};

/// Who, in which city, in which ward, as what.
const SEATS: [(&str, &str, &str, Role); 3] = [
    ("reviewer@halong.example", "halong", "UBND phường Hồng Gai", Role::DistrictReviewer),
    ("lead@halong.example", "halong", "UBND phường Hồng Gai", Role::DistrictLead),
    ("reviewer@campha.example", "campha", "UBND phường Cẩm Phả", Role::DistrictReviewer),
];

/// Gives them their seats.
pub(super) async fn seat(house: &House, cast: &Cast) -> Result<(), AppError> {
    let now = house.clock.now();
    let tx = house.store.begin_loading().await?;
    for (login, city, ward, role) in SEATS {
        let found =
            organizations::list(&tx, Some(ward), Some(OrganizationKind::Committee), None, 1).await?.into_iter().next();
        let organization = OrganizationId::new(found.ok_or(AppError::NotFound)?.id);
        let person: UserId = cast.person(login)?.user;
        let seats = [Seat { organization: cast.office(city)?, role }, Seat { organization, role }];
        users::seat(&tx, person, &seats, house.local_date(now), now).await?;
    }
    Ok(house.store.commit(tx).await?)
}
