//! Which assets a reader sees, as one condition for lists, counts and single reads.
//!
//! Critical and secret assets exist only for their owners, their tenants, the regulator and the
//! administrator. Every other asset is visible to everyone who may read assets at all, mostly with
//! minimum information only. A reservation makes the asset visible to its holder; only an agreement
//! in force discloses the asset in full.

use std::collections::BTreeSet;

use domain::access::{Scope, Stance};
use domain::ids::OrganizationId;
use domain::registry::asset::Visibility;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, IntoSimpleExpr};
use uuid::Uuid;

use crate::entities::{asset_owners, assets, occupancies, status::OccupancyStatus};

/// The assets with restricted visibility, as SQL. The wording must match the condition of the
/// partial index.
pub(super) const HIDDEN: &str = "(critical OR visibility = 'secret')";

/// The part of the register that a reader sees.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AssetVisibility {
    /// All assets, in full.
    Everything,
    /// The assets of these organisations in full; the minimum of all other assets.
    Concern(BTreeSet<OrganizationId>),
    /// Only the assets of these organisations.
    OnlyConcern(BTreeSet<OrganizationId>),
}

impl From<&Scope> for AssetVisibility {
    fn from(scope: &Scope) -> Self {
        let mut own = BTreeSet::new();
        let mut others = Others::Hidden;
        for (organization, stance) in &scope.pairs {
            match stance {
                Stance::Regulator | Stance::Admin | Stance::System => return Self::Everything,
                Stance::Owner | Stance::CoOwner | Stance::Tenant => {
                    own.insert(*organization);
                }
                Stance::Public
                | Stance::Applicant
                | Stance::Reviewer
                | Stance::Consulted
                | Stance::Former
                | Stance::Respondent
                | Stance::Informed => others = Others::Minimum,
            }
        }
        match others {
            Others::Minimum => Self::Concern(own),
            Others::Hidden => Self::OnlyConcern(own),
        }
    }
}

enum Others {
    Minimum,
    Hidden,
}

impl AssetVisibility {
    /// The condition over `assets`. It excludes deleted assets.
    #[must_use]
    pub fn filter(&self) -> Condition {
        self.filter_ever().add(assets::Column::DeletedAt.is_null())
    }

    /// The same condition, deleted assets included.
    #[must_use]
    pub(crate) fn filter_ever(&self) -> Condition {
        let there = Condition::all();
        match self {
            Self::Everything => there,
            Self::OnlyConcern(own) => there.add(concerns(own, Hold::ReservedOrActive)),
            Self::Concern(own) => {
                let open = Condition::all()
                    .add(assets::Column::Critical.eq(false))
                    .add(assets::Column::Visibility.ne(Visibility::Secret.as_str()));
                if own.is_empty() {
                    there.add(open)
                } else {
                    there.add(Condition::any().add(open).add(concerns(own, Hold::ReservedOrActive)))
                }
            }
        }
    }

    /// The condition for assets that are disclosed in full; `None` if every asset is.
    #[must_use]
    pub(super) fn in_full(&self) -> Option<Condition> {
        self.own().map(|own| concerns(own, Hold::Active))
    }

    /// The condition for the restricted assets that the reader may see, for a reader who sees all
    /// unrestricted assets. `None` if the reader certainly sees no restricted asset.
    #[must_use]
    pub(crate) fn of_the_hidden(&self) -> Option<Condition> {
        match self {
            Self::Concern(own) if !own.is_empty() => Some(concerns(own, Hold::ReservedOrActive)),
            Self::Everything | Self::Concern(_) | Self::OnlyConcern(_) => None,
        }
    }

    /// The organisations whose assets are disclosed in full; `None` if every asset is.
    #[must_use]
    pub fn own(&self) -> Option<&BTreeSet<OrganizationId>> {
        match self {
            Self::Everything => None,
            Self::Concern(own) | Self::OnlyConcern(own) => Some(own),
        }
    }
}

/// Which occupancies make an asset visible to the tenant.
#[derive(Debug, Clone, Copy)]
enum Hold {
    /// Occupancies under an agreement in force.
    Active,
    /// Also occupancies reserved for a request.
    ReservedOrActive,
}

/// The assets that one of these organisations owns, wholly or in part, or occupies.
fn concerns(own: &BTreeSet<OrganizationId>, hold: Hold) -> Condition {
    let held = match hold {
        Hold::Active => occupancies::Column::Status.eq(OccupancyStatus::Active),
        Hold::ReservedOrActive => occupancies::Column::Status.ne(OccupancyStatus::Ended),
    };
    let own: Vec<Uuid> = own.iter().map(|organization| organization.uuid()).collect();
    let shares = Query::select()
        .expr(Expr::value(1))
        .from(asset_owners::Entity)
        .and_where(asset_owners::Column::AssetId.into_simple_expr().equals((assets::Entity, assets::Column::Id)))
        .and_where(asset_owners::Column::OrganizationId.is_in(own.iter().copied()))
        .and_where(asset_owners::Column::ValidTo.is_null())
        .take();
    let uses = Query::select()
        .expr(Expr::value(1))
        .from(occupancies::Entity)
        .and_where(occupancies::Column::AssetId.into_simple_expr().equals((assets::Entity, assets::Column::Id)))
        .and_where(occupancies::Column::TenantId.is_in(own.iter().copied()))
        .and_where(held)
        .take();
    Condition::any().add(assets::Column::OwnerId.is_in(own)).add(Expr::exists(shares)).add(Expr::exists(uses))
}
