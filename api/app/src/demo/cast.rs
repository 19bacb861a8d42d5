//! The organisations and people of the demo. Every address ends in `.example`, which nobody owns.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::{Actor, Membership, Role},
    ids::{OrganizationId, UserId},
    organization::OrganizationKind,
    text::Locale,
};

use super::wards;
use crate::{
    app::App,
    command_pipeline::{Caller, RequestContext, execute},
    error::AppError,
    people::{organization::AddOrganization, user::AddUser},
};
use api_store::people::organizations::Written;

/// The login that proves that the demo is complete: it is created last.
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
    office(
        "bachdang",
        "Công ty CP Hạ tầng viễn thông Bạch Đằng",
        "Bach Dang Telecom Infrastructure",
        OrganizationKind::Owner,
    ),
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
    person("auditor@hatang.example", "Đoàn Minh Thu", "sotttt", Role::Auditor),
    person(ADMIN, "Quản trị viên", "hatang", Role::Admin),
];

/// A login of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Login {
    pub email: &'static str,
    pub name: &'static str,
    /// The Vietnamese name of the person's organisation.
    pub organization_vi: &'static str,
    pub organization_en: &'static str,
    pub role: Role,
}

/// The logins, in the order of display. The people of the former cities are shown with their wards.
pub fn logins() -> impl Iterator<Item = Login> {
    PEOPLE.iter().map(|person| {
        let office = OFFICES.iter().find(|office| office.key == person.office);
        let (organization_vi, organization_en) = wards::successor(person.office)
            .or_else(|| office.map(|office| (office.vi, office.en)))
            .unwrap_or((person.office, person.office));
        Login { email: person.email, name: person.name, organization_vi, organization_en, role: person.role }
    })
}

/// The created organisations and people.
#[derive(Debug)]
pub(super) struct Cast {
    offices: BTreeMap<&'static str, OrganizationId>,
    people: BTreeMap<&'static str, Actor>,
}

/// A place in an office that the scenario names without the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// Prepares and examines cases.
    Staff,
    /// Signs for the organisation.
    Lead,
    /// Receives dossiers; where nobody does only that, the staff.
    Intake,
}

impl Position {
    fn of(role: Role) -> Option<Self> {
        match role {
            Role::OperatorPlanner
            | Role::OwnerClerk
            | Role::DistrictReviewer
            | Role::PermitOfficer
            | Role::RegulatorOfficer
            | Role::AgencyReviewer => Some(Self::Staff),
            Role::OperatorManager
            | Role::OwnerManager
            | Role::DistrictLead
            | Role::PermitApprover
            | Role::RegulatorLead => Some(Self::Lead),
            Role::IntakeClerk => Some(Self::Intake),
            Role::Auditor | Role::Admin => None,
        }
    }
}

impl Cast {
    pub(super) fn office(&self, key: &str) -> Result<OrganizationId, AppError> {
        self.offices.get(key).copied().ok_or_else(|| AppError::internal(format!("the demo has no office {key}")))
    }

    pub(super) fn person(&self, email: &str) -> Result<&Actor, AppError> {
        self.people.get(email).ok_or_else(|| AppError::internal(format!("the demo has no person {email}")))
    }

    /// The first person of an office in a position.
    pub(super) fn member(office: &str, position: Position) -> Result<&'static str, AppError> {
        let find = |position: Position| {
            PEOPLE.iter().find(|person| person.office == office && Position::of(person.role) == Some(position))
        };
        let found = find(position).or_else(|| find(Position::Staff).filter(|_| position == Position::Intake));
        found.map(|person| person.email).ok_or_else(|| AppError::internal(format!("{office} has no {position:?}")))
    }

    /// Adds a membership, so that the person also acts for this office.
    pub(super) fn join(&mut self, email: &'static str, membership: Membership) {
        if let Some(person) = self.people.get_mut(email) {
            person.memberships.push(membership);
        }
    }

    /// Names an office that the policies created.
    pub(super) fn know(&mut self, key: &'static str, office: OrganizationId) {
        self.offices.insert(key, office);
    }

    /// A request by a person of the demo.
    pub(super) fn request(&self, email: &str, if_match: Option<u64>) -> Result<RequestContext, AppError> {
        Ok(RequestContext {
            caller: Caller::Person(self.person(email)?.clone()),
            if_match,
            idempotency: None,
            request_id: "demo".to_owned(),
        })
    }
}

/// Creates the organisations, and the people except the administrator, all with the same password.
pub(super) async fn enter(app: &App, password_hash: &str) -> Result<Cast, AppError> {
    let request = RequestContext::of_system("demo");
    let mut cast = Cast { offices: BTreeMap::new(), people: BTreeMap::new() };
    for office in OFFICES {
        let written = Written {
            name_vi: office.vi.to_owned(),
            name_en: Some(office.en.to_owned()),
            email: Some(format!("vanthu@{}.example", office.key)),
            locale: Locale::Vi,
        };
        let id = execute(app, &request, AddOrganization { kind: office.kind, written }).await?.answer;
        cast.offices.insert(office.key, id);
    }
    for person in PEOPLE.iter().filter(|person| person.email != ADMIN) {
        cast.add(app, person, password_hash).await?;
    }
    Ok(cast)
}

/// Creates the administrator, whose login proves that the demo is complete.
pub(super) async fn complete(app: &App, cast: &mut Cast, password_hash: &str) -> Result<(), AppError> {
    for person in PEOPLE.iter().filter(|person| person.email == ADMIN) {
        cast.add(app, person, password_hash).await?;
    }
    Ok(())
}

impl Cast {
    async fn add(&mut self, app: &App, person: &Person, password_hash: &str) -> Result<(), AppError> {
        let memberships = vec![Membership { organization: self.office(person.office)?, role: person.role }];
        let command = AddUser {
            email: person.email.to_owned(),
            name: person.name.to_owned(),
            locale: Locale::Vi,
            password_hash: password_hash.to_owned(),
            memberships: memberships.clone(),
        };
        let user: UserId = execute(app, &RequestContext::of_system("demo"), command).await?.answer;
        let name = person.name.to_owned();
        let actor = Actor { user, name, locale: Locale::Vi, memberships, carried_on: BTreeSet::new() };
        self.people.insert(person.email, actor);
        Ok(())
    }
}
