//! The organisations and people of the demo. Every address ends in `.example`, which nobody owns.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::{Actor, Membership, Role},
    ids::{OrganizationId, UserId},
    organization::OrganizationKind,
    text::Locale,
};
use secrecy::SecretString;

use crate::{
    app::App,
    command_pipeline::{RequestContext, execute},
    error::AppError,
    people::{organization::AddOrganization, password, user::AddUser},
};
use api_store::people::organizations::Written;

/// The login that proves the demo exists.
pub(super) const ADMIN: &str = "admin@hatang.example";

struct Office {
    key: &'static str,
    vi: &'static str,
    en: &'static str,
    kind: OrganizationKind,
}

pub(super) struct Person {
    pub(super) email: &'static str,
    name: &'static str,
    office: &'static str,
    role: Role,
}

const fn office(key: &'static str, vi: &'static str, en: &'static str, kind: OrganizationKind) -> Office {
    Office { key, vi, en, kind }
}

const OFFICES: &[Office] = &[
    office("viettel", "Viettel Quảng Ninh", "Viettel Quang Ninh", OrganizationKind::Operator),
    office("vnpt", "VNPT Quảng Ninh", "VNPT Quang Ninh", OrganizationKind::Operator),
    office("mobifone", "MobiFone Quảng Ninh", "MobiFone Quang Ninh", OrganizationKind::Operator),
    office("pcquangninh", "Công ty Điện lực Quảng Ninh", "Quang Ninh Power Company", OrganizationKind::Owner),
    office("halong", "UBND thành phố Hạ Long", "People's Committee of Ha Long City", OrganizationKind::Committee),
    office("campha", "UBND thành phố Cẩm Phả", "People's Committee of Cam Pha City", OrganizationKind::Committee),
    office("soxaydung", "Sở Xây dựng Quảng Ninh", "Department of Construction", OrganizationKind::Construction),
    office(
        "sotttt",
        "Sở Thông tin và Truyền thông Quảng Ninh",
        "Department of Information and Communications",
        OrganizationKind::Regulator,
    ),
    office("sogtvt", "Sở Giao thông vận tải Quảng Ninh", "Department of Transport", OrganizationKind::Agency),
    office("vinhhalong", "Ban quản lý vịnh Hạ Long", "Ha Long Bay Management Board", OrganizationKind::Agency),
    office("hatang", "Quản trị hệ thống Hạ tầng", "Hatang administration", OrganizationKind::Administrator),
];

const fn person(email: &'static str, name: &'static str, office: &'static str, role: Role) -> Person {
    Person { email, name, office, role }
}

/// The people, in the order of display.
pub(super) const PEOPLE: &[Person] = &[
    person("planner@viettel.example", "Nguyễn Thị Hương", "viettel", Role::OperatorPlanner),
    person("manager@viettel.example", "Phạm Quốc Bảo", "viettel", Role::OperatorManager),
    person("planner@vnpt.example", "Trần Minh Đức", "vnpt", Role::OperatorPlanner),
    person("manager@vnpt.example", "Lê Thu Hà", "vnpt", Role::OperatorManager),
    person("planner@mobifone.example", "Đỗ Anh Tuấn", "mobifone", Role::OperatorPlanner),
    person("clerk@pcquangninh.example", "Vũ Thị Lan", "pcquangninh", Role::OwnerClerk),
    person("manager@pcquangninh.example", "Hoàng Văn Khải", "pcquangninh", Role::OwnerManager),
    person("reviewer@halong.example", "Bùi Ngọc Ánh", "halong", Role::DistrictReviewer),
    person("lead@halong.example", "Đặng Hữu Phước", "halong", Role::DistrictLead),
    person("reviewer@campha.example", "Ngô Thị Mai", "campha", Role::DistrictReviewer),
    person("intake@soxaydung.example", "Lý Thanh Bình", "soxaydung", Role::IntakeClerk),
    person("officer@soxaydung.example", "Trịnh Công Sơn Hải", "soxaydung", Role::PermitOfficer),
    person("approver@soxaydung.example", "Cao Thị Yến", "soxaydung", Role::PermitApprover),
    person("officer@sotttt.example", "Mai Đình Long", "sotttt", Role::RegulatorOfficer),
    person("lead@sotttt.example", "Phan Thị Ngọc", "sotttt", Role::RegulatorLead),
    person("reviewer@sogtvt.example", "Tạ Quang Huy", "sogtvt", Role::AgencyReviewer),
    person("reviewer@vinhhalong.example", "Lương Thị Thảo", "vinhhalong", Role::AgencyReviewer),
    person(ADMIN, "Quản trị viên", "hatang", Role::Admin),
];

/// The created organisations and people.
#[derive(Debug)]
pub(super) struct Cast {
    offices: BTreeMap<&'static str, OrganizationId>,
    people: BTreeMap<&'static str, Actor>,
}

impl Cast {
    pub(super) fn office(&self, key: &str) -> Result<OrganizationId, AppError> {
        self.offices.get(key).copied().ok_or(AppError::NotFound)
    }

    pub(super) fn person(&self, email: &str) -> Result<&Actor, AppError> {
        self.people.get(email).ok_or(AppError::NotFound)
    }
}

/// Creates the organisations and people, all with the same password.
pub(super) async fn enter(app: &App, password: SecretString) -> Result<Cast, AppError> {
    let request = RequestContext::of_system("demo");
    let mut offices = BTreeMap::new();
    for office in OFFICES {
        let written = Written {
            name_vi: office.vi.to_owned(),
            name_en: Some(office.en.to_owned()),
            email: Some(format!("vanthu@{}.example", office.key)),
            locale: Locale::Vi,
        };
        let id = execute(app, &request, AddOrganization { kind: office.kind, written }).await?.answer;
        offices.insert(office.key, id);
    }
    // One hash for all: hashing is slow by design, and all passwords are equal.
    let password_hash = password::hash(password).await?;
    let mut people = BTreeMap::new();
    for person in PEOPLE {
        let organization = offices.get(person.office).copied().ok_or(AppError::NotFound)?;
        let memberships = vec![Membership { organization, role: person.role }];
        let command = AddUser {
            email: person.email.to_owned(),
            name: person.name.to_owned(),
            locale: Locale::Vi,
            password_hash: password_hash.clone(),
            memberships: memberships.clone(),
        };
        let user: UserId = execute(app, &request, command).await?.answer;
        people.insert(
            person.email,
            Actor { user, name: person.name.to_owned(), locale: Locale::Vi, memberships, carried_on: BTreeSet::new() },
        );
    }
    Ok(Cast { offices, people })
}
