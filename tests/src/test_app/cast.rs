//! The organisations and people of the test province Quảng Ninh. A login is also the token, and the
//! front of an address.

use domain::access::Role;
use domain::ids::{OrganizationId, UserId};
use domain::organization::OrganizationKind;

use crate::fixtures::{self, Person};

/// An operator that applies for shared capacity.
pub const VNPT: u128 = 1;
/// The power company, which owns poles.
pub const POWER: u128 = 2;
/// A second operator, which competes with VNPT.
pub const VIETTEL: u128 = 3;
pub const REGULATOR: u128 = 4;
/// A third operator, without a part in most stories.
pub const MOBIFONE: u128 = 5;
/// The lighting company: a second owner, also for shares of poles.
pub const LIGHTING: u128 = 6;
/// The People's Committee of Hạ Long.
pub const HALONG: u128 = 7;
/// The administration of the server.
pub const ADMINISTRATION: u128 = 8;

/// The People's Committee of Tiên Yên, a district until 30 June 2025.
pub const TIENYEN: u128 = 9;
/// The People's Committee of the commune Điền Xá, which is a part of Tiên Yên.
pub const DIENXA: u128 = 10;
/// The People's Committee of the ward Bãi Cháy.
pub const BAICHAY: u128 = 11;
/// The Department of Construction.
pub const CONSTRUCTION: u128 = 12;
/// The board of the bay, which is a protected zone.
pub const BAY: u128 = 13;
/// The Department of Transport.
pub const TRANSPORT: u128 = 14;

const OFFICES: &[(u128, OrganizationKind, &str)] = &[
    (VNPT, OrganizationKind::Operator, "VNPT Quảng Ninh"),
    (POWER, OrganizationKind::Owner, "Công ty Điện lực Quảng Ninh"),
    (VIETTEL, OrganizationKind::Operator, "Viettel Quảng Ninh"),
    (REGULATOR, OrganizationKind::Regulator, "Sở Thông tin và Truyền thông"),
    (MOBIFONE, OrganizationKind::Operator, "MobiFone Quảng Ninh"),
    (LIGHTING, OrganizationKind::Owner, "Công ty Chiếu sáng Hạ Long"),
    (HALONG, OrganizationKind::Committee, "UBND thành phố Hạ Long"),
    (ADMINISTRATION, OrganizationKind::Administrator, "Quản trị hệ thống Hạ tầng"),
    (TIENYEN, OrganizationKind::Committee, "UBND huyện Tiên Yên"),
    (DIENXA, OrganizationKind::Committee, "UBND xã Điền Xá"),
    (BAICHAY, OrganizationKind::Committee, "UBND phường Bãi Cháy"),
    (CONSTRUCTION, OrganizationKind::Construction, "Sở Xây dựng Quảng Ninh"),
    (BAY, OrganizationKind::Agency, "Ban quản lý vịnh Hạ Long"),
    (TRANSPORT, OrganizationKind::Agency, "Sở Giao thông vận tải Quảng Ninh"),
];

const PEOPLE: &[(&str, u128, Role)] = &[
    ("planner@vnpt", VNPT, Role::OperatorPlanner),
    ("manager@vnpt", VNPT, Role::OperatorManager),
    ("planner@viettel", VIETTEL, Role::OperatorPlanner),
    ("manager@viettel", VIETTEL, Role::OperatorManager),
    ("planner@mobifone", MOBIFONE, Role::OperatorPlanner),
    ("manager@mobifone", MOBIFONE, Role::OperatorManager),
    ("clerk@power", POWER, Role::OwnerClerk),
    ("second@power", POWER, Role::OwnerClerk),
    ("boss@power", POWER, Role::OwnerManager),
    ("clerk@lighting", LIGHTING, Role::OwnerClerk),
    ("boss@lighting", LIGHTING, Role::OwnerManager),
    ("reviewer@halong", HALONG, Role::DistrictReviewer),
    ("officer@sotttt", REGULATOR, Role::RegulatorOfficer),
    ("lead@sotttt", REGULATOR, Role::RegulatorLead),
    (ADMIN, ADMINISTRATION, Role::Admin),
    ("lead@halong", HALONG, Role::DistrictLead),
    ("reviewer@tienyen", TIENYEN, Role::DistrictReviewer),
    ("lead@tienyen", TIENYEN, Role::DistrictLead),
    ("reviewer@dienxa", DIENXA, Role::DistrictReviewer),
    ("lead@dienxa", DIENXA, Role::DistrictLead),
    ("reviewer@baichay", BAICHAY, Role::DistrictReviewer),
    ("lead@baichay", BAICHAY, Role::DistrictLead),
    ("intake@soxaydung", CONSTRUCTION, Role::IntakeClerk),
    ("officer@soxaydung", CONSTRUCTION, Role::PermitOfficer),
    ("approver@soxaydung", CONSTRUCTION, Role::PermitApprover),
    ("reviewer@vinhhalong", BAY, Role::AgencyReviewer),
    ("reviewer@sogtvt", TRANSPORT, Role::AgencyReviewer),
];

/// The person who may read the outbox.
pub const ADMIN: &str = "admin@hatang";

pub(super) fn offices() -> Vec<(u128, OrganizationKind, String)> {
    OFFICES.iter().map(|(number, kind, name)| (*number, *kind, (*name).to_owned())).collect()
}

pub(super) fn people() -> Vec<Person> {
    PEOPLE.iter().map(|(login, office, role)| Person::new(login, *office, *role)).collect()
}

/// The id of an organisation.
#[must_use]
pub fn office(number: u128) -> OrganizationId {
    fixtures::office(number)
}

/// The id of a person.
///
/// # Panics
/// When no person has this login.
#[must_use]
pub fn person(login: &str) -> UserId {
    let place = (1_u128..).zip(PEOPLE).find(|(_, (known, ..))| *known == login);
    fixtures::person(place.expect("a known login").0)
}

/// The number of people of an organisation who get its messages.
#[must_use]
pub fn readers(office: u128) -> usize {
    PEOPLE.iter().filter(|(_, membership, role)| *membership == office && *role != Role::Admin).count()
}
