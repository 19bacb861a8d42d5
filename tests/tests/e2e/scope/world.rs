//! Random worlds, and the visibility of their parts according to the grants.

use std::collections::BTreeSet;

use domain::access::Role;
use domain::registry::asset::{Lifecycle, Visibility};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use strum::VariantArray;
use uuid::Uuid;

/// The organisations: two operators, two owners, the regulator, and offices without any relation to
/// them.
pub(crate) const OPERATORS: [u128; 2] = [1, 2];
pub(crate) const OWNERS: [u128; 2] = [3, 4];
pub(crate) const REGULATOR: u128 = 5;
pub(crate) const DISTRICT: u128 = 6;
pub(crate) const ADMINISTRATOR: u128 = 7;

const LIVES: [Lifecycle; 4] =
    [Lifecycle::InService, Lifecycle::Restricted, Lifecycle::Planned, Lifecycle::DecommissionNotified];
const VISIBILITIES: [Visibility; 4] =
    [Visibility::Public, Visibility::Operators, Visibility::Restricted, Visibility::Secret];

/// The memberships of a person: any role in any organisation.
pub(crate) type Memberships = Vec<(u128, Role)>;

#[derive(Debug, Clone)]
pub(crate) struct Somebody(pub(crate) Memberships);

#[derive(Debug, Clone)]
pub(crate) struct AssetPlan {
    pub(crate) owner: u128,
    pub(crate) co_owner: Option<u128>,
    pub(crate) tenant: Option<u128>,
    pub(crate) critical: bool,
    pub(crate) visibility: Visibility,
    pub(crate) lifecycle: Lifecycle,
    pub(crate) deleted: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct CasePlan {
    pub(crate) applicant: u128,
    pub(crate) asset: prop::sample::Index,
    pub(crate) steps: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) people: Vec<Somebody>,
    pub(crate) assets: Vec<AssetPlan>,
    pub(crate) cases: Vec<CasePlan>,
}

pub(crate) fn worlds() -> impl Strategy<Value = World> {
    let membership = (1..=ADMINISTRATOR, prop::sample::select(Role::VARIANTS.to_vec()));
    let people = vec(vec(membership, 1..3).prop_map(Somebody), 8..14);
    (people, vec(asset(), 4..10), vec(case(), 4..9)).prop_map(|(people, assets, cases)| World { people, assets, cases })
}

fn asset() -> impl Strategy<Value = AssetPlan> {
    let owner = prop_oneof![3 => prop::sample::select(OWNERS.to_vec()), 1 => prop::sample::select(OPERATORS.to_vec())];
    let others = prop::sample::select(vec![1, 2, 3, 4]);
    let hidden = prop_oneof![4 => Just(1), 1 => Just(0), 1 => Just(2), 1 => Just(3)];
    let life = prop_oneof![5 => Just(0), 1 => Just(1), 1 => Just(2), 1 => Just(3)];
    let deleted = prop::bool::weighted(0.1);
    let shares = (option::weighted(0.3, others.clone()), option::weighted(0.4, others));
    (owner, shares, prop::bool::weighted(0.35), hidden, life, deleted).prop_map(
        |(owner, (co_owner, tenant), critical, hidden, life, deleted): (_, _, _, usize, usize, _)| AssetPlan {
            owner,
            co_owner: co_owner.filter(|co_owner| *co_owner != owner),
            tenant,
            critical,
            visibility: VISIBILITIES[hidden],
            lifecycle: LIVES[life],
            deleted,
        },
    )
}

fn case() -> impl Strategy<Value = CasePlan> {
    let steps = prop_oneof![
        2 => Just(vec![]),
        3 => Just(vec!["submit"]),
        1 => Just(vec!["withdraw"]),
        2 => Just(vec!["submit", "request_supplement"]),
        3 => Just(vec!["submit", "confirm_complete"]),
        1 => Just(vec!["submit", "withdraw"]),
        1 => Just(vec!["submit", "confirm_complete", "withdraw"]),
    ];
    (prop::sample::select(OPERATORS.to_vec()), any::<prop::sample::Index>(), steps)
        .prop_map(|(applicant, asset, steps)| CasePlan { applicant, asset, steps })
}

/// A case that the server created.
#[derive(Debug, Clone)]
pub(crate) struct TheCase {
    pub(crate) id: Uuid,
    pub(crate) applicant: u128,
    pub(crate) owner: u128,
    pub(crate) co_owners: BTreeSet<u128>,
    pub(crate) filed: bool,
}

fn operates(role: Role) -> bool {
    matches!(role, Role::OperatorPlanner | Role::OperatorManager)
}

fn holds(role: Role) -> bool {
    operates(role) || matches!(role, Role::OwnerClerk | Role::OwnerManager)
}

fn regulates(role: Role) -> bool {
    matches!(role, Role::RegulatorOfficer | Role::RegulatorLead)
}

impl TheCase {
    /// The applicant's people always see the case. Organisations concerned see it once it is filed.
    /// An auditor sees what the own organisation sees.
    pub(crate) fn is_seen_by(&self, memberships: &Memberships) -> bool {
        memberships.iter().any(|(office, role)| {
            let audits = *role == Role::Auditor;
            let applies = *office == self.applicant && (operates(*role) || audits);
            let answers = *office == self.owner || self.co_owners.contains(office);
            let watches = *office == REGULATOR && (regulates(*role) || audits);
            applies || self.filed && (answers && (holds(*role) || audits) || watches)
        })
    }
}

/// An asset in the register.
#[derive(Debug, Clone)]
pub(crate) struct TheAsset {
    pub(crate) id: Uuid,
    pub(crate) owner: u128,
    pub(crate) co_owner: Option<u128>,
    pub(crate) tenants: BTreeSet<u128>,
    /// The tenants with an active tenancy, without holders of reservations.
    pub(crate) active: BTreeSet<u128>,
    pub(crate) hidden: bool,
    pub(crate) deleted: bool,
}

impl TheAsset {
    /// Everybody with a role sees the asset. A hidden asset is visible only to its owners, its
    /// tenants and those who oversee the field.
    pub(crate) fn is_seen_by(&self, memberships: &Memberships) -> bool {
        !self.deleted && self.was_seen_by(memberships)
    }

    /// Owners, active tenants and those who oversee the field see the asset in full, so the words
    /// of its address find it for them.
    pub(crate) fn is_opened_to(&self, memberships: &Memberships) -> bool {
        memberships.iter().any(|(office, role)| {
            let audits = *role == Role::Auditor;
            let concerned = *office == self.owner || Some(*office) == self.co_owner || self.active.contains(office);
            let watches = *office == REGULATOR && (regulates(*role) || audits);
            watches || *role == Role::Admin || concerned && (holds(*role) || audits)
        })
    }

    /// Visibility of an asset that is or was in the register.
    pub(crate) fn was_seen_by(&self, memberships: &Memberships) -> bool {
        memberships.iter().any(|(office, role)| {
            let audits = *role == Role::Auditor;
            let concerned = *office == self.owner || Some(*office) == self.co_owner || self.tenants.contains(office);
            let watches = *office == REGULATOR && (regulates(*role) || audits);
            let administers = *role == Role::Admin;
            !self.hidden || watches || administers || concerned && (holds(*role) || audits)
        })
    }
}

/// A task that waits.
#[derive(Debug, Clone)]
pub(crate) struct TheTask {
    pub(crate) id: Uuid,
    pub(crate) office: u128,
    pub(crate) roles: BTreeSet<Role>,
}

impl TheTask {
    /// Persons of the office with one of these roles see the task.
    pub(crate) fn is_seen_by(&self, memberships: &Memberships) -> bool {
        memberships.iter().any(|(office, role)| *office == self.office && self.roles.contains(role))
    }
}
